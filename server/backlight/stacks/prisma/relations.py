"""How the models of a Prisma schema lead to each other: by which columns."""

from dataclasses import dataclass
from re import compile as regex

from backlight.stacks.prisma.schema import FIELDS, MODEL, REFERENCES, ROW
from backlight.stacks.prisma.schema import names_of as names

NAMED = regex(r'@relation\(\s*(?:name\s*:\s*)?"([^"]+)"|@relation\([^)]*?\bname\s*:\s*"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Link:
    """A relation: the model that it leads to, and the columns that are equal, as models say."""

    model: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    many: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a model that names another one."""

    name: str
    model: str
    many: bool
    relation: str
    fields: tuple[str, ...]
    references: tuple[str, ...]


def link(schema: str, model: str, name: str) -> Link | None:
    """The relation of a name; `None` if there is none, or its keys stand in a table between."""
    mine = next((row for row in rows(schema, model) if row.name == name), None)
    if mine is None:
        return None
    if mine.fields:
        return Link(mine.model, mine.fields, mine.references, mine.many)
    back = [
        row
        for row in rows(schema, mine.model)
        if row.model == model and row.fields and row.relation == mine.relation
    ]
    if len(back) != 1:
        return None
    return Link(mine.model, back[0].references, back[0].fields, mine.many)


def rows(schema: str, model: str) -> list[Row]:
    """The relations of a model, in their order."""
    bodies = {found[1]: found[2] for found in MODEL.finditer(schema)}
    found: list[Row] = []
    for row in ROW.finditer(bodies.get(model, "")):
        if row[2] not in bodies:
            continue
        said, own, other = NAMED.search(row[5]), FIELDS.search(row[5]), REFERENCES.search(row[5])
        name = (said[1] or said[2]) if said is not None else ""
        keys = (names(own[1]), names(other[1])) if own and other else ((), ())
        found.append(Row(row[1], row[2], bool(row[3]), name, *keys))
    return found
