"""net/http: `mux.HandleFunc("GET /users/{id}", show)`, and what wraps handlers."""

from re import compile as regex

from backlight.analysis.go import Call
from backlight.analysis.go_routers import Router, Stripped
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Thing
from backlight.stacks.go.register import BRACES, route

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
    route(router, path, methods, (at.given[1], given[1]), (), (at, run))
    return None


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
