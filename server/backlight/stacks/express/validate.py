"""Declare what a handler reads in a schema, and let the handler use what was checked."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.javascript_expressions import FUNCTIONS
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, Span, captures, text_of
from backlight.edits import Change, Edit, OverlappingEdits, Refused, change
from backlight.stacks.express import libraries
from backlight.stacks.express.answered import answered, typed
from backlight.stacks.express.errors import Refusal
from backlight.stacks.express.follow import certain, known, linked
from backlight.stacks.express.handlers import handler as as_handler
from backlight.stacks.express.inputs import request_reads
from backlight.stacks.express.libraries import Library
from backlight.stacks.express.naming import schema_name
from backlight.stacks.express.needed import schemas_of
from backlight.stacks.express.places import Unplaced
from backlight.stacks.express.rewrite import Ways, checks, edits
from backlight.stacks.express.routers import BY_HAND
from backlight.stacks.javascript_style import Style, style_of
from backlight.stacks.node_package import Package, depend, locked, package_of
from backlight.stacks.record import Writer

PAGES = regex(r"\.(?:render|redirect)\(")
ANSWERS = regex(r"\.(?:json|send|status|sendStatus|end)\(")


def validate(source: Source, handler: Handler, project: Project) -> Writer | Refused:
    """A schema from what the handler reads, and the handler refusing what does not fit it.

    Whether that can be done is told by the handler, and by the project as it was last linked.
    """
    function = function_of(source, handler)
    if function is None:
        return Refused(f"`{handler.name}` was not found again in {source.path}: try once more.")
    if function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it, then add validation.")
    if unfit := _unfit(handler, function):
        return Refused(unfit)
    if (checked := guarded(project, source, handler)) or handler.validated:
        return Refused(
            f"`{handler.name}` is already checked by `{checked or handler.validated}`; "
            "extend that schema instead."
        )
    package = package_of(project, source.path)
    library = choose(package)
    if library is None:
        return Refused(
            f"This project checks requests with {_foreign(package)}, whose rules stand in the "
            "route: add a rule there for each field, or install zod to have a schema written."
        )
    if (unplaced := _unplaced(source, handler, function, project, library)) is not None:
        return unplaced
    return partial(_written, source, handler, function, project, package, library)


def _unplaced(
    source: Source, handler: Handler, function: Node, project: Project, library: Library
) -> Refused | None:
    """Why the request is not known, or cannot be checked before it is read."""
    reach = linked(project)
    schemas = schemas_of(reach, source, handler, certain(function, request_reads(function)))
    if isinstance(schemas, Refused):
        return schemas
    if typed(function):
        way = answered(project, reach.world, source, function)
        if isinstance(way, Refused):
            return way
    ways = Ways(library, Style(typescript=source.language != "javascript"), Refusal())

    def checked() -> Change:
        found = (checks(source, function, where, ways) for where in schemas)
        return change((source.path, [edit for some in found for edit in some]))

    made = _tried(handler, checked)
    return made if isinstance(made, Refused) else None


def _written(
    source: Source,
    handler: Handler,
    function: Node,
    project: Project,
    package: Package,
    library: Library,
) -> Change | Refused:
    reach = known(project, source)
    schemas = schemas_of(reach, source, handler, certain(function, request_reads(function)))
    if isinstance(schemas, Refused):
        return schemas
    way = answered(project, reach.world, source, function)
    if isinstance(way, Refused):
        return way
    library = edition(project, package, library)
    ways = Ways(library, style_of(source, package.said), way)
    named = schema_name(project, source, handler)

    def made() -> Change:
        own = edits(source, handler, function, schemas, named, ways)
        return change((source.path, own), *_install(package, library))

    return _tried(handler, made)


def _tried(handler: Handler, make: Callable[[], Change]) -> Change | Refused:
    try:
        return make()
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


def choose(package: Package) -> Library | None:
    """The library the project depends on; zod if it has none; `None` if its own has no schemas."""
    there = package.dependencies
    own = next((library for library in libraries.ALL if library.package in there), None)
    return own or (None if _foreign(package) else libraries.ZOD)


def edition(project: Project, package: Package, library: Library) -> Library:
    """Zod in the words of the edition that is installed, or asked for; else the newest that runs.

    Zod 4 needs TypeScript 5. Locks are long: they are read when a schema is written.
    """
    if library is not libraries.ZOD:
        return library
    held = locked(project, package, "zod")
    major = int(held.partition(".")[0]) if held else package.major("zod")
    if not major:
        major = 3 if 0 < package.major("typescript") < 5 else 4
    chosen = libraries.ZOD if major > 3 else libraries.ZOD_3
    return replace(chosen, version=f"^{held}") if held else chosen


def guarded(project: Project, source: Source, handler: Handler) -> str:
    """The middleware that checks this handler's requests where its route is registered."""
    found = served(project, source.path, handler.name)
    return next((one.checked for one in found if one.checked), "")


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
