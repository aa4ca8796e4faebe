"""The schema as plain values: tables and their columns, wherever they were read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from backlight.analysis.syntax import Span

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; `type` is as written in the place it was read."""

    name: str
    type: str = ""
    nullable: bool = True
    primary_key: bool = False
    unique: bool = False
    references: str = ""
    """`table.column` it points to."""
    attribute: str = ""
    """Its name in the model, where that differs."""
    default: bool = False
    """The database or the model fills it when it is not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialIndex:
    """An index, and the condition of the rows that it holds."""

    columns: tuple[str, ...]
    where: str
    """The condition, in SQL; empty where it holds every row."""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, from DDL, a migration or a model."""

    name: str
    file: str
    line: int
    columns: tuple[Column, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    origin: Literal["ddl", "migration", "model"] = "ddl"
    model: str = ""
    """The model class, for origin `model`."""
    model_file: str = ""
    """Where the model stands, of a table that several places speak of."""
    relations: Mapping[str, str] = field(default_factory=dict)
    """Attribute of the model -> model it leads to (foreign keys and collections)."""
    span: Span = NOWHERE
    complete: bool = True
    """False if columns may exist that were not seen (a mixin or base that is not known)."""
    removed: tuple[str, ...] = ()
    """Columns that a migration takes away."""
    gone: bool = False
    """A migration takes away the table that was there before; its columns, if any, are new."""
    former: str = ""
    """The name that the table had before a migration."""
    alias: str = ""
    """What migrations call it by its model, where the table has a name of its own."""
    altered: tuple[tuple[str, str, object], ...] = ()
    """What a migration changes of a column that another file makes: column, field, value."""
    partial: tuple[PartialIndex, ...] = ()
    """Indexes of some rows; `indexes` are those of every row."""
    special: tuple[str, ...] = ()
    """Indexes over a function or by a method that is not the usual one, as `spelled` has them."""
    index_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of indexes -> their columns, as far as they are told; a migration drops by name."""
    dropped: tuple[tuple[str, ...] | str, ...] = ()
    """Indexes that a migration takes away, by their columns or by their name."""
    holds: tuple[int, ...] = ()
    """Of a dump: the migrations that are in it already; a single one stands for all before it."""
    bases: tuple[str, ...] = ()
    """Bases and mixins of the model that its own file does not hold; other files may."""
    single: tuple[str, ...] = ()
    """Relations that lead to one row at most."""
    eager: tuple[str, ...] = ()
    """Relations that always come with their row: to read them costs no query."""
    mapper: str = ""
    """The object-relational mapper whose model or migration it was read from."""
    unclear: bool = False
    """A migration changes it in a way that is known only when it runs."""
    disputed: bool = False
    """Places that speak of it name different columns: the list cannot be written out."""

    @property
    def said_indexes(self) -> tuple[str, ...]:
        """Every index in words, with the condition of those of some rows.

        >>> Table(name="users", file="", line=1, indexes=(("a", "b"),), partial=(
        ...     PartialIndex(columns=("a",), where="b IS NULL"),)).said_indexes
        ('a, b', 'a where b IS NULL')
        """
        some = (f"{', '.join(one.columns)} where {one.where}" for one in self.partial)
        return (*map(", ".join, self.indexes), *some)

    def column(self, name: str) -> Column | None:
        """A column by name, whatever its case."""
        wanted = name.lower()
        return next((c for c in self.columns if c.name.lower() == wanted), None)

    def of_attribute(self, name: str) -> Column | None:
        """The column behind an attribute of the model."""
        return next((c for c in self.columns if name == (c.attribute or c.name)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixin:
    """A class without a table of its own, whose columns and relations models inherit."""

    name: str
    columns: tuple[Column, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    relations: Mapping[str, str] = field(default_factory=dict)
    single: tuple[str, ...] = ()
    eager: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    """Further bases that its own file does not hold."""
    complete: bool = True
    """False if it has columns that cannot be read, or a table of its own."""
    table: str = ""
    """The table of its own, which keeps its columns, also those of models that inherit from it."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of a project; where several places speak of one, the one most to be trusted."""

    tables: tuple[Table, ...] = ()

    def table(self, name: str) -> Table | None:
        """A table by name, whatever its case and without its database schema."""
        wanted = name.lower().rpartition(".")[2]
        return next(
            (t for t in self.tables if t.name.lower().rpartition(".")[2] == wanted),
            None,
        )

    def of_model(self, name: str) -> Table | None:
        """The table behind a model class."""
        return next((t for t in self.tables if t.model == name), None) if name else None
