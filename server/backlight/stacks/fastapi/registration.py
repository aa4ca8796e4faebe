"""Where the routes of a new FastAPI router are served: as those of its sibling are."""

from dataclasses import dataclass
from posixpath import commonprefix
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_expressions import keyword, parts, string
from backlight.analysis.python_routes import literal
from backlight.analysis.python_values import Name
from backlight.analysis.syntax import Source, Span, descendants, field, node_at, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.fastapi.layout import Layout, routes_of
from backlight.stacks.pydantic.resource import Resource
from backlight.stacks.pydantic.siblings import import_beside, imported_from

LAST = regex(r"/([^/{}\"']+)(/?[\"'])$")
"""The last segment of a prefix as it is written, and the quote after it."""
ABOVE = regex(r"(?i)^(api|rest|v?\d+(\.\d+)*)$")
"""Segments that name no collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounting:
    """How the new router says its paths, and how it is included."""

    router: str
    """The arguments of its `APIRouter(…)`."""
    names: frozenset[str]
    """The names in them, which the sibling's file knows."""
    base: str
    """What its routes begin with, where siblings say it in each route."""
    above: str
    """The prefix that its own test includes it with."""
    url: str
    """The path of the collection in that test."""
    registration: Change


def mounting(ways: Layout, sibling: Source, of: Resource, project: Project) -> Mounting | Refused:
    """The prefix of the sibling's router, routes and `include_router`, said for a new resource."""
    made = _made(sibling)
    own = _argument(made, "prefix")
    if own is not None and string(own) is None:
        return Refused(
            f"The prefix of the routers is put together (`{text_of(own)}`); write the new router "
            "by hand first, or ask the agent for it."
        )
    prefix = (string(own) or "") if own is not None else ""
    base = f"/{of.slug}" if _in_routes(ways) else ""
    renamed = prefix if base else _named(f'"{prefix}"', of)[1:-1] if prefix else ""
    above = "" if base or prefix else f"/{of.slug}"
    registration = _register(ways, of, project, collection=bool(above))
    if isinstance(registration, Refused):
        return registration
    given = [f'prefix="{renamed}"'] if renamed else []
    given += [f'tags=["{of.slug}"]'] if renamed or _argument(made, "tags") is not None else []
    guard = _argument(made, "dependencies")
    given += [f"dependencies={text_of(guard)}"] if guard is not None else []
    return Mounting(
        router=", ".join(given),
        names=frozenset(_names(guard)) if guard is not None else frozenset(),
        base=base,
        above=above,
        url=above or renamed + base,
        registration=registration,
    )


def _made(sibling: Source) -> Node | None:
    """The call that makes the sibling's router."""
    calls = (n for n in descendants(sibling.root, "call") if field(n, "function") is not None)
    return next((n for n in calls if text_of(n.children[0]).endswith("APIRouter")), None)


def _argument(call: Node | None, name: str) -> Node | None:
    given = field(call, "arguments")
    return keyword(parts(given), name) if given is not None else None


def _names(guard: Node) -> list[str]:
    """The names that an expression needs known; those of its keywords are no names of the file."""
    return [
        text_of(n)
        for n in descendants(guard, "identifier")
        if n.parent is not None
        if not (n.parent.type == "keyword_argument" and n.parent.child_by_field_name("name") == n)
        if not (n.parent.type == "attribute" and n.parent.children[0] != n)
    ]


def _in_routes(ways: Layout) -> bool:
    """Whether the sibling's routes say the collection themselves: `/boats`, `/boats/{id}`."""
    said = [literal(call.argument(0, "path")) or "" for _, call in routes_of(ways.sibling)]
    first = {path.split("/")[1] if "/" in path else "" for path in said}
    word = commonprefix(sorted(first))
    return len(first) == 1 and word != "" and "{" not in word and len(said) > 1


def _named(written: str, of: Resource) -> str:
    """A prefix as it is written, for the new collection."""
    last = LAST.search(written)
    if last is None:
        return f'f"{{{written}}}/{of.slug}"' if written[-1:] not in {'"', "'"} else _at(written, of)
    if ABOVE.match(last[1]):
        return _at(written, of)
    return f"{written[: last.start()]}/{of.slug}{last[2]}"


def _at(written: str, of: Resource) -> str:
    """`"/api"` as `"/api/repairs"`."""
    return f"{written[:-1].rstrip('/')}/{of.slug}{written[-1]}"


def _register(
    ways: Layout, of: Resource, project: Project, *, collection: bool
) -> Change | Refused:
    """The import of the new router, and the call that includes it, beside its sibling's."""
    if ways.registered is None:
        return Refused("No `include_router` was found to put the new router beside.")
    module, one = ways.registered
    there = project.read(module.path)
    given = one.call.argument(0, "router")
    if there is None or not isinstance(given, Name):
        return Refused("The routers are included in a way that is not understood; ask the agent.")
    head = given.dotted.rpartition(".")[0]
    stem = ways.sibling.path.rpartition("/")[2].removesuffix(".py")
    near = imported_from(there).get(head.split(".")[0] if head else given.dotted)
    if near is None or (head != stem if head else not near.endswith(stem)):
        return Refused(f"`{given.dotted}` is imported in a way that is not understood here.")
    if head:
        edits, name = import_beside(there, stem, near, of.many), f"{of.many}.router"
    else:
        name = f"{of.many}_router"
        target = near.removesuffix(stem) + of.many
        edits = import_beside(there, given.dotted, target, f"router as {name}")
    span, included = one.call.span, _included(there, one.call.span, name, of, named=collection)
    call = f"\n{there.text.indent(span.start)}{included}"
    return change((module.path, [*edits, Edit(span.end, span.end, call, "the routes are served")]))


def _included(there: Source, span: Span, name: str, of: Resource, *, named: bool) -> str:
    """The sibling's call with all that it says (guards, answers), for the new router.

    It is `named` where the prefix that is said here names the collection.
    """
    call = node_at(there, span)
    arguments = field(call, "arguments")
    if call.type != "call" or arguments is None:
        return f"{there.text.slice(span.start, span.end).partition('(')[0]}({name})"
    given = parts(arguments)
    router = keyword(given, "router") or given[0]
    prefix, tags = keyword(given, "prefix"), keyword(given, "tags")
    new = [(router, name)]
    if tags is not None:
        new.append((tags, f'["{of.slug}"]'))
    if prefix is not None and named:
        new.append((prefix, _named(text_of(prefix), of)))
    data, start = call.text or b"", call.start_byte
    for node, text in sorted(new, key=lambda pair: -pair[0].start_byte):
        data = data[: node.start_byte - start] + text.encode() + data[node.end_byte - start :]
    whole = data.decode("utf-8", "replace")
    if prefix is None and named:
        at = whole.index(name) + len(name)
        whole = f'{whole[:at]}, prefix="/{of.slug}"{whole[at:]}'
    return whole
