"""Tables from the models of a file: columns, indexes, relations, tables between two models."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from backlight.analysis.python import Class, Module
from backlight.analysis.python_values import Call, Literal, Many, Value
from backlight.analysis.tables import PartialIndex
from backlight.stacks.django.fields import Field, field
from backlight.stacks.index_condition import code_of, condition

KNOWN = {"Model", "object"}
"""Bases that give a model no column."""
LEND = {
    "AbstractBaseUser": "password last_login",
    "PermissionsMixin": "is_superuser",
    "AbstractUser": "password last_login is_superuser username first_name last_name email"
    " is_staff is_active date_joined",
}
"""Bases of Django's own that give some."""
LENT = {
    "password": "CharField(128)",
    "last_login": "DateTimeField",
    "is_superuser": "BooleanField",
    "username": "CharField(150)",
    "first_name": "CharField(150)",
    "last_name": "CharField(150)",
    "email": "EmailField(254)",
    "is_staff": "BooleanField",
    "is_active": "BooleanField",
    "date_joined": "DateTimeField",
}
"""The types of what they give."""
NOT_MODELS = ("Form", "Serializer", "FilterSet", "Migration", "TextChoices", "Admin", "View")


@dataclass(frozen=True, slots=True)
class Model:
    """A model class with all that is known of it in its own file."""

    name: str
    fields: Mapping[str, Field]
    lent: tuple[str, ...]
    complete: bool
    app: str
    declared: Class
    abstract: bool


def model(said: Module, name: str) -> Model | None:
    """A class of a file as a model, `None` if it is none."""
    declared = said.classes.get(name)
    if declared is None or declared.bases == () or "." in name:
        return None
    if any(base.endswith(NOT_MODELS) for base in declared.bases):
        return None
    fields, lent, complete = _inherited(said, name, set())
    own = any(_is_base(said, base) for base in declared.bases)
    if not own and not any(_is_models(said, one.call) for one in fields.values()):
        return None
    app = text(said.values.get(f"{name}.Meta.app_label")) or app_of(said.path)
    abstract = option(said, name, "abstract")
    return Model(name, fields, lent, complete, app, declared, abstract)


def app_of(path: str) -> str:
    """The app a file belongs to: the folder of `models`, of `migrations`, or its own."""
    parts = PurePosixPath(path).parts
    for word in ("models", "migrations"):
        if word in parts[:-1]:
            at = parts.index(word)
            return parts[at - 1] if at else ""
    return parts[-2] if len(parts) > 1 else ""


def table_name(said: Module, one: Model) -> str:
    """The name of a model's table."""
    return text(
        said.values.get(f"{one.name}.Meta.db_table")
    ) or f"{one.app}_{one.name}".lower().strip("_")


def _inherited(
    said: Module, name: str, seen: set[str]
) -> tuple[dict[str, Field], tuple[str, ...], bool]:
    """The fields of a class and of the abstract classes above it, and whether these are all."""
    found: dict[str, Field] = {}
    lent: tuple[str, ...] = ()
    complete = True
    seen.add(name)
    for base in said.classes[name].bases:
        last = base.rpartition(".")[2]
        if base in said.classes and base not in seen:
            above, more, whole = _inherited(said, base, seen)
            abstract = option(said, base, "abstract") or not above
            found |= above if abstract else {}
            lent += more if abstract else ()
            lent += () if abstract else (f"{base.lower()}_ptr_id",)
            complete = complete and whole
        elif last in LEND:
            lent += tuple(LEND[last].split())
        else:
            complete = complete and last in KNOWN
    start = f"{name}."
    for key, value in said.values.items():
        if key.startswith(start) and "." not in (attribute := key.removeprefix(start)):
            one = field(said.imports, attribute, value)
            if one is not None:
                found[attribute] = one
            else:
                found.pop(attribute, None)
    return found, lent, complete


def listed_indexes(said: Value | None) -> Iterator[tuple[str, ...]]:
    """The fields of each index in an option of `Meta`: pairs of names, `Index(fields=[…])`.

    One of some rows counts as well if it is not read which these are.
    """
    items = said.items if isinstance(said, Many) else ()
    if items and all(isinstance(item, Literal) for item in items):
        yield tuple(name for item in items if (name := text(item)))
        return
    for item in items:
        names = _names(item.keyword("fields") if isinstance(item, Call) else item)
        if names and not (isinstance(item, Call) and condition(code_of(item.keyword("condition")))):
            yield names


def partial_indexes(said: Value | None, columns: Mapping[str, str]) -> Iterator[PartialIndex]:
    """Each index of some rows in such an option, by the columns of its fields."""
    for item in said.items if isinstance(said, Many) else ():
        if isinstance(item, Call) and (names := _names(item.keyword("fields"))):
            where = condition(code_of(item.keyword("condition")), columns)
            kept = tuple(columns.get(name, name) for name in names)
            if where:
                yield PartialIndex(columns=kept, where=where, name=text(item.keyword("name")))


def _names(given: Value | None) -> tuple[str, ...]:
    """The fields of an index; none if one of them is not known."""
    names = [text(one).lstrip("-") for one in given.items] if isinstance(given, Many) else []
    return tuple(names) if all(names) else ()


def option(said: Module, name: str, key: str) -> bool:
    """Whether an option of `Meta` is true."""
    return said.values.get(f"{name}.Meta.{key}") == Literal(value=True)


def text(said: Value | None) -> str:
    """What a string holds, empty for anything else."""
    return said.value if isinstance(said, Literal) and isinstance(said.value, str) else ""


def _is_base(said: Module, base: str) -> bool:
    """Whether a class is one of Django's to inherit from; `db.Model` is another mapper's."""
    head, _, last = base.rpartition(".")
    origin = said.imports.get(head.partition(".")[0], "") if head else "django"
    ours = origin.startswith("django") or origin.rpartition(".")[2].endswith("models")
    return last in {"Model", *LEND} and (ours or head == "models")


def _is_models(said: Module, call: Call) -> bool:
    """Whether a field is one of Django's, by the name it is written with."""
    head = call.name.partition(".")[0]
    return head == "models" or said.imports.get(head, "").startswith(
        ("django.db", "django.contrib")
    )
