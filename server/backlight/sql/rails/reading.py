"""What a migration of Rails does, step by step, as plain values.

What a loop, a condition or the database decides is not certain, and is a step of its own name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from re import compile as regex

from backlight.analysis.python_expressions import Piece as Node
from backlight.analysis.syntax import descendants, line_of, text_of
from backlight.analysis.syntax import field as part

WORDS = {"true": True, "false": False, "nil": None}
STRINGS = frozenset({"string", "simple_symbol", "hash_key_symbol", "delimited_symbol"})
STRINGS |= {"bare_string", "bare_symbol", "chained_string"}
LISTS = frozenset({"array", "string_array", "symbol_array"})
SQL = regex(r"""^(?:->|lambda|proc)\s*\{\s*["'](.*)["']\s*\}$""")
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Raw:
    """SQL that stands in the place of a value: `-> { "now()" }`."""

    sql: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """A value that is known only when it runs."""

    code: str


@dataclass(frozen=True, slots=True)
class Step:
    """One call; `of` is what it is sent to."""

    name: str
    line: int
    of: str = ""
    given: tuple[object, ...] = ()
    named: dict[str, object] = field(default_factory=dict)
    block: tuple["Step", ...] | None = None

    def text(self, at: int) -> str:
        """A word among what is given, else nothing."""
        said = self.given[at] if at < len(self.given) else ""
        return said if isinstance(said, str) else ""


def method(root: Node, *names: str) -> tuple[Step, ...] | None:
    """What the first of some methods does; `None` if there is none of them."""
    for node in descendants(root, "method", "singleton_method"):
        name = part(node, "name")
        if name is not None and text_of(name) in names:
            return tuple(_steps(part(node, "body"), 0))
    return None


def steps(root: Node, name: str) -> tuple[Step, ...]:
    """What stands in the block of a call: `ActiveRecord::Schema.define do`."""
    for node in descendants(root, "call"):
        if text_of(part(node, "method") or node) == name and part(node, "block") is not None:
            return tuple(_steps(part(part(node, "block") or node, "body"), 0))
    return ()


def _steps(body: Node | None, deep: int) -> Iterator[Step]:
    for node in body.named_children if body is not None and deep < DEEPEST else ():
        if node.type in {"comment", "heredoc_body"}:
            continue
        if node.type == "identifier":  # a helper without arguments
            yield Step(text_of(node), line_of(node))
        elif node.type != "call":
            inside = tuple(map(_sent, descendants(node, "call")))
            yield Step(f"a `{node.type}`", line_of(node), of="?", block=inside)
        else:
            yield _step(node, deep)


def _step(node: Node, deep: int) -> Step:
    given: list[object] = []
    named: dict[str, object] = {}
    arguments = part(node, "arguments")
    for one in arguments.named_children if arguments is not None else ():
        if one.type == "pair":
            named[str(value(part(one, "key"), deep))] = value(part(one, "value"), deep)
        elif one.type != "block_argument":
            given.append(value(one, deep))
    block = part(node, "block")
    inside = tuple(_steps(part(block, "body"), deep + 1)) if block is not None else None
    return replace(_sent(node), given=tuple(given), named=named, block=inside)


def _sent(node: Node) -> Step:
    """A call without what is given."""
    receiver, name = part(node, "receiver"), part(node, "method")
    of = text_of(receiver)[:60] if receiver is not None else ""
    return Step(text_of(name) if name else "?", line_of(node), of)


def value(node: Node | None, deep: int) -> object:
    """A value that is written."""
    if node is None or deep > DEEPEST:
        return Unsure("")
    code = text_of(node)
    if node.type in WORDS:
        return WORDS[node.type]
    if node.type in STRINGS:
        return _string(node)
    if node.type == "heredoc_beginning":
        return _heredoc(node)
    if node.type == "call" and text_of(part(node, "method") or node) in {"squish", "strip"}:
        return value(part(node, "receiver"), deep + 1)
    if node.type in LISTS:
        return [value(one, deep + 1) for one in node.named_children]
    if node.type == "hash":
        both = [(part(n, "key"), part(n, "value")) for n in node.named_children if n.type == "pair"]
        return {str(value(key, deep + 1)): value(one, deep + 1) for key, one in both}
    if node.type in {"integer", "float", "unary"}:
        return _number(code.replace("_", ""))
    lambda_ = SQL.match(code)
    return Raw(lambda_[1]) if lambda_ is not None else Unsure(code[:60])


def _number(code: str) -> object:
    try:
        return int(code)
    except ValueError:
        pass
    try:
        return float(code)
    except ValueError:
        return Unsure(code)


def _string(node: Node) -> object:
    if node.type == "simple_symbol":
        return text_of(node)[1:]
    if node.type == "hash_key_symbol":
        return text_of(node)
    parts = []
    for one in node.named_children:
        said = _string(one) if one.type == "string" else _piece(one)
        if not isinstance(said, str):
            return said
        parts.append(said)
    return "".join(parts)


def _piece(node: Node) -> object:
    if node.type == "interpolation":
        return Unsure(text_of(node)[:60])
    code = text_of(node)
    return (
        {"\\n": "\n", "\\t": "\t"}.get(code, code[1:]) if node.type == "escape_sequence" else code
    )


def _heredoc(node: Node) -> object:
    """Its text stands behind the line in which it begins."""
    above = node.parent
    while above is not None:
        for body in descendants(above, "heredoc_body"):
            if body.start_byte > node.start_byte:
                return _joined(body)
        above = above.parent
    return Unsure(text_of(node))


def _joined(body: Node) -> object:
    pieces = [_piece(one) for one in body.named_children if one.type != "heredoc_end"]
    unsure = next((one for one in pieces if isinstance(one, Unsure)), None)
    return unsure or "".join(str(one) for one in pieces)
