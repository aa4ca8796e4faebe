"""What is after the last row, as a condition that an index serves.

>>> from backlight.sql.keyset_answer import Key
>>> from backlight.analysis.tables import Column
>>> made, key = (Key(n, n, Column(name=n), descends=True) for n in ("made", "id"))
>>> comparison(Statement("SELECT 1", "postgres"), (made, key), lambda _: "%s")
'(made, id) < (%s, %s)'
>>> comparison(Statement("SELECT 1", "mysql"), (made, key), lambda _: "?")
'made <= ? AND (made < ? OR id < ?)'
"""

from collections.abc import Callable, Sequence

from backlight.sql.dates import keyword
from backlight.sql.keyset_answer import Key
from backlight.sql.shape import Statement

ROWWISE = frozenset({"postgres", "sqlite", "duckdb", ""})
"""Databases that look a row of columns up in an index; the others compare column by column."""
Mark = Callable[[Key], str]


def comparison(statement: Statement, keys: Sequence[Key], mark: Mark) -> str:
    """The condition; `mark` gives the placeholder of a key each time that it is said."""
    one_way = len({key.descends for key in keys}) == 1
    if len(keys) > 1 and one_way and statement.dialect in ROWWISE:
        names = ", ".join(key.written for key in keys)
        values = ", ".join(map(mark, keys))
        return f"({names}) {'<' if keys[0].descends else '>'} ({values})"
    return _by_columns(statement, keys, mark)


def _by_columns(statement: Statement, left: Sequence[Key], mark: Mark) -> str:
    key, *rest = left
    sign = "<" if key.descends else ">"
    if not rest:
        return f"{key.written} {sign} {mark(key)}"
    and_, or_ = (keyword(statement, word) for word in ("AND", "OR"))
    bound = f"{key.written} {sign}= {mark(key)}"
    inside = f"{key.written} {sign} {mark(key)}"
    further = _by_columns(statement, rest, mark)
    further = f"({further})" if len(rest) > 1 else further
    return f"{bound} {and_} ({inside} {or_} {further})"
