"""What the functions that a handler calls read of the body it hands them, in any file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from backlight.analysis.facts import Project, ValueType
from backlight.analysis.javascript import Module, module
from backlight.analysis.javascript_branches import always, guard
from backlight.analysis.javascript_expressions import FUNCTIONS, key_of, parts, value
from backlight.analysis.javascript_hints import Hint
from backlight.analysis.javascript_names import parameters
from backlight.analysis.javascript_reads import Path, Read, reads
from backlight.analysis.javascript_things import Closure
from backlight.analysis.javascript_types import THROUGH
from backlight.analysis.javascript_values import Call, Member, dotted
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import Source, Span, ancestors, field, node_at, text_of
from backlight.analysis.tables import Table
from backlight.stacks.express.fields import Seen

DEEPEST = 3
"""How many calls are followed one inside the other."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What following needs of a project."""

    project: Project
    world: World


def linked(project: Project) -> Reach:
    """The modules of a project as they were when it was last linked."""
    return Reach(
        project,
        World(
            {
                path: facts.fragments["express"]
                for path, facts in project.files.items()
                if "express" in facts.fragments
            }
        ),
    )


def known(project: Project, source: Source) -> Reach:
    """The modules of a project, the open file as it reads now."""
    now = module(source)
    return Reach(project, World({**linked(project).world.modules, source.path: now}))


def seen(
    of: Reach, source: Source, found: list[Read], root: Path, depth: int = DEEPEST
) -> Iterator[Seen]:
    """What is known of the paths below a root, from reads and from those they are handed to."""
    for read in found:
        if read.path[: len(root)] != root:
            continue
        path = read.path[len(root) :]
        if not read.whole:
            yield Seen(path, read.hint, sure=read.sure)
            continue
        inner = list(_handed(of, source, read.node, depth))
        hint = Hint() if inner else read.hint
        if not inner or (path and all(not one.path for one in inner)):
            inner = [] if not path else inner
            yield Seen(path, hint, not inner, read.sure)
        for one in inner:
            yield Seen((*path, *one.path), one.hint, one.open, one.sure and read.sure)
        if inner and path:
            yield Seen(path, sure=read.sure)


def certain(function: Node, found: list[Read]) -> list[Read]:
    """The reads of a function, each with whether it is on every path."""
    return [
        replace(one, sure=always(guard(one.node) if one.hint.required else one.node, function))
        for one in found
    ]


def _handed(of: Reach, source: Source, node: Node, depth: int) -> Iterator[Seen]:
    """What the function that a value is handed to reads of it; nothing if that is not known."""
    place = _argument(node)
    if place is None or depth == 0:
        return
    call, number, but = place
    said = value(call)
    if not isinstance(said, Call) or source.path not in of.world.modules:
        return
    scope = _scope(of.world.modules[source.path], call)
    target = of.world.thing(source.path, scope, said.of, {})
    if not isinstance(target, Closure):
        yield from _stored(of, said, but)
        return
    other = source if target.path == source.path else of.project.read(target.path)
    function = _function(other, target.start) if other is not None else None
    if other is None or function is None:
        return
    given = parameters(function)
    if number >= len(given):
        return
    names = {name: ("@", *keys) for name, keys in given[number].names}
    inner = seen(of, other, certain(function, reads(function, names)), ("@",), depth - 1)
    yield from (one for one in inner if not (one.path and one.path[0] in but))


def _argument(node: Node) -> tuple[Node, int, tuple[str, ...]] | None:
    """The call a value is an argument of, which one, and the keys set beside it if it is spread."""
    at = node
    while at.parent is not None and at.parent.type in THROUGH:
        at = at.parent
    above, but = at.parent, tuple[str, ...]()
    if above is not None and above.type == "spread_element":
        holder = above.parent
        if holder is None or holder.type != "object":
            return None
        but = tuple(key_of(field(n, "key")) for n in parts(holder) if n.type == "pair")
        at, above = holder, holder.parent
    if above is not None and above.type == "pair" and text_of(above).startswith("data"):
        at, above = above, above.parent
        at, above = (above, above.parent) if above is not None else (at, None)
    if above is None or above.type != "arguments" or above.parent is None:
        return None
    number = next((i for i, n in enumerate(parts(above)) if n == at), None)
    return (above.parent, number, but) if number is not None else None


def _stored(of: Reach, said: Call, but: tuple[str, ...]) -> Iterator[Seen]:
    """The columns of the model that a value is stored in: `User.create(req.body)`."""
    name, kind = dotted(said.of), "create"
    if isinstance(said.of, Member) and not said.new:
        kind, name = said.of.name, dotted(said.of.of)
    table = _table(of.project, name)
    if table is None or not kind.lower().startswith(
        ("create", "insert", "update", "build", "save")
    ):
        return
    for column in table.columns:
        attribute = column.attribute or column.name
        if column.primary_key or attribute in but or attribute in STAMPS:
            continue
        needed = not (column.nullable or column.default or kind.lower().startswith("update"))
        yield Seen((attribute,), Hint(column_type(column.type), fails=needed, optional=not needed))


def _table(project: Project, name: str) -> Table | None:
    last = name.rpartition(".")[2]
    found = project.schema.of_model(last) or project.schema.of_model(last[:1].upper() + last[1:])
    return found if found is not None and found.complete else None


STAMPS = {"createdAt", "updatedAt", "deletedAt", "created_at", "updated_at", "__v", "_id"}


def column_type(written: str) -> ValueType:
    """The JSON type of a column's type as models write it."""
    low = written.lower()
    kinds: tuple[tuple[tuple[str, ...], ValueType], ...] = (
        (("int", "serial"), "integer"),
        (("float", "double", "decimal", "number", "numeric", "real"), "number"),
        (("bool",), "boolean"),
        (("date", "time"), "datetime"),
        (("[]", "array"), "array"),
        (("json", "object", "mixed", "map"), "object"),
    )
    return next((kind for words, kind in kinds if any(w in low for w in words)), "string")


def _scope(found: Module, node: Node) -> str:
    """The scope that a node stands in."""
    for above in ancestors(node):
        if above.type in FUNCTIONS and above.start_byte in found.functions:
            return found.functions[above.start_byte].scope
    return ""


def _function(source: Source, start: int) -> Node | None:
    above = ancestors(node_at(source, Span(start, start + 1)))
    found = [n for n in above if n.type in FUNCTIONS and n.start_byte == start]
    return found[-1] if found else None
