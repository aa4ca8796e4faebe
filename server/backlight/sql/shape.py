"""The shape of a statement by its tokens: its selects, their clauses, tables and conditions.

Rewrites look for their pattern here, so that what they do not touch stays as it is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from backlight.analysis.queries_words import words
from backlight.analysis.tables import Column, Schema, Table
from backlight.sql import scan

COMPARISONS = {"=", "<>", "!=", "<", ">", "<=", ">="}


@dataclass(frozen=True, slots=True)
class From:
    """A table in a FROM clause."""

    name: str
    """Empty for a subquery or a function."""
    alias: str
    join: str
    """`from`, `,`, `join`, `left`, …"""
    at: tuple[int, int]
    """Its words, alias included."""
    on: tuple[int, int] = (0, 0)
    """The words of its ON condition."""


@dataclass(slots=True)
class Select:
    """One SELECT (or UPDATE, DELETE); ranges are of words, ends exclusive."""

    start: int
    end: int
    clauses: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Keyword -> the words after it."""
    tables: list[From] = field(default_factory=list)
    outer: "Select | None" = None
    kind: str = "select"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One predicate of a condition, `left operator right`; ranges are of words."""

    start: int
    end: int
    left: tuple[int, int]
    operator: str
    right: tuple[int, int]
    negated: bool
    """It stands below a NOT."""
    siblings: int
    """Predicates with the same number are joined by AND."""
    select: Select


class Statement:
    """A statement with its words and selects."""

    def __init__(self, sql: str, dialect: str = "") -> None:
        self.sql = sql
        self.dialect = dialect
        self.words = words(sql)
        self.lower = [word.text.lower() for word in self.words]
        self.close = scan.pairs(self.lower)
        self.selects = list(_selects(self))
        self.ctes = _ctes(self)
        self.leaves: tuple[Leaf, ...] | None = None

    def text(self, span: tuple[int, int]) -> str:
        """The text of a range of words, as it is written."""
        start, end = span
        if start >= end:
            return ""
        return self.sql[self.words[start].start : self.words[end - 1].end]

    def offset(self, word: int) -> int:
        """Where a word starts."""
        return self.words[word].start if word < len(self.words) else len(self.sql)

    def end(self, word: int) -> int:
        """Where the range that ends before a word ends."""
        return self.words[word - 1].end if word else 0

    def inner(self, span: tuple[int, int]) -> tuple[int, int]:
        """The range without parentheses around the whole of it."""
        start, end = span
        while end - start > 1 and self.lower[start] == "(" and self.close.get(start) == end - 1:
            start, end = start + 1, end - 1
        return start, end

    def select_at(self, word: int) -> Select | None:
        """The select that starts at a word."""
        return next((one for one in self.selects if one.start == word), None)

    def column(self, span: tuple[int, int], select: Select, schema: Schema) -> Column | None:
        """The column of the schema that a range of words names; `None` if that is not sure."""
        found = self.column_of(span, select, schema)
        return found[1] if found is not None else None

    def column_of(
        self, span: tuple[int, int], select: Select, schema: Schema
    ) -> tuple[From, Column] | None:
        """The same, with the table as the FROM clause has it."""
        names = self._names(span)
        if names is None:
            return None
        at: Select | None = select
        while at is not None:
            if names[0]:
                mine = [t for t in at.tables if t.alias.lower() == names[0].lower()]
            else:
                mine = at.tables
            known = [(t, self._table(t, schema)) for t in mine]
            hits = [(t, c) for t, table in known if table and (c := table.column(names[1]))]
            if len(hits) == 1 and all(table is not None for _, table in known):
                return hits[0]
            if hits or (mine and any(table is None or not table.complete for _, table in known)):
                return None
            at = at.outer
        return None

    def _table(self, one: From, schema: Schema) -> Table | None:
        if not one.name or one.name.lower() in self.ctes:
            return None
        return schema.table(one.name)

    def _names(self, span: tuple[int, int]) -> tuple[str, str] | None:
        """Qualifier and name of `a.b` or `b`; `None` for anything else."""
        said = self.words[span[0] : span[1]]
        names = [word.text.strip('"`[]') for word in said]
        if not said or any(w.kind not in {"name", "quoted"} for w in said[::2]):
            return None
        if len(said) == 1 and self.lower[span[0]] not in scan.CLAUSES | {"null", "true", "false"}:
            return "", names[0]
        if len(said) in {3, 5} and all(word.text == "." for word in said[1::2]):
            return names[-3], names[-1]
        return None


def leaves(statement: Statement) -> tuple[Leaf, ...]:
    """Every comparison in the conditions of a statement (WHERE, ON, HAVING); found once."""
    if statement.leaves is None:
        statement.leaves = tuple(_leaves(statement))
    return statement.leaves


def _leaves(statement: Statement) -> Iterator[Leaf]:
    from backlight.sql.conditions import split

    for select in statement.selects:
        for span in conditions(select):
            yield from split(statement, select, span)


def conditions(select: Select) -> list[tuple[int, int]]:
    """Its WHERE and HAVING, and the ON of each join."""
    spans = [select.clauses[name] for name in ("where", "having") if name in select.clauses]
    return [*spans, *(table.on for table in select.tables if table.on[1])]


def _ctes(statement: Statement) -> frozenset[str]:
    lower = statement.lower
    return frozenset(
        statement.words[n].text.strip('"`').lower()
        for n in range(len(lower) - 2)
        if lower[n + 1] == "as" and lower[n + 2] in {"(", "materialized", "not"}
    )


def _selects(statement: Statement) -> Iterator[Select]:
    from backlight.sql.tables import tables

    found: dict[int, Select] = {}
    lower, close = statement.lower, statement.close
    for start, end, outer in scan.ranges(lower, close):
        select = Select(start, end, outer=found.get(outer), kind=lower[start])
        select.clauses = scan.clauses(lower, close, start, end)
        select.tables = tables(statement, select)
        found[start] = select
        yield select
