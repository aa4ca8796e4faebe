"""Parts of a statement, and of which tables they speak."""

from backlight.analysis.queries_words import named
from backlight.analysis.tables import Schema
from backlight.sql.conditions import Range
from backlight.sql.shape import From, Select, Statement

NO_COLUMNS = named(
    "and or not is null in like ilike between true false date interval timestamp case when then "
    "else end as asc desc nulls first last by distinct filter where exists any all escape"
)
GATHERS = named(
    "distinct over count sum avg min max array_agg string_agg json_agg jsonb_agg group_concat "
    "bool_and bool_or"
)
"""Words of a list that does not give one row for each row that is read."""
JOINED = frozenset({"join", "inner"})


def items(statement: Statement, span: Range) -> list[Range]:
    """The items of a list, which commas part."""
    found, began, at = [], span[0], span[0]
    while at < span[1]:
        if statement.lower[at] == ",":
            found.append((began, at))
            began = at + 1
        at = statement.close.get(at, at) + 1
    return [*found, (began, span[1])] if span[1] > span[0] else []


def spoken(
    statement: Statement, span: Range, select: Select, schema: Schema
) -> frozenset[str] | None:
    """The aliases whose columns a range names; `None` where a name may be of any table."""
    found: set[str] = set()
    at = span[0]
    while at < span[1]:
        word, lower = statement.words[at], statement.lower[at]
        after = statement.lower[at + 1 : at + 2]
        if lower in {"select", "*"} and not (lower == "*" and _counted(statement, at)):
            return None
        called = after == ["("] or _unit(statement, at)
        if word.kind not in {"name", "quoted"} or lower in NO_COLUMNS or called:
            at += 1
        elif after == ["."]:
            found.add(lower.strip('"`'))
            at += 3
        else:
            column = statement.column_of((at, at + 1), select, schema)
            if column is None or column[0] not in select.tables:
                return None
            found.add(column[0].alias.lower())
            at += 1
    return frozenset(found)


def levels(statement: Statement, span: Range, inner: Select, schema: Schema) -> set[str] | None:
    """Whether a range speaks of a subquery (`inner`), of what is around it (`outer`), or of both.

    `None` where a name may be either, or where a further query is asked.
    """
    found: set[str] = set()
    mine = {table.alias.lower() for table in inner.tables}
    at = span[0]
    while at < span[1]:
        word, lower = statement.words[at], statement.lower[at]
        after = statement.lower[at + 1 : at + 2]
        if lower == "select" or word.kind == "hole":
            return None
        if (
            word.kind not in {"name", "quoted"}
            or lower in NO_COLUMNS
            or after == ["("]
            or _unit(statement, at)
        ):
            at += 1
            continue
        name = lower.strip('"`')
        known = name in mine if after == ["."] else _inside(statement, at, inner, schema)
        if known is None:
            return None
        found.add("inner" if known else "outer")
        at += 3 if after == ["."] else 1
    return found


def _unit(statement: Statement, at: int) -> bool:
    """Whether a word is the unit of `interval '1' year`."""
    return statement.lower[at - 2 : at - 1] == ["interval"] and at > 1


def _inside(statement: Statement, at: int, inner: Select, schema: Schema) -> bool | None:
    """Whether a bare name is a column of a subquery, and not of what is around it."""
    name = statement.lower[at].strip('"`')
    holders = [_columns(statement, table, schema) for table in inner.tables]
    if any(columns is not None and name in columns for columns in holders):
        return True
    if None in holders or inner.outer is None:
        return None
    around = [_columns(statement, table, schema) for table in inner.outer.tables]
    return False if any(columns is not None and name in columns for columns in around) else None


def _columns(statement: Statement, table: From, schema: Schema) -> frozenset[str] | None:
    """The columns of a table, or of the WITH that made it; `None` where they are not known."""
    if table.name.lower() in statement.ctes:
        return _given(statement, table.name.lower())
    known = schema.table(table.name) if table.name else None
    if known is None or not known.complete:
        return None
    return frozenset(column.name.lower() for column in known.columns)


def _given(statement: Statement, name: str) -> frozenset[str] | None:
    """The names of the columns that a WITH gives."""
    lower = statement.lower
    for at in range(len(lower) - 3):
        if lower[at].strip('"`') != name or lower[at + 1 : at + 3] != ["as", "("]:
            continue
        made = statement.select_at(at + 3)
        ends = [n[1] - 1 for n in items(statement, made.clauses["select"])] if made else []
        named = all(statement.words[end].kind in {"name", "quoted"} for end in ends)
        return frozenset(lower[end].strip('"`') for end in ends) if named else None
    return None


def _counted(statement: Statement, at: int) -> bool:
    """Whether a star stands in parentheses of its own, or multiplies."""
    return statement.lower[at - 1] == "(" or statement.words[at - 1].kind in {
        "name",
        "number",
        "quoted",
    }


def equality(statement: Statement, span: Range) -> tuple[Range, Range] | None:
    """The two sides of `a.x = b.y` or `x = y`; `None` for anything else."""
    start, end = statement.inner(span)
    at = [n for n in range(start, end) if statement.lower[n] == "="]
    if len(at) != 1 or any(statement.lower[n] in {"(", "and", "or"} for n in range(start, end)):
        return None
    sides = (start, at[0]), (at[0] + 1, end)
    return sides if all(last - first in {1, 3} for first, last in sides) else None


def last_word(one: From) -> int:
    """The word after a table of a FROM clause and its condition."""
    return max(one.at[1], one.on[1])


def key_of(table: From, schema: Schema) -> str:
    """The one column that finds at most one row of a table; empty if there is none."""
    known = schema.table(table.name)
    key = [c.name for c in known.columns if c.primary_key] if known is not None else []
    return key[0].lower() if len(key) == 1 else ""


def unique(table: From, name: str, schema: Schema) -> bool:
    """Whether a value of a column finds at most one row of a table."""
    known = schema.table(table.name)
    column = known.column(name) if known is not None else None
    return key_of(table, schema) == name.lower() or (column is not None and column.unique)


def bound(statement: Statement, span: Range) -> bool:
    """Whether a parameter by position, or a hole, stands in a range: it can be said only once."""
    return any(
        statement.words[n].kind == "hole"
        or (statement.words[n].kind == "placeholder" and statement.words[n].text in {"?", "%s"})
        for n in range(*span)
    )
