"""The names that a scope of Java gives, each with every way it gets its value."""

from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_java
from backlight.analysis.queries_filled import FILLS, filled
from backlight.analysis.queries_host import Binding, Bindings, gathered
from backlight.analysis.queries_java_constant import FUNCTIONS, never
from backlight.analysis.syntax import field, text_of

CLASSES = frozenset(
    {"class_declaration", "record_declaration", "enum_declaration", "interface_declaration"}
)
CLOSED = FUNCTIONS | CLASSES | {"string_literal"}
"""What gives a scope no names."""
PUTS = FILLS - {"append"}
"""What fills a collection; what is appended to a builder is added to its text."""
NUMERIC = regex(
    r"^(?:final\s+)?(?:int|long|short|byte|double|float|boolean|Integer|Long|Short|Byte|Double|Float"
    r"|Boolean|BigDecimal|BigInteger|UUID|LocalDate|LocalDateTime|Instant|Date|Timestamp|Duration"
    r"|OffsetDateTime|ZonedDateTime|Number|AtomicInteger|AtomicLong|Class<.*>|\w*Enum)(?:\[\])?$"
)
"""Types whose values cannot change a statement."""


@lru_cache(maxsize=64)
def bindings(scope: Node) -> Bindings:
    """The names that a method, class or file gives, each with every way it gets its value."""
    return gathered(_bound(scope))


def _bound(scope: Node) -> Iterator[tuple[str, Binding]]:
    given = field(scope, "parameters")
    for one in given.named_children if given is not None else ():
        name = one if one.type == "identifier" else field(one, "name")
        if name is not None:
            yield text_of(name), Binding("param", one, type=_type(one))
    todo = [field(scope, "body") or scope]
    while todo:
        node = todo.pop()
        if node.type == "assignment_expression" and never(node):
            continue
        yield from _taken(node)
        children = reversed(node.named_children)
        todo.extend(c for c in children if c.type not in CLOSED)


def private(method: Node, _name: str) -> bool:
    """Whether a method is called in its own file alone: it says so."""
    said = next((c for c in method.children if c.type == "modifiers"), None)
    return said is not None and b"private" in (said.text or b"").split()


def _taken(node: Node) -> Iterator[tuple[str, Binding]]:
    kind = node.type
    adds = kind == "method_invocation" and queries_java.method(node) in PUTS
    if adds or kind == "assignment_expression":
        yield from filled(node)
    if kind == "variable_declarator" and node.parent is not None:
        name = field(node, "name")
        if name is not None:
            yield text_of(name), Binding("set", node, field(node, "value"), _type(node.parent))
    elif kind == "resource" and (name := field(node, "name")) is not None:
        yield text_of(name), Binding("set", node, field(node, "value"), _type(node))
    elif kind == "assignment_expression":
        left, operator = field(node, "left"), field(node, "operator")
        adds = operator is not None and text_of(operator) == "+="
        if left is not None:
            yield text_of(left), Binding("add" if adds else "set", node, field(node, "right"))
    elif kind == "enhanced_for_statement" and (name := field(node, "name")) is not None:
        yield text_of(name), Binding("loop", node, field(node, "value"), _type(node))
    elif kind == "expression_statement" and node.named_children:
        yield from _appended(node.named_children[0])


def builds(node: Node) -> tuple[str, Node] | None:
    """The builder that a text is appended to first, and the call that does it."""
    call = node.parent.parent if node.parent is not None else None
    if call is None or call.type != "method_invocation" or queries_java.method(call) != "append":
        return None
    of = field(call, "object")
    return (text_of(of), call) if of is not None and of.type == "identifier" else None


def _appended(node: Node) -> Iterator[tuple[str, Binding]]:
    """`sql.append(a).append(b)`: one binding for each, in their order."""
    found: list[Node] = []
    while node.type == "method_invocation" and queries_java.method(node) == "append":
        found += queries_java.given(node)[:1]
        inner = field(node, "object")
        if inner is None:
            return
        node = inner
    if node.type == "identifier":
        for value in reversed(found):
            yield text_of(node), Binding("add", value, value)


def _type(node: Node) -> str:
    kind = field(node, "type")
    said = " ".join(text_of(kind).split()) if kind is not None else ""
    return "int" if NUMERIC.match(said) else said
