"""Read the services of a `.proto` file, line by line: no grammar is needed for what they say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import DOTALL, MULTILINE, Match
from re import compile as regex

from backlight.analysis.facts import Endpoint
from backlight.analysis.syntax import Source

NAME = "gRPC"
COMMENT = regex(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?(?:\*/|\Z)', DOTALL)
PACKAGE = regex(r"^\s*package\s+([\w.]+)\s*;", MULTILINE)
SERVICE = regex(r"\bservice\s+(\w+)\s*\{")
METHOD = regex(r"\brpc\s+(\w+)\s*\(")
HTTP = regex(r'\b(get|put|post|delete|patch)\s*:\s*"([^"\n]*)"')
CUSTOM = regex(r'custom\s*:?\s*\{[^}]*kind\s*:\s*"(\w+)"[^}]*path\s*:\s*"([^"\n]*)"')
VARIABLE = regex(r"\{([\w.]+)(?:=[^{}]*)?\}")


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a service."""

    name: str
    """`UserService.GetUser`."""
    routes: tuple[tuple[str, str], ...]
    """HTTP methods with their paths."""
    file: str
    line: int


def services(source: Source) -> tuple[Method, ...] | None:
    """The methods of a file's services; `None` if it has none."""
    text = COMMENT.sub(blank, source.text.source)
    package = PACKAGE.search(text)
    prefix = f"{package[1]}." if package is not None else ""
    found = tuple(_methods(source, text, prefix))
    return found or None


def link(fragments: Mapping[str, tuple[Method, ...]]) -> tuple[Endpoint, ...]:
    """Every method on every path that serves it."""
    return tuple(
        Endpoint(
            method=verb,
            path=path,
            handler=one.name,
            stack=NAME,
            file=one.file,
            line=one.line,
            route_file=one.file,
            route_line=one.line,
        )
        for path in sorted(fragments)
        for one in fragments[path]
        for verb, path in one.routes
    )


def _methods(source: Source, text: str, prefix: str) -> Iterator[Method]:
    starts = [*SERVICE.finditer(text)]
    for at, service in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(text)
        found = [*METHOD.finditer(text, service.end(), end)]
        for number, method in enumerate(found):
            last = found[number + 1].start() if number + 1 < len(found) else end
            body = text[method.end() : last]
            routes = [(m[1].upper(), VARIABLE.sub(r"{\1}", m[2])) for m in HTTP.finditer(body)]
            routes += [(m[1].upper(), VARIABLE.sub(r"{\1}", m[2])) for m in CUSTOM.finditer(body)]
            plain = ("POST", f"/{prefix}{service[1]}/{method[1]}")
            yield Method(
                name=f"{service[1]}.{method[1]}",
                routes=tuple(routes) or (plain,),
                file=source.path,
                line=text.count("\n", 0, method.start()) + 1,
            )


def blank(found: Match[str]) -> str:
    """A comment as white space of the same lines; a string as it is."""
    return found[1] or "".join("\n" if c == "\n" else " " for c in found[0])
