"""What all Go frameworks share when a route is registered: paths, methods, handlers, guards."""

from re import compile as regex

from backlight.analysis import go
from backlight.analysis.go_calls import text
from backlight.analysis.go_members import attribute
from backlight.analysis.go_routers import Route, Router, Stripped, handle
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Func, Instance, Thing, Wrapped

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE")
"""Of HTTP, as routers name them."""
CONSTANT = regex(r"^\.(?:Method)?(Get|Head|Post|Put|Patch|Delete|Connect|Options|Trace|[A-Z]+)$")
COLON = regex(r":(\w+)\??|\*(\w+)")
BRACES = regex(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})*|\.\.\.)\}")


def constant(name: str) -> str | None:
    """A method as packages name it: `http.MethodGet`, `echo.GET`."""
    found = CONSTANT.match(name)
    return found[1].upper() if found and found[1].upper() in METHODS else None


def colons(path: str) -> str:
    """`/users/:id/*rest` with `{name}` parameters."""
    return COLON.sub(lambda m: f"{{{m[1] or m[2]}}}", path)


def braces(path: str) -> str:
    """`/users/{id:[0-9]+}` without the expression."""
    return BRACES.sub(r"{\1}", path)


def names(given: tuple[go.Value, ...]) -> tuple[str, ...]:
    """What stands before a handler, as it is written."""
    return tuple(name for value in given if (name := text(value)))


def words(thing: Thing) -> tuple[str, ...]:
    """Methods in a list of strings, or one string."""
    found = thing if isinstance(thing, list) else [thing]
    return tuple(word.upper() for word in found if isinstance(word, str) and word)


def route(
    router: Router,
    path: Thing,
    methods: tuple[str, ...],
    handler: tuple[go.Value, Thing],
    guards: tuple[str, ...],
    at: tuple[go.Call, Run],
) -> Thing:
    """Register a handler; one that is a router sees the whole path. Answers with the router."""
    call, run = at
    written, thing = handler
    if not isinstance(path, str):
        return router
    thing, more, strip = bare(thing)
    before = (*router.guards, *guards, *more)
    inner = inside(thing)
    if inner is not None:
        handle(router, strip or "", inner, before)
        return router
    function, name, file = served(thing, run), text(written), run.file.path
    router.entries.append(
        Route(methods, path, function, name, before, file, call.line, router.kind)
    )
    return router


def bare(thing: Thing) -> tuple[Thing, tuple[str, ...], str | None]:
    """A handler without what stands before it, the names of that, and what is cut off its path."""
    guards: tuple[str, ...] = ()
    strip = None
    while isinstance(thing, Wrapped | Stripped):
        if isinstance(thing, Wrapped):
            guards += thing.guards
        else:
            strip = thing.path
        thing = thing.of
    return thing, guards, strip


def inside(thing: Thing) -> Router | None:
    """The router that a handler is, or has in it."""
    if isinstance(thing, Router):
        return thing
    if isinstance(thing, Instance):
        held = (bare(one)[0] for one in thing.fields.values())
        return next((one for one in held if isinstance(one, Router)), None)
    return None


def served(thing: Thing, run: Run) -> Thing:
    """The function that serves: of a struct its `ServeHTTP`."""
    if isinstance(thing, Instance):
        return attribute(run, thing, "ServeHTTP")
    return thing if isinstance(thing, Func) else None
