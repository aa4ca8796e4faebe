"""What the schemas of a request hold: a tree of fields for the body, and one for the query."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backlight.analysis.compared import queries_in
from backlight.analysis.facts import Handler
from backlight.analysis.javascript_reads import Path, Read
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Column
from backlight.edits import Refused
from backlight.stacks.express.fields import Field, Seen, ruled, tree
from backlight.stacks.express.follow import Reach, column_type, seen
from backlight.stacks.express.naming import singular
from backlight.stacks.express.stored import stored

PLACES = ("body", "query")


def schemas_of(
    reach: Reach, source: Source, handler: Handler, found: list[Read]
) -> dict[str, Field] | Refused:
    """One tree of fields for the body and one for the query, as far as they are read."""
    columns = stored(source, queries_in(reach.project, source.path, handler), reach.project)
    schemas: dict[str, Field] = {}
    for where in PLACES:
        root: Path = (where,)
        every = [*seen(reach, source, found, root), *_bound(found, root, columns)]
        one = tree(every, strings=where == "query")
        if one.fields and not _blind(one, reach, handler):
            schemas[where] = one
        elif where == "body" and any(read.path[:1] == root for read in found):
            return Refused(
                f"`{handler.name}` hands its body on as a whole, and what that must hold is not "
                "known here: read its fields by name, or ask the agent."
            )
    if not schemas:
        return Refused(f"`{handler.name}` reads no field of its body or query by name.")
    if not any(ruled(one) for one in schemas.values()):
        return Refused(
            f"`{handler.name}` can do without each field that it reads, and with values of any "
            "type: which rules they should have is not known here, so ask the agent."
        )
    return {where: one for where, one in schemas.items() if ruled(one)}


def _bound(found: list[Read], root: Path, columns: Mapping[str, Column]) -> Iterator[Seen]:
    """What the columns say that values go to: their types, and whether they may be missing."""
    for read in found:
        column = columns.get(read.path[-1]) if len(read.path) == 2 else None
        if column is not None and read.path[:1] == root:
            kind, hint, may = column_type(column.type), read.hint, column.nullable
            fails, optional = hint.fails or not may, hint.optional or may
            hint = replace(hint, type=kind, fails=fails, optional=optional)
            hint = replace(hint, nothing=may, anything=False)
            yield Seen(read.path[1:], hint)


def _blind(one: Field, reach: Reach, handler: Handler) -> bool:
    """Whether nothing is known but an envelope: `req.body.user`, handed on to who knows whom."""
    if len(one.fields) > 1 or one.fields[0].fields or not one.fields[0].open:
        return False
    name = one.fields[0].name.lower()
    models = {table.model.lower() for table in reach.project.schema.tables}
    paths = handler.name.lower().replace("-", "").split("/")
    paths += [
        s
        for e in reach.project.endpoints
        if e.handler == handler.name
        for s in e.path.lower().split("/")
    ]
    near = {singular(segment) for segment in paths}
    return name in models | near | {"data", "payload", "input", "body", "params", "user"}
