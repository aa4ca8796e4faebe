"""Whether a change makes an index, in whatever way its tool writes that down."""

from collections.abc import Set as AbstractSet
from re import IGNORECASE
from re import compile as regex

from backlight.analysis import compared
from backlight.analysis.facts import Project
from backlight.analysis.tables import Schema, Table

WORD = regex(r"\w+")
MAKES = regex(r"\bindex|index\(|_index\b|add_?index", IGNORECASE)


def unknown(before: Project, after: Project) -> tuple[str, ...]:
    """Columns of new indexes that their tables lack, in sentences."""
    return tuple(
        f"The index ({', '.join(index)}) names `{name}`, a column that `{table.name}` lacks."
        for path in compared.changed(before, after)
        for named, index in sorted(_written(after, path) - _written(before, path))
        if (table := after.schema.table(named)) is not None
        for name in index
        if name.lower() not in _names(table)
    )


def names(schema: Schema) -> set[str]:
    """What columns and relations are called, in tables and in code; in small letters."""
    return {one for t in schema.tables for one in (*_names(t), *map(str.lower, t.relations))}


def _written(project: Project, path: str) -> set[tuple[str, tuple[str, ...]]]:
    """The indexes of one file, as it writes them, with their tables."""
    facts = project.files.get(path)
    tables = facts.tables if facts is not None else ()
    return {(table.name, index) for table in tables for index in table.indexes}


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
    """The tables that the changed files speak of, with all that is known of each."""
    files = (after.files.get(path) for path in compared.changed(before, after))
    names = {table.name: None for facts in files if facts is not None for table in facts.tables}
    return [table for name in names if (table := after.schema.table(name)) is not None]


def _fresh(before: Project, table: Table) -> set[tuple[str, ...]]:
    """The indexes of a table that were not there."""
    known = before.schema.table(table.name)
    return set(table.indexes) - set(known.indexes if known is not None else ())


def _names(table: Table) -> set[str]:
    """Its columns, and what its model calls them."""
    return {name.lower() for one in table.columns for name in (one.name, one.attribute)}
