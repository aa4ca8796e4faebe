"""Fiber: `app.Group("/api").Get("/users/:id", auth, show)`."""

from backlight.analysis.go import Call
from backlight.analysis.go_routers import Router, mount
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Func, Thing
from backlight.stacks.go.register import METHODS, colons, names, route, words

NAME = "Fiber"
PACKAGE = r"github\.com/gofiber/fiber(/v\d+)?"
MAKES = ("New",)
TYPES = ("App", "Router", "Group")
path_of = colons


def call(router: Router, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
    """What a method of an app or group does."""
    path, last = (given[0] if given else None), (given[-1] if given else None)
    if name == "Use":
        if isinstance(path, str) and isinstance(last, Router):
            return mount(router, path, last, router.guards)
        router.guards += () if isinstance(path, str) else names(at.given)
        return router
    if name in {"Group", "Route", "Mount"}:
        inner = last if name == "Mount" and isinstance(last, Router) else Router(NAME, router.loose)
        guards = (*router.guards, *(names(at.given[1:]) if name == "Group" else ()))
        mount(router, path if isinstance(path, str) else "", inner, guards)
        if name == "Route" and len(given) > 1 and isinstance(given[1], Func):
            run.call(given[1], [inner])
        return inner
    methods: tuple[str, ...] = ()
    skip = 1
    if name.upper() in METHODS:
        methods = (name.upper(),)
    elif name == "Add":
        methods, skip = words(path), 2
        path = given[1] if len(given) > 1 else None
    elif name != "All":
        return None
    if len(given) <= skip:
        return router
    return route(router, path, methods, (at.given[-1], last), names(at.given[skip:-1]), (at, run))
