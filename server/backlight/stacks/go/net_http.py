"""net/http: `mux.HandleFunc("GET /users/{id}", show)`, and what wraps handlers."""

from re import compile as regex

from backlight.analysis.go import Call
from backlight.analysis.go_routers import Route, Router, Stripped
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Thing
from backlight.stacks.go.register import BRACES, route, words

NAME = "net/http"
PACKAGE = r"net/http"
MAKES = ("NewServeMux",)
TYPES = ("ServeMux",)
PATTERN = regex(r"^(?:([A-Z]+)[ \t]+)?(?:[\w.-]+\.[\w.-]+|localhost)?(/.*)?$")


def path_of(path: str) -> str:
    """A pattern's path: `{$}` is its end, `{rest...}` a parameter."""
    return BRACES.sub(r"{\1}", path.replace("{$}", ""))


def call(router: Router, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
    """What a method of a mux does; a handler that is a mux sees the whole path."""
    if name not in {"Handle", "HandleFunc"} or len(given) < 2 or not isinstance(given[0], str):
        return None
    found = PATTERN.match(given[0].strip())
    if found is None:
        return None
    methods, path = ((found[1],) if found[1] else ()), found[2] or "/"
    said = run.told if not methods else None
    if said is not None and path.endswith(said.path):
        methods = (said.method,)
    route(router, path, methods, (at.given[1], given[1]), (), (at, run))
    last = router.entries[-1] if methods and said is not None else None
    if isinstance(last, Route) and said is not None:
        last.file, last.line = said.file, said.line
    return None


def told(router: Router, given: list[Thing], at: Call, run: Run) -> Thing:
    """A route that a registrar is told in words whose code is not seen."""
    return route(router, given[1], words(given[0]), (at.given[-1], given[-1]), (), (at, run))


def function(name: str, given: list[Thing], at: Call, run: Run, default: Router) -> Thing:
    """What a function of the package does."""
    if name in {"Handle", "HandleFunc"}:
        return call(default, name, given, at, run)
    if name == "HandlerFunc":
        return given[0] if given else None
    if name == "StripPrefix" and len(given) == 2:
        return Stripped(given[0] if isinstance(given[0], str) else "", given[1])
    if name in {"TimeoutHandler", "MaxBytesHandler", "AllowQuerySemicolons"}:
        return given[0] if given else None
    return None
