"""httprouter: `router.GET("/users/:id", show)`, whose handlers are those of net/http."""

from backlight.analysis.go import Call
from backlight.analysis.go_routers import Route, Router
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Thing
from backlight.stacks.go import net_http
from backlight.stacks.go.register import METHODS, colons, route, words

NAME = "httprouter"
PACKAGE = r"github\.com/julienschmidt/httprouter"
MAKES = ("New",)
TYPES = ("Router",)


def call(router: Router, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
    """What a method of a router does; its paths have braces from here on."""
    methods, skip = (name,) if name in METHODS else words(None), 1
    if name in {"Handle", "Handler", "HandlerFunc"} and given:
        methods, skip = words(given[0]), 2
    if not methods or len(given) <= skip or not isinstance(given[skip - 1], str):
        return None
    path, before = colons(given[skip - 1]), len(router.entries)
    route(router, path, methods, (at.given[skip], given[skip]), (), (at, run))
    for entry in router.entries[before:]:
        if isinstance(entry, Route):
            entry.kind = net_http.NAME
    return None


path_of = net_http.path_of
