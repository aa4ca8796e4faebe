"""gorilla/mux: `r.HandleFunc("/users/{id:[0-9]+}", show).Methods("GET")`, and subrouters."""

from backlight.analysis.go import Call
from backlight.analysis.go_calls import text
from backlight.analysis.go_routers import Route, Router, handle, mount
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Thing
from backlight.stacks.go.register import bare, braces, inside, names, served, words

NAME = "gorilla/mux"
PACKAGE = r"github\.com/gorilla/mux"
MAKES = ("NewRouter",)
TYPES = ("Router",)
path_of = braces
BEGINS = ("Handle", "HandleFunc", "Path", "PathPrefix", "Methods", "NewRoute", "Host", "Schemes")

SAME = ("StrictSlash", "SkipClean", "UseEncodedPath")
"""What is said of a router, and answers with it."""


def call(router: Router, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
    """What a method of a router does: it begins a route that the calls after it complete."""
    if name == "Use":
        router.guards += names(at.given)
        return None
    if name in SAME:
        return router
    if name not in BEGINS:
        return None
    begun = Route((), "", None, "", router.guards, run.file.path, at.line, NAME)
    part = Part(router, begun)
    return part.call(name, given, at, run)


class Part:
    """A route that is being put together; it is registered once it has a handler."""

    def __init__(self, router: Router, route: Route) -> None:
        self.router, self.route = router, route

    def call(self, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
        """One more thing that is said of the route."""
        route, first = self.route, given[0] if given else None
        if name in {"Path", "PathPrefix", "Handle", "HandleFunc"} and isinstance(first, str):
            route.path += first
        if name == "Methods":
            many = [one for g in given for one in (g if isinstance(g, list) else [g])]
            route.methods += words(many)
        elif name == "Subrouter":
            return mount(self.router, route.path, Router(NAME, self.router.loose), route.guards)
        elif name in {"Handle", "HandleFunc", "Handler", "HandlerFunc"} and given:
            self._handled(given[-1], at, run)
        return self

    def _handled(self, thing: Thing, at: Call, run: Run) -> None:
        route = self.route
        thing, more, strip = bare(thing)
        route.guards += more
        inner = inside(thing)
        if inner is not None:
            handle(self.router, strip or "", inner, route.guards)
            return
        route.handler, route.name = served(thing, run), text(at.given[-1])
        if route not in self.router.entries:
            self.router.entries.append(route)
