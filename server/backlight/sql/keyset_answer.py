"""What an answer must be to be paged by its keys: rows that are read once, and that show them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from backlight.analysis.tables import Column, Schema
from backlight.edits import Refused
from backlight.sql.parts import GATHERS, equality, items, unique
from backlight.sql.shape import Select, Statement

PLAIN = {"select", "from", "where", "order", "limit", "offset"}
"""Clauses of a statement that gives one row for each row of a table."""


@dataclass(frozen=True, slots=True)
class Key:
    """A column that rows are ordered by."""

    written: str
    """As the statement names it: `o.created_at`."""
    name: str
    """As the answer calls it."""
    of: Column
    descends: bool
    added: bool = False
    """The statement did not order by it."""
    first: bool = True
    """It is a column of the first table of the statement."""
    selected: bool = True
    """The answer holds it as the statement stands."""

    @property
    def column(self) -> str:
        """As the table calls it."""
        return self.of.name

    @property
    def type(self) -> str:
        """As the table has it."""
        return self.of.type


def unfit(statement: Statement, select: Select) -> str:
    """What a statement is that has no next page by a key; empty if it may have."""
    rest = statement.lower[select.end :]
    if statement.lower[:1] != ["select"] or (rest and rest != [";"]):
        return "Only one SELECT by itself is paged by its keys; this one is a part of more."
    names = set(select.clauses)
    top = set(_top(statement, select.clauses["select"]))
    if {"group", "having"} & names or GATHERS & top:
        return "Every row is read for what is counted or made different: no key finds a page of it."
    if not names <= PLAIN:
        return "It locks rows, or says its page in another way than LIMIT and OFFSET."
    if any(word.kind == "hole" for word in statement.words):
        return "A part of it is put together when it runs; bind its values first."
    if not select.tables or any(not one.name for one in select.tables):
        return "It reads rows of something else than tables: their keys are not known."
    if any(one.join in {"right", "full", "natural", "cross", ","} for one in select.tables):
        return "Its joins can leave the keys empty, or give a row several times."
    return ""


def _top(statement: Statement, span: tuple[int, int]) -> Iterator[str]:
    """The words of a range that stand in no parentheses."""
    at = span[0]
    while at < span[1]:
        yield statement.lower[at]
        at = statement.close.get(at, at) + 1


def repeated(statement: Statement, select: Select, schema: Schema) -> str:
    """Why a join may give a row of the first table more than once; empty if none does."""
    for table in select.tables[1:]:
        sides = equality(statement, table.on) if table.on[1] else None
        columns = [statement.column_of(side, select, schema) for side in sides or ()]
        mine = [one for one in columns if one is not None and one[0] == table]
        if len(mine) != 1 or None in columns or not unique(table, mine[0][1].name, schema):
            return (
                f"The join with `{table.name}` can give a row several times: nothing that it is "
                "ordered by tells the rows apart."
            )
    return ""


def shown(
    statement: Statement, select: Select, found: list[Key], schema: Schema
) -> tuple[Key, ...] | Refused:
    """The keys as the answer calls them, those that it does not hold yet among them."""
    shown: list[Key] = []
    for key in found:
        name = _named(statement, select, key, schema)
        if name is None:
            return Refused(
                f"The answer calls something else `{key.column}`, and callers need the column to "
                "ask for the next page; select it under a name of its own."
            )
        shown.append(replace(key, name=name or key.column, selected=bool(name)))
    return tuple(shown)


def _named(statement: Statement, select: Select, key: Key, schema: Schema) -> str | None:
    """What the answer calls a key; empty if it does not hold it, `None` if its name is taken."""
    owner = key.written.rpartition(".")[0].strip('"`').lower()
    for start, end in items(statement, select.clauses["select"]):
        said = statement.lower[start:end]
        whole = "".join(said[:-2]).strip('"`') == owner != "" or not select.tables[1:]
        if said[-1] == "*" and whole:
            return key.column
        body = end - 2 if said[-2:-1] == ["as"] else end
        column = statement.column_of((start, body), select, schema)
        name = statement.words[end - 1].text.strip('"`')
        if column is not None and column[1].name == key.column:
            whose = column[0].alias.lower()
            if whose == owner or not owner:
                return name
        if name.lower() == key.column.lower():
            return None  # ORDER BY may mean this one, and a condition the column
    return ""
