"""How the tests of a Python project ask its application: the client, who is signed in, marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import IGNORECASE
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.places import own_tests, tests_in
from backlight.analysis.python_expressions import parts
from backlight.analysis.python_tree import decorators_of, name_of, walk
from backlight.analysis.syntax import Source, descendants, field, text_of

VERBS = frozenset({"get", "post", "put", "patch", "delete"})
CLIENT = regex(r"client", IGNORECASE)
SPEAKS = regex(r"client|testapp", IGNORECASE)
SIGNED = regex(r"auth|logged|signed|token|admin|super|user|owner|header", IGNORECASE)
MIGHTY = regex(r"super|admin", IGNORECASE)
MOST = 40
"""Files of tests that are looked into."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One call of a client in a test."""

    test: Node
    client: str
    headers: str
    """`headers=token_headers`, where that is a fixture."""
    awaited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the tests of one file ask."""

    source: Source
    client: str
    given: tuple[str, ...]
    """Parameters of a test that asks, as they are written."""
    signed: str
    """The client of somebody who is known; empty where no test has one."""
    headers: str
    """What such a client is given besides."""
    also: tuple[str, ...]
    """Parameters of a test that asks as somebody who is known."""
    marks: tuple[str, ...]
    awaited: bool
    typed: bool
    """Tests say that they return nothing."""


def ways(project: Project, path: str) -> Iterator[Way]:
    """How tests ask: those of a file first, then those in folders near it."""
    yield from filter(None, map(way_of, models(project, path)))


def models(project: Project, path: str) -> Iterator[Source]:
    """Files of tests that speak of a client: those of a file first, then those near it."""
    own = own_tests(path, project.paths)
    python = [p for p in tests_in(project.paths) if p.endswith(".py") and p not in own]
    top = path.partition("/")[0]
    python.sort(key=lambda p: (p.partition("/")[0] != top, "api" not in p and "route" not in p))
    for one in (*[p for p in own if p.endswith(".py")], *python[:MOST]):
        source = project.read(one)
        if source is not None and source.tree is not None and SPEAKS.search(source.text.source):
            yield source


def asks(source: Source) -> Iterator[Ask]:
    """Each call of a client in the tests that stand in no class."""
    for scope, node in walk(source.root):
        if scope or node.type != "function_definition" or not name_of(node).startswith("test_"):
            continue
        given = parameters(node)
        for call in descendants(node, "call"):
            client, verb = field(call, "function", "object"), field(call, "function", "attribute")
            if client is None or verb is None or text_of(verb) not in VERBS:
                continue
            name = text_of(client)
            if client.type != "identifier" or not CLIENT.search(given.get(name, name)):
                continue
            above = call.parent
            awaited = above is not None and above.type == "await"
            yield Ask(node, name, _headers(call, given), awaited)


def parameters(function: Node) -> dict[str, str]:
    """The parameters of a test by name, each as it is written."""
    given = field(function, "parameters")
    found = {}
    for one in parts(given) if given is not None else ():
        name = one if one.type == "identifier" else next(iter(one.named_children), one)
        found[text_of(name)] = " ".join(text_of(one).split())
    return found


def _headers(call: Node, given: dict[str, str]) -> str:
    """The fixture that a call takes its headers from."""
    arguments = field(call, "arguments")
    for one in parts(arguments) if arguments is not None else ():
        name, value = field(one, "name"), field(one, "value")
        if one.type == "keyword_argument" and name is not None and value is not None:
            known = value.type == "identifier" and text_of(value) in given
            if text_of(name) == "headers" and known:
                return text_of(one)
    return ""


def way_of(source: Source) -> Way | None:
    """How the tests of a file that stand in no class ask; `None` where none does."""
    found = [one for one in asks(source) if _lasts(source, one)]
    plain = [one for one in found if not SIGNED.search(one.client)]
    if not plain:
        return None
    first = next((one for one in plain if not one.headers), plain[0])
    known = [one for one in found if SIGNED.search(one.client) or SIGNED.search(one.headers[8:])]
    known = [one for one in known if one.awaited == first.awaited]
    known.sort(key=lambda one: not MIGHTY.search(f"{one.client} {one.headers}"))
    signed, given = known[0] if known else None, parameters(first.test)
    also = parameters(signed.test) if signed is not None else {}
    names = [signed.client, signed.headers.partition("=")[2].strip()] if signed is not None else []
    return Way(
        source=source,
        client=first.client,
        given=tuple(given[n] for n in [first.client] if n in given),
        signed=signed.client if signed is not None else "",
        headers=signed.headers if signed is not None else "",
        also=tuple(also[n] for n in names if n in also),
        marks=tuple(f"@{text_of(n)}" for n in decorators_of(first.test) if _marks(text_of(n))),
        awaited=first.awaited,
        typed=field(first.test, "return_type") is not None,
    )


def _lasts(source: Source, ask: Ask) -> bool:
    """Whether a client is a fixture, or made once for the whole file."""
    if ask.client in parameters(ask.test):
        return True
    return made(source, ask.client) is not None


def made(source: Source, name: str) -> Node | None:
    """The statement of a file that gives a name its value."""
    for node in source.root.named_children:
        left = field(node.named_children[0], "left") if node.named_children else None
        if node.type == "expression_statement" and left is not None and text_of(left) == name:
            return node
    return None


def _marks(code: str) -> bool:
    """Whether a decorator of a test says only how it is run."""
    return regex(r"pytest\.mark\.(?:asyncio|anyio|django_db)\b(?!\.)").match(code) is not None
