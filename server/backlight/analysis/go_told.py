"""A route told in words to a function of Go: `register(http.MethodGet, "/users", list)`."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.go import Function, Literal
from backlight.analysis.go_routers import Router
from backlight.analysis.go_things import Thing, serves

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
REGISTERS = regex(r"(?i)(?:^|\.)(?:http)?_?(?:register|handle|route|add|on)\w*$")
"""How a function is called that registers what it is told, where its code is not seen."""


@dataclass(frozen=True, slots=True)
class Told:
    """A method and a path, and the file and line of the call that says them."""

    method: str
    path: str
    file: str
    line: int


def told(given: list[Thing], file: str, line: int) -> Told | None:
    """What a call says of a route: its method, its path, and last what serves it."""
    if len(given) < 3 or not isinstance(given[0], str) or not isinstance(given[1], str):
        return None
    method, path = given[0].upper(), given[1]
    if method not in METHODS or not path.startswith("/") or not serves(given[-1]):
        return None
    return Told(method, path, file, line)


def differs(code: Function | Literal, given: list[Thing]) -> bool:
    """Whether what a function gives, or registers, is another thing each time it is called."""
    strings = isinstance(code, Function) and set(code.results) == {"string"}
    routers = any(isinstance(one, Router) for one in given)
    return strings or routers or told(given, "", 0) is not None
