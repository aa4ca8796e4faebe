"""How a statement pages by its keys: the first page and the next, as the driver takes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from backlight.edits import Edit
from backlight.sql.keyset_answer import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One of the two statements, as the driver takes it."""

    sql: str
    edits: tuple[Edit, ...]
    """What makes it of the statement as it was; offsets are characters."""
    binds: tuple[int | str, ...]
    """What each value in turn is: the number of one that was bound before, or the name of a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a statement pages by its keys."""

    keys: tuple[Key, ...]
    skip: int
    """Which of the values that were bound says how many rows are skipped."""
    mark: str
    """The placeholder of that value, as it is written."""
    first: Form
    next: Form
    walked: tuple[str, str, str]
    """The statement as it was, and both forms, with a name for every value: `:rows`, `:skip`,
    `:after_0`, `:p0`. The order of the first one ends with the unique key as well."""


def written(sql: str, edits: Sequence[Edit]) -> str:
    """The statement after the edits, whose offsets are characters."""
    for edit in sorted(edits, reverse=True):
        sql = sql[: edit.start] + edit.text + sql[edit.end :]
    return sql
