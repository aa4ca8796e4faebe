"""What is around two writes: the words that make them one, and whose connection they are on."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import FileFacts
from backlight.analysis.scopes import TYPES, head_of
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    descendants,
    field,
    span_of,
    text_of,
    word_of,
)
from backlight.analysis.together import Write, function_of, pairs, writes

GIVEN = frozenset({"argument_list", "arguments"})


@dataclass(frozen=True, slots=True)
class Loose:
    """Two writes of one function, one after the other."""

    first: str
    """What is written first."""
    second: str
    kinds: frozenset[str]
    """The ORMs they are of."""
    span: Span
    """The second."""
    around: str
    """The function with its decorators, and the head of its class."""
    inside: bool
    """It is called in its file, and the file begins a transaction."""
    lent: bool
    """The connection is given by the caller, who may have begun a transaction on it."""
    shares: bool = False
    """Both are given the same value."""


def loose(source: Source, facts: FileFacts) -> Iterator[Loose]:
    """Writes that follow each other, two of each function at most."""
    said: set[int] = set()
    for first, second in pairs(writes(source, facts)):
        function = function_of(second.node)
        if function is None or function.id in said or AGAIN.search(text_of(first.node)):
            continue  # What is there already is put there once more, and nothing is twice
        said.add(function.id)
        yield Loose(
            first.target,
            second.target,
            frozenset({first.kind, second.kind}),
            span_of(second.node),
            _around(function),
            _inside(source, function),
            _lent(first, function),
            not _values(first).isdisjoint(_values(second)),
        )


AGAIN = regex(r"(?i)\bON\s+(?:CONFLICT|DUPLICATE\s+KEY)\b|\bINSERT\s+OR\s+(?:REPLACE|IGNORE)\b")
"""A statement that can be run anew after a failure."""


def _values(one: Write) -> set[str]:
    """The names of what a write is given; not what it is called on, nor what is everywhere."""
    every = (each for kind in NAMES for each in descendants(one.node, kind))
    words = {text_of(each) for each in every if not _of_another(each)}
    return {word for word in words if word not in EVERYWHERE and not word[:1].isupper()}


def _of_another(name: Node) -> bool:
    """Whether a name is an attribute, a keyword or a method: `FILES` of `request.FILES`."""
    above = name.parent
    if above is None:
        return False
    said = (field(above, part) for part in ("attribute", "name", "method", "field", "property"))
    return any(one is not None and one.id == name.id for one in said)


NAMES = ("identifier", "shorthand_property_identifier", "instance_variable")
EVERYWHERE = frozenset(
    {
        "self",
        "this",
        "request",
        "req",
        "res",
        "params",
        "ctx",
        "c",
        "context",
        "session",
        "db",
        "tx",
    }
    | {"sql", "prisma", "conn", "cursor", "data", "where", "models", "objects", "user", "err"}
    | {
        "current_user",
        "true",
        "false",
        "nil",
        "None",
        "null",
        "now",
        "Date",
        "datetime",
        "timezone",
    }
)
"""What is given to many writes, whatever they are of."""


def _around(function: Node) -> str:
    """The function with its decorators, and the head of its class."""
    above = function.parent
    said = text_of(
        above if above is not None and above.type == "decorated_definition" else function
    )
    call = above.parent if above is not None and above.type in GIVEN else None
    if call is not None:  # `db.Transaction(func(tx) { … })`: what the function is given to
        said += text_of(field(call, "function") or call.children[0])
    for one in ancestors(function):
        if one.type in TYPES:
            said += head_of(one)
    before = function.prev_named_sibling
    while before is not None and before.type in {"decorator", "marker_annotation", "annotation"}:
        said += text_of(before)
        before = before.prev_named_sibling
    return said


def _inside(source: Source, function: Node) -> bool:
    """Whether a function is called by name in a file that begins a transaction by a call."""
    name = word_of(function, "name")
    code = source.text.source
    return (
        bool(name)
        and BEGINS.search(code) is not None
        and len(regex(rf"(?<![\w$]){escape(name)}\(").findall(code)) > 1
    )


BEGINS = regex(r"(?i)\b\w+\.(?:\$?transaction(?:al)?|atomic|withTransaction|runInTransaction)\(")


def _lent(first: Write, function: Node) -> bool:
    """Whether the connection is given by the caller, who may have begun a transaction on it.

    A repository that is asked for with what the caller gave is on the caller's connection.
    """
    code = text_of(first.node)
    root = code.replace("await ", "").lstrip("(").partition(".")[0].strip()
    asked = REPOSITORY.search(code)
    roots = {root, asked[1]} if asked else {root}
    given = field(function, "parameters") or field(function, "parameter")
    names = descendants(given, "identifier") if given is not None else ()
    return any(text_of(name) in roots for name in names)


REPOSITORY = regex(r"\.getRepository\(\s*(\w+)\s*,")
