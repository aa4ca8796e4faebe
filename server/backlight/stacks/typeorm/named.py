"""Whether columns of an entity are certain to be called in the database what they seem to be."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.tables import Column, Table
from backlight.stacks.setups import saying
from backlight.stacks.typeorm.marks import INHERITS, RENAMED, SETTINGS

CAMEL = regex(r"(?<=[a-z\d])(?=[A-Z])")
ENDS = (".ts", ".js")
OWN = regex(rb"\bentityPrefix\b|\bnamingStrategy\b(?!\s*:\s*new\s+SnakeNamingStrategy\(\s*\))")
"""A strategy that may change names of one word, too."""
KEEPS = regex(rb"\bsynchronize\s*:\s*true\b")
"""Tables are made from entities at each start: migrations do not tell what there is."""


def named(project: Project, table: Table, columns: tuple[Column, ...]) -> bool:
    """Names in two words are kept where what is there shows it, and no strategy says otherwise.

    The key of a relation is called after the key that it leads to.
    """
    source = project.read(table.file)
    if source is None or any(one in source.text.data for one in INHERITS):
        return False
    if any(saying(project, KEEPS, SETTINGS, ENDS)):
        return False
    if not all(_led(project, one) for one in columns if one.references and not one.attribute):
        return False
    if all(one.attribute or _snake(one.name) == one.name for one in columns):
        return not any(saying(project, OWN, SETTINGS, ENDS))
    kept, changed = _seen(project)
    return kept and not changed and not any(saying(project, RENAMED, SETTINGS, ENDS))


def _led(project: Project, column: Column) -> bool:
    name = column.references.rpartition(".")[0]
    to = project.schema.of_model(name) or project.schema.table(name)
    keys = [one.name for one in to.columns if one.primary_key] if to is not None else []
    return keys == ["id"]


def _seen(project: Project) -> tuple[bool, bool]:
    """Whether names like `firstName` are kept in migrations, and whether they are changed."""
    made: dict[str, set[str]] = {}
    for table in _of(project, "migration"):
        made.setdefault(table.name, set()).update(one.name for one in table.columns)
    kept = changed = False
    for table in _of(project, "model"):
        there = made.get(table.name, set())
        for one in table.columns:
            if _snake(one.name) != one.name and not one.attribute:
                kept = kept or one.name in there
                changed = changed or (_snake(one.name) in there and one.name not in there)
    return kept, changed


def _of(project: Project, origin: str) -> Iterator[Table]:
    for facts in project.files.values():
        yield from (t for t in facts.tables if t.mapper == "typeorm" and t.origin == origin)


def _snake(name: str) -> str:
    return CAMEL.sub("_", name).lower()
