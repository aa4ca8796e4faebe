"""routegroup: `api := router.Mount("/api"); api.With(auth).HandleFunc("GET /users/{id}", show)`.

It groups the patterns of net/http, whose handlers and paths are its own.
"""

from backlight.analysis.go import Call
from backlight.analysis.go_routers import Route, Router, mount
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Func, Thing
from backlight.stacks.go import net_http
from backlight.stacks.go.register import names, route

NAME = "routegroup"
PACKAGE = r"github\.com/go-pkgz/routegroup"
MAKES = ("New", "Mount")
TYPES = ("Bundle",)
path_of = net_http.path_of


def call(router: Router, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
    """What a method of a bundle does."""
    first = given[0] if given else None
    if name == "Use":
        router.guards += names(at.given)
        return None
    if name in {"With", "Group", "Mount", "Route"}:
        path = first if name == "Mount" and isinstance(first, str) else ""
        more = names(at.given) if name == "With" else ()
        inner = mount(router, path, Router(NAME, router.loose), (*router.guards, *more))
        if isinstance(first, Func) and name == "Route":
            run.call(first, [inner])
        return inner
    before = len(router.entries)
    if name == "HandleRoot" and len(given) > 1:
        method = (first,) if isinstance(first, str) and first else ()
        route(router, "", method, (at.given[1], given[1]), (), (at, run))
    else:
        net_http.call(router, name, given, at, run)
    for entry in router.entries[before:]:
        if isinstance(entry, Route):
            entry.kind = net_http.NAME
    return None
