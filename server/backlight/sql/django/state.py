"""The models as migrations of Django leave them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backlight.analysis.python_values import Call, Literal, Name, Value
from backlight.sql.django.fields import FORWARD, column_of, typed
from backlight.sql.django.values import last, text, true
from backlight.sql.written import Untold

Key = tuple[str, str]
"""The label of an app, and the name of a model in lower case."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model; its fields and indexes as they are written."""

    app: str
    name: str
    fields: Mapping[str, Call] = field(default_factory=dict)
    options: Mapping[str, Value] = field(default_factory=dict)
    indexes: Mapping[str, Call] = field(default_factory=dict)
    constraints: Mapping[str, Call] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.app, self.name.lower()

    @property
    def table(self) -> str:
        """The name of its table."""
        return text(self.options.get("db_table")) or f"{self.app}_{self.name.lower()}"

    @property
    def stored(self) -> bool:
        """Whether it has a table that Django makes."""
        proxy = self.options.get("proxy") == Literal(value=True)
        return not proxy and self.options.get("managed") != Literal(value=False)

    def named(self, name: str) -> str:
        """The column of a field."""
        one = self.fields.get(name)
        return (column_of(name, one) if one is not None else "") or name


@dataclass(frozen=True, slots=True)
class State:
    """All models."""

    models: Mapping[Key, Model] = field(default_factory=dict)
    user: Key = ("auth", "user")

    def target(self, model: Model, said: Value | None) -> Key:
        """The model that a field leads to."""
        name = said.dotted if isinstance(said, Name) else text(said)
        if name.endswith("AUTH_USER_MODEL"):
            return self.user
        if name == "self":
            return model.key
        app, dot, rest = name.rpartition(".")
        if not name:
            raise Untold("where a key leads to is known only when it runs")
        return (app.rpartition(".")[2] if dot else model.app, rest.lower())

    def key_of(self, target: Key, deep: int = 9) -> tuple[str, str, str]:
        """The table, the column and the type of the primary key of a model."""
        model = self.models.get(target)
        if model is None:
            return "_".join(target), "id", "integer"
        for name, one in model.fields.items():
            if true(one, "primary_key"):
                type_ = "bigint"
                if last(one) in FORWARD and deep:
                    type_ = self.key_of(self.target(model, one.argument(0, "to")), deep - 1)[2]
                elif last(one) not in FORWARD:
                    type_ = typed(one)
                return model.table, column_of(name, one), type_
        return model.table, "id", "bigint"
