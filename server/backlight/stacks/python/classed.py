"""How tests that stand in classes ask: by a client of the class, or by one that they are given."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.python_expressions import parts
from backlight.analysis.python_tree import name_of
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.stacks.python.asking import SPEAKS, parameters

ASKS = regex(r"^(?:get|post|put|patch|delete)(?:_json)?$")
MADE = regex(r"self\.(\w+)\s*=\s*[^\n]*(?:\.test_client\(|\bAPIClient\(|\bClient\()")
"""A client that a class makes for its tests."""
KNOWN = regex(r"^self\.\w*(?:auth|header|token|admin)\w*$")
TELLS = regex(r"Authorization|[Tt]oken|Bearer|[Aa]pi_?[Kk]ey")
PLAIN = regex(r"(?:^|\.)(?:TestCase|object|IsolatedAsyncioTestCase)$")
BEFORE = frozenset(
    {
        *("setUp", "tearDown", "setUpClass", "tearDownClass", "setUpTestData", "create_app"),
        *("setup_method", "teardown_method"),
    }
)
"""Methods that run before tests and after them, or make the application."""
LONG = 40
"""Lines of such methods that are written a second time."""
OWN = regex(r"\bself\.(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A class of tests that ask."""

    source: Source
    node: Node
    client: str
    """`self.client`, or a fixture."""
    given: tuple[str, ...]
    """Parameters of a test that asks, as they are written."""
    headers: str
    """`headers=self.headers`, by which somebody asks who is known."""
    unit: bool
    """Tests assert by methods of `unittest`."""

    @property
    def strict(self) -> bool:
        """Whether the client raises where another status comes than the one that was named."""
        return "testapp" in self.client

    @property
    def bases(self) -> tuple[str, ...]:
        """What the class derives from, as it is written."""
        given = field(self.node, "superclasses")
        return tuple(map(text_of, parts(given))) if given is not None else ()


def home_of(source: Source) -> Home | None:
    """The last class of a file whose tests ask; `None` where there is none."""
    classes = [_inner(n) for n in source.root.named_children]
    found = (_home(source, n) for n in reversed(classes) if n.type == "class_definition")
    return next((one for one in found if one is not None), None)


def members(node: Node) -> Iterator[tuple[str, Node]]:
    """The methods and attributes of a class by name, with the decorators that are theirs."""
    body = field(node, "body")
    for one in body.named_children if body is not None else ():
        inner = _inner(one)
        if inner.type == "function_definition":
            yield name_of(inner), one
        elif inner.type == "expression_statement" and inner.named_children:
            left = field(inner.named_children[0], "left")
            if left is not None:
                yield text_of(left), one


def needed(home: Home) -> tuple[Node, ...] | None:
    """The members without which no test of a class like this one runs; `None` if it has too many.

    A class that takes its client from a base needs none.
    """
    own = dict(members(home.node))
    todo = [name for name in own if name in BEFORE]
    found: dict[str, Node] = {}
    while todo:
        name = todo.pop(0)
        if name in own and name not in found:
            found[name] = own[name]
            todo += OWN.findall(text_of(own[name]))
    if any(name.startswith("test") and name not in BEFORE for name in found):
        return None
    nodes = tuple(sorted(found.values(), key=lambda n: n.start_byte))
    return nodes if sum(text_of(n).count("\n") + 1 for n in nodes) <= LONG else None


def local(source: Source, words: set[str]) -> set[str]:
    """Which of some names a file of tests gives itself, so that another one has them not."""
    named = (_inner(n) for n in source.root.named_children)
    given = {name_of(n) for n in named if n.type in {"class_definition", "function_definition"}}
    for node in source.root.named_children:
        left = field(node.named_children[0], "left") if node.named_children else None
        given |= {text_of(left)} if node.type == "expression_statement" and left else set()
    return given & words


def _inner(node: Node) -> Node:
    return field(node, "definition") or node if node.type == "decorated_definition" else node


def _home(source: Source, node: Node) -> Home | None:
    code = text_of(node)
    made = {f"self.{name}" for name in MADE.findall(code)}
    asked = list(_asks(node, made))
    plain = [one for one in asked if not one[2]]
    if not asked or any("self.assert" in code and given for _, given, _ in asked):
        return None
    client, given, _ = (plain or asked)[0]
    headers = next((said for _, _, said in asked if said), "")
    return Home(
        source=source,
        node=node,
        client=client,
        given=given,
        headers=headers if TELLS.search(source.text.source) else "",
        unit="self.assert" in code,
    )


def _asks(node: Node, made: set[str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each call of a client in the tests of a class: the client, parameters, headers."""
    for name, member in members(node):
        function = _inner(member)
        if not name.startswith("test") or function.type != "function_definition":
            continue
        if text_of(function).startswith("async"):
            continue
        given = parameters(function)
        for call in descendants(function, "call"):
            client, verb = field(call, "function", "object"), field(call, "function", "attribute")
            if client is None or verb is None or not ASKS.match(text_of(verb)):
                continue
            said = text_of(client)
            if said in made or (said.startswith("self.") and SPEAKS.search(said)):
                yield said, (), _headers(call)
            elif said in given and SPEAKS.search(said):
                yield said, (given[said],), _headers(call)


def _headers(call: Node) -> str:
    arguments = field(call, "arguments")
    for one in parts(arguments) if arguments is not None else ():
        name, value = field(one, "name"), field(one, "value")
        named = one.type == "keyword_argument" and name is not None and text_of(name) == "headers"
        if named and value is not None and KNOWN.match(text_of(value)):
            return f"headers={text_of(value)}"
    return ""
