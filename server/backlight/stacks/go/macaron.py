"""Macaron and Flamego: `m.Group("/users", func() { m.Get("/:id", show) }, signedIn)`."""

from re import compile as regex

from backlight.analysis.go import Call
from backlight.analysis.go_routers import Router, mount
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Func, Thing
from backlight.stacks.go.register import METHODS, names, route, words

NAME = "Macaron"
PACKAGE = r"gopkg\.in/macaron(\.v\d+)?|github\.com/flamego/flamego"
MAKES = ("New", "NewWithLogger", "Classic")
TYPES = ("Macaron", "Router", "Flame", "ComboRouter")
PARAMETER = regex(
    r"\??:(\w+)(?:\([^()]*\)|:\w+)?|\{\**(\w*)(?:[^{}]|\{[^{}]*\})*\}|\*(\w*)|<(\w+):[^<>]*>"
)


def path_of(path: str) -> str:
    """`/:id([0-9]+)`, `/?:page` and `/{name: /[a-f]{7,40}/}` with `{name}` parameters."""
    path = path.replace("/^", "/").removesuffix("$")
    return PARAMETER.sub(lambda m: f"{{{m[1] or m[2] or m[3] or m[4] or 'rest'}}}", path)


def call(router: Router, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
    """What a method of a router does."""
    if name == "Use":
        router.guards += names(at.given)
        return router
    path = given[0] if given else None
    if name == "Group" and isinstance(path, str) and len(given) > 1:
        return _group(router, path, given[1], names(at.given[2:]), run)
    if name == "Combo" and isinstance(path, str):
        before = (*router.guards, *names(at.given[1:]))
        return mount(router, path, Router(NAME, router.loose), before)
    methods: tuple[str, ...] = ()
    skip = 1 if isinstance(path, str) else 0  # What a `Combo` is given stands on its path
    if name.upper() in METHODS:
        methods = (name.upper(),)
    elif name in {"Route", "Routes"} and len(given) > 2:
        said = given[1] if isinstance(given[1], str) else ""
        methods, skip = words(said.split(",")) if said != "*" else (), 2
    elif name != "Any":
        return router
    if len(given) <= skip:
        return router
    where = path if isinstance(path, str) else ""
    behind = names(at.given[skip:-1])
    route(router, where, methods, (at.given[-1], given[-1]), behind, (at, run))
    return router


def _group(router: Router, path: str, body: Thing, guards: tuple[str, ...], run: Run) -> Router:
    """The function of a group names the router around it: what it registers is put below a path."""
    inner, around = Router(NAME, router.loose), router.entries
    router.entries = inner.entries
    if isinstance(body, Func):
        run.call(body, [])
    router.entries = around
    return mount(router, path, inner, (*router.guards, *guards))
