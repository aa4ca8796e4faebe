"""chi: `r.Route("/users", func(r chi.Router) { r.With(auth).Get("/{id}", show) })`."""

from backlight.analysis.go import Call
from backlight.analysis.go_routers import Route, Router, mount
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Func, Instance, Thing
from backlight.stacks.go.register import METHODS, bare, braces, inside, names, route, words

NAME = "chi"
PACKAGE = r"github\.com/go-chi/chi(/v\d+)?"
MAKES = ("NewRouter", "NewMux")
TYPES = ("Router", "Mux", "Routes")
path_of = braces


def call(router: Router, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
    """What a method of a router does."""
    if name in {"Use", "With", "Routes"}:
        return _itself(router, name, names(at.given))
    path = given[0] if given else None
    last = given[-1] if given else None
    if name in {"Group", "Route"}:
        prefix = path if name == "Route" and isinstance(path, str) else ""
        inner = mount(router, prefix, Router(NAME, router.loose), router.guards)
        if isinstance(last, Func):
            run.call(last, [inner])
        return inner
    methods: tuple[str, ...] = ()
    skip = 1
    if name.upper() in METHODS:
        methods = (name.upper(),)
    elif name in {"Method", "MethodFunc"}:
        methods, skip = words(path), 2
        path = given[1] if len(given) > 1 else None
    elif name not in {"Handle", "HandleFunc", "Mount"}:
        return None
    if len(given) <= skip:
        return None
    below = _mounted(name, given[skip])
    if below is not None and isinstance(path, str):
        return mount(router, path.removesuffix("*"), below, router.guards)
    route(router, path, methods, (at.given[skip], given[skip]), (), (at, run))
    return None


def _itself(router: Router, name: str, given: tuple[str, ...]) -> Thing:
    """What stands before the routes of a router, and which routes it has so far."""
    if name == "Use":
        router.guards += given
        return None
    if name == "With":
        return mount(router, "", Router(NAME, router.loose), (*router.guards, *given))
    return [_known(one) for one in router.entries if isinstance(one, Route)]


def _known(one: Route) -> Instance:
    """A route as `r.Routes()` has it."""
    return Instance("", "Route", {"Pattern": one.path})


def _mounted(name: str, thing: Thing) -> Router | None:
    """The router that `Mount` puts below a path: one of chi's own goes on from there."""
    of, _, strip = bare(thing)
    inner = inside(of) if name == "Mount" and strip is None else None
    return inner if inner is not None and inner.kind == NAME else None
