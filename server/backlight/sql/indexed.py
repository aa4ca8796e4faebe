"""Whether a change makes an index, in whatever way its tool writes that down."""

from collections.abc import Set as AbstractSet
from re import IGNORECASE
from re import compile as regex

from backlight.analysis import compared
from backlight.analysis.facts import Project
from backlight.analysis.tables import Table

WORD = regex(r"\w+")
MAKES = regex(r"\bindex|index\(|_index\b|add_?index", IGNORECASE)


def unknown(before: Project, after: Project) -> tuple[str, ...]:
    """Columns of new indexes that their tables lack, in sentences."""
    return tuple(
        f"The index ({', '.join(index)}) names `{name}`, a column that `{one.name}` lacks."
        for one in _told(before, after)
        if (table := after.schema.table(one.name)) is not None
        for index in _fresh(before, one)
        for name in index
        if table.column(name) is None
    )


def makes(before: Project, after: Project, columns: AbstractSet[str]) -> bool:
    """Whether a new index begins with one of the columns, or a new line makes one that names it.

    Of an index over a function, or of some rows only, nothing but the line is known.
    """
    fresh = (index for one in _told(before, after) for index in _fresh(before, one))
    if any(index and index[0].lower() in columns for index in fresh):
        return True
    for path, text in compared.changed(before, after).items():
        old = before.read(path)
        known = set(old.text.source.split("\n")) if old is not None else set()
        new = "\n".join(line for line in text.split("\n") if line not in known)
        if MAKES.search(new) and not columns.isdisjoint(WORD.findall(new.lower())):
            return True
    return False


def _told(before: Project, after: Project) -> list[Table]:
    """What the changed files say of tables, before it is joined with what others say."""
    files = (after.files.get(path) for path in compared.changed(before, after))
    return [table for facts in files if facts is not None for table in facts.tables]


def _fresh(before: Project, table: Table) -> set[tuple[str, ...]]:
    """The indexes of a table that were not there."""
    known = before.schema.table(table.name)
    return set(table.indexes) - set(known.indexes if known is not None else ())
