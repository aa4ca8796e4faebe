"""Declare what a handler reads in a schema, and let the handler use what was checked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.compared import queries_in
from backlight.analysis.facts import Handler, Project
from backlight.analysis.javascript_expressions import FUNCTIONS
from backlight.analysis.javascript_reads import Path, Read
from backlight.analysis.syntax import Source, Span, captures, text_of
from backlight.analysis.tables import Column
from backlight.edits import Change, Edit, OverlappingEdits, Refused, change
from backlight.stacks.express import libraries
from backlight.stacks.express.errors import refusal
from backlight.stacks.express.fields import Field, Seen, tree
from backlight.stacks.express.follow import Reach, column_type, known, seen
from backlight.stacks.express.handlers import handler as as_handler
from backlight.stacks.express.inputs import request_reads
from backlight.stacks.express.libraries import Library
from backlight.stacks.express.naming import schema_name, singular
from backlight.stacks.express.places import Unplaced
from backlight.stacks.express.rewrite import Ways, edits
from backlight.stacks.express.routers import BY_HAND
from backlight.stacks.express.stored import stored
from backlight.stacks.express.style import style_of
from backlight.stacks.node_package import Package, depend, locked, package_of

PLACES = ("body", "query")
PAGES = regex(r"\.(?:render|redirect)\(")
ANSWERS = regex(r"\.(?:json|send|status|sendStatus|end)\(")


def validate(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """A schema from what the handler reads, and the handler refusing what does not fit it."""
    function = function_of(source, handler)
    if function is None:
        return Refused(f"`{handler.name}` was not found again in {source.path}: try once more.")
    if function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it, then add validation.")
    if unfit := _unfit(handler, function):
        return Refused(unfit)
    package = package_of(project, source.path)
    library = choose(project, package)
    reach = known(project, source)
    if (checked := guarded(project, source, handler)) or handler.validated:
        return Refused(
            f"`{handler.name}` is already checked by `{checked or handler.validated}`; "
            "extend that schema instead."
        )
    if library is None:
        return Refused(
            f"This project checks requests with {_foreign(package)}, whose rules stand in the "
            "route: add a rule there for each field, or install zod to have a schema written."
        )
    found = request_reads(function)
    schemas = schemas_of(reach, source, handler, found)
    if isinstance(schemas, Refused):
        return schemas
    style = style_of(source, package.said)
    ways = Ways(library, style, refusal(project, reach.world, source))
    try:
        named = schema_name(project, source, handler)
        made = edits(source, handler, function, schemas, named, ways)
        return change((source.path, made), *_install(package, library))
    except Unplaced as problem:
        return Refused(problem.sentence)
    except OverlappingEdits:
        return Refused(
            f"`{handler.name}` reads its request in a way that cannot be rewritten safely: read "
            "it at the start of the handler, as `const { … } = req.body`."
        )


def _unfit(handler: Handler, function: Node) -> str:
    """Why a schema and an answer in JSON are not this handler's way; empty if they are."""
    code = text_of(function)
    if BY_HAND.search(code):
        return (
            f"`{handler.name}` checks its fields by hand, with validator: add the checks that are "
            "missing beside them, or ask the agent."
        )
    if PAGES.search(code) and not ANSWERS.search(code):
        return (
            f"`{handler.name}` answers with pages, and how one shows what does not fit is not "
            "known: ask the agent."
        )
    return ""


def function_of(source: Source, handler: Handler) -> Node | None:
    """The function behind a handler, by place, then by name."""
    query = "[" + " ".join(f"({kind})" for kind in sorted(FUNCTIONS)) + "] @function"
    near = captures(source, query, handler.span).get("function", [])
    every = [node for node in near if (one := as_handler(node)) and one.name == handler.name]
    return next((n for n in every if Span(n.start_byte, n.end_byte).touches(handler.span)), None)


def choose(project: Project, package: Package) -> Library | None:
    """The library the project depends on; zod if it has none; `None` if its own has no schemas."""
    there = package.dependencies
    for library in libraries.ALL:
        if library.package in there:
            return _zod(project, package) if library is libraries.ZOD else library
    return None if _foreign(package) else _zod(project, package)


def _zod(project: Project, package: Package) -> Library:
    """Zod in the words of the edition that is installed, or asked for; else the newest that runs.

    Zod 4 needs TypeScript 5.
    """
    held = locked(project, package, "zod")
    major = int(held.partition(".")[0]) if held else package.major("zod")
    if not major:
        major = 3 if 0 < package.major("typescript") < 5 else 4
    chosen = libraries.ZOD if major > 3 else libraries.ZOD_3
    return replace(chosen, version=f"^{held}") if held else chosen


def guarded(project: Project, source: Source, handler: Handler) -> str:
    """The middleware that checks this handler's requests where its route is registered."""
    place = (source.path, handler.name)
    found = (e.checked for e in project.endpoints if (e.handler_file or e.file, e.handler) == place)
    return next(filter(None, found), "")


def schemas_of(
    reach: Reach, source: Source, handler: Handler, found: list[Read]
) -> dict[str, Field] | Refused:
    """One tree of fields for the body and one for the query, as far as they are read."""
    method = handler.name.partition(" ")[0]
    if not method.isupper():
        method = next((e.method for e in reach.project.endpoints if e.handler == handler.name), "")
    columns = stored(source, queries_in(reach.project, source.path, handler), reach.project)
    schemas: dict[str, Field] = {}
    for where in PLACES:
        root: Path = (where,)
        query = where == "query"
        lenient = query or method == "PATCH"
        every = [*seen(reach, source, found, root), *_bound(found, root, columns)]
        one = tree(every, strings=query, lenient=lenient)
        if one.fields and not _blind(one, reach, handler):
            schemas[where] = one
        elif where == "body" and any(read.path[:1] == root for read in found):
            return Refused(
                f"`{handler.name}` hands its body on as a whole, and what it must hold is declared "
                "nowhere that is known: read its fields by name, or give the parameter it goes to "
                "a type."
            )
    if not schemas:
        return Refused(f"`{handler.name}` reads no field of its body or query by name.")
    return schemas


def _bound(found: list[Read], root: Path, columns: Mapping[str, Column]) -> Iterator[Seen]:
    """What the columns say that values go to: their types, and whether they may be missing."""
    for read in found:
        column = columns.get(read.path[-1]) if len(read.path) == 2 else None
        if column is not None and read.path[:1] == root:
            kind, hint, may = column_type(column.type), read.hint, column.nullable
            fails, optional = hint.fails or not may, hint.optional or may
            hint = replace(hint, type=kind, fails=fails, optional=optional, nothing=may)
            yield Seen(read.path[1:], hint)


def _blind(one: Field, reach: Reach, handler: Handler) -> bool:
    """Whether nothing is known but an envelope: `req.body.user`, handed on to who knows whom."""
    if len(one.fields) > 1 or not one.fields[0].open:
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


def _foreign(package: Package) -> str:
    """A library of the project that checks by rules in the route."""
    names = ("express-validator", "class-validator", "ajv", "superstruct", "valibot")
    return next((name for name in names if name in package.dependencies), "")


def _install(package: Package, library: Library) -> list[tuple[str, list[Edit]]]:
    """The dependency, if the project does not have it yet."""
    if library.package in package.dependencies or not package.path:
        return []
    why = f"{library.package} is new here: run `npm install`"
    edit = depend(package, library.package, library.version, why)
    return [(package.path, [edit])] if edit is not None else []
