"""What a model of Sequelize that a call defines says: its table, its columns, its indexes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.javascript_values import Call, Fields, Literal, Many, Member, Name, Value
from backlight.analysis.javascript_values import dotted as dots
from backlight.analysis.tables import Column
from backlight.stacks.names import snake
from backlight.stacks.sequelize.names import many

KEY = Column(name="id", type="INTEGER", nullable=False, primary_key=True, default=True)
YES, NO = Literal(value=True), Literal(value=False)


@dataclass(frozen=True, slots=True)
class Defined:
    """A model as a call defines it: its class, its own name, what it is given."""

    model: str
    name: str
    fields: Fields
    options: dict[str, Value]
    node: Node

    def kept(self, name: str) -> Column | None:
        """A date that Sequelize keeps itself, under the name that the options give it."""
        given = self.options.get(name)
        if given == NO or self.options.get("timestamps") == NO:
            return None
        own = str(given.value) if isinstance(given, Literal) and given.value is not True else name
        column = snake(own) if self.underscored else own
        made = name != "deletedAt"
        attribute = own if column != own else ""
        return Column(
            name=column, type="DATE", nullable=not made, default=made, attribute=attribute
        )

    @property
    def underscored(self) -> bool:
        """Whether names of columns are written with `_`."""
        return self.options.get("underscored") == YES

    @property
    def table(self) -> str:
        """The name of its table: given, its own, or the plural of its own."""
        given = self.options.get("tableName")
        if isinstance(given, Literal):
            return str(given.value)
        frozen = self.options.get("freezeTableName") == YES
        name = self.name if frozen else many(self.name)
        return snake(name) if self.underscored else name


def columns(one: Defined) -> Iterator[Column]:
    """The columns that it declares."""
    pairs = [
        (n, dict(v.pairs) if isinstance(v, Fields) else {"type": v}) for n, v in one.fields.pairs
    ]
    for name, of in pairs:
        kind = _type(of.get("type"))
        if name == "..." or kind == "VIRTUAL":
            continue
        column = of.get("field")
        usual = snake(name) if one.underscored else name
        own = str(column.value) if isinstance(column, Literal) else usual
        key = of.get("primaryKey") == YES
        yield Column(
            name=own,
            type=kind,
            nullable=of.get("allowNull") != NO and not key,
            primary_key=key,
            unique="unique" in of and of["unique"] != NO,
            references=_references(of.get("references")),
            attribute=name if own != name else "",
            default="defaultValue" in of or of.get("autoIncrement") == YES,
        )


def with_added(one: Defined, columns: Iterable[Column]) -> tuple[Column, ...]:
    """Columns with those that Sequelize adds: a key, when a row was made, changed and deleted."""
    every = tuple(columns)
    key = () if any(column.primary_key for column in every) else (KEY,)
    found = {column.attribute or column.name: column for column in (*key, *every)}
    for column in filter(None, (one.kept("createdAt"), one.kept("updatedAt"), deleted(one))):
        found.setdefault(column.attribute or column.name, column)
    return tuple(found.values())


def deleted(one: Defined) -> Column | None:
    """The column that marks a row as deleted; `None` where rows are deleted for good."""
    return one.kept("deletedAt") if one.options.get("paranoid") == YES else None


def indexes(said: Value | None, known: Iterable[Column]) -> Iterator[tuple[str, ...]]:
    """The columns of each index of plain columns."""
    for one in said.items if isinstance(said, Many) else ():
        fields = dict(one.pairs).get("fields") if isinstance(one, Fields) else None
        given = fields.items if isinstance(fields, Many) else ()
        names = [dict(f.pairs).get("name") if isinstance(f, Fields) else f for f in given]
        plain = tuple(str(name.value) for name in names if isinstance(name, Literal))
        if plain and len(plain) == len(given):
            own = {c.attribute: c.name for c in known}
            yield tuple(own.get(name, name) for name in plain)


def _type(said: Value | None) -> str:
    """`DataTypes.STRING(45)` as `STRING`."""
    while isinstance(said, Call):
        said = said.of
    return said.name if isinstance(said, Member | Name) else ""


def _references(said: Value | None) -> str:
    pairs = dict(said.pairs) if isinstance(said, Fields) else {}
    model, key = pairs.get("model"), pairs.get("key", Literal("id"))
    name = str(model.value) if isinstance(model, Literal) else dots(model) if model else ""
    return f"{name}.{key.value}" if name and isinstance(key, Literal) else ""
