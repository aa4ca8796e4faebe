"""Read the operations of a GraphQL schema, line by line: no grammar is needed for what they say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import DOTALL, MULTILINE, Match
from re import compile as regex

from backlight.analysis.facts import Endpoint
from backlight.analysis.syntax import Source

NAME = "GraphQL"
SERVED = "/graphql"
"""Where schemas are served unless the code says otherwise."""
QUIET = regex(r'"""(?:\\"""|.)*?(?:"""|\Z)|"(?:\\.|[^"\\\n])*"|#[^\n]*', DOTALL)
SCHEMA = regex(r"\bschema\b[^{]*\{([^}]*)\}")
ROOT = regex(r"\b(query|mutation|subscription)\s*:\s*(\w+)")
TYPE = regex(r"^[ \t]*(?:extend\s+)?type\s+(\w+)[^{}\n]*\{", MULTILINE)
FIELD = regex(r"^[ \t]*(\w+)\s*(?=[(:])", MULTILINE)


@dataclass(frozen=True, slots=True)
class Fields:
    """What one file says: the names of the root types, and the fields of every type."""

    roots: tuple[str, ...]
    """Root types that a `schema` names; the usual ones if there is none."""
    fields: tuple[tuple[str, str, int], ...]
    """Type, field and line."""
    file: str


def fields(source: Source) -> Fields | None:
    """The types of a file with their fields; `None` if it has none."""
    text = QUIET.sub(_blank, source.text.source)
    schema = SCHEMA.search(text)
    roots = tuple(m[2] for m in ROOT.finditer(schema[1])) if schema is not None else ()
    found = tuple(_fields(text))
    return Fields(roots, found, source.path) if found or roots else None


def link(fragments: Mapping[str, Fields]) -> tuple[Endpoint, ...]:
    """Every field of a root type; one file can name the types of another."""
    return tuple(
        Endpoint(
            method="POST",
            path=f"{SERVED}#{owner}.{name}",
            handler=f"{owner}.{name}",
            stack=NAME,
            file=path,
            line=line,
            route_file=path,
            route_line=line,
        )
        for path in sorted(fragments)
        for owner, name, line in fragments[path].fields
        if owner in _roots(path, fragments)
    )


def _roots(path: str, fragments: Mapping[str, Fields]) -> set[str]:
    """The root types of a file: those that a schema in its folder, or above it, names."""
    found = {
        root
        for other, one in fragments.items()
        for root in one.roots
        if path.startswith(other[: other.rfind("/") + 1])
    }
    return found or {"Query", "Mutation", "Subscription"}


def _fields(text: str) -> Iterator[tuple[str, str, int]]:
    for found in TYPE.finditer(text):
        end = text.find("}", found.end())
        body = _outside(text[found.end() : end if end >= 0 else len(text)])
        first = text.count("\n", 0, found.end()) + 1
        for name in FIELD.finditer(body):
            yield found[1], name[1], first + body.count("\n", 0, name.start(1))


def _outside(body: str) -> str:
    """The text without what stands in parentheses: arguments look like fields."""
    depth, said = 0, []
    for character in body:
        depth = max(0, depth + {"(": 1, ")": -1}.get(character, 0))
        keep = character == "\n" or depth == 0 or (character == "(" and depth == 1)
        said.append(character if keep else " ")
    return "".join(said)


def _blank(found: Match[str]) -> str:
    """A comment or description as white space of the same lines."""
    return "".join("\n" if c == "\n" else " " for c in found[0])
