"""What a Python handler reads from a mapping of its request, as inputs."""

from dataclasses import dataclass, field
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Input, InputPlace, ValueType
from backlight.analysis.python_expressions import parts
from backlight.analysis.python_judged import caught, judged
from backlight.analysis.python_locals import (
    always,
    argument_of,
    assignments,
    called,
    climb,
    leaves,
    occurrences,
)
from backlight.analysis.python_types import type_of
from backlight.analysis.python_uses import Read, Uses
from backlight.analysis.syntax import ancestors, span_of, text_of

ERROR = regex(r"(?i)\b[45]\d\d\b|error|bad_?request|invalid|missing|refuse|problem")
"""How the answer to a bad request reads."""

TEXTS = frozenset({"query", "form", "header", "cookie"})
"""Places where every value is text."""
SHAPELESS = frozenset({"any", "array", "object"})
"""What is no type of a text: what is indexed there, or gone over, are its letters."""


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """All that is known of one key, from every place that reads it."""

    keys: tuple[str, ...]
    type: ValueType
    required: bool
    default: Node | None
    """What every read of it falls back to; `None` if they differ or there is none."""
    reads: tuple[Read, ...]
    certain: bool = True
    """Some read of it happens whenever the handler runs, in no branch and no loop."""
    inner: tuple["Key", ...] = field(default=())
    """The keys read from it, if it is an object."""

    @property
    def name(self) -> str:
        """The last key."""
        return self.keys[-1]


def keys_of(
    function: Node, uses: Uses, under: tuple[str, ...] = (), floor: Node | None = None
) -> tuple[Key, ...]:
    """The keys that are read from a mapping, in order of first use.

    `floor` is the block in which the mapping comes to be, if that is not the whole handler.
    """
    grouped: dict[tuple[str, ...], list[Read]] = {}
    for read in uses.reads:
        if len(read.keys) > len(under) and read.keys[: len(under)] == under:
            grouped.setdefault(read.keys[: len(under) + 1], []).append(read)
    return tuple(_key(function, uses, named, floor) for named in grouped.items())


def inputs(function: Node, uses: Uses, place: InputPlace) -> tuple[Input, ...]:
    """The inputs that a mapping gives; a nested key is named `user.email`."""
    found: list[Input] = []
    todo = list(keys_of(function, uses))
    while todo:
        key = todo.pop(0)
        todo[:0] = key.inner
        default = text_of(key.default) if key.default is not None else "None"
        text = place in TEXTS and all(read.how != "list" for read in key.reads)
        found.append(
            Input(
                name=".".join(key.keys),
                place=place,
                type="string" if text and key.type in SHAPELESS else key.type,
                required=key.required,
                default=None if default == "None" else default,
                checked=any(declared(read) is not None for read in key.reads)
                or all(map(caught, key.reads))
                or (not uses.whole and judged(function, key.reads, texts=place in TEXTS)),
                span=span_of(key.reads[0].node),
            )
        )
    return tuple(found)


def refused_without(function: Node, read: Read) -> bool:
    """Whether the handler answers with an error when the key is missing or empty."""
    if _guards(read.node):
        return True
    above = climb(read.node).parent
    if above is None or above.type != "assignment":
        return False
    left = above.child_by_field_name("left")
    if left is None or left.type != "identifier" or len(assignments(function, text_of(left))) > 1:
        return False
    return any(_guards(place) for place in occurrences(function, text_of(left)))


def _key(
    function: Node, uses: Uses, named: tuple[tuple[str, ...], list[Read]], floor: Node | None
) -> Key:
    keys, reads = named
    own = [read for read in reads if read.keys == keys]
    deeper = any(read.keys != keys and read.how != "in" for read in reads)  # "@" in body["email"]
    inner = keys_of(function, uses, keys, floor) if deeper else ()
    values = [read for read in own if read.how != "in"]
    defaults = {text_of(r.default) if r.default is not None else "None": r.default for r in values}
    only = next(iter(defaults.values())) if len(defaults) == 1 else None
    kind: ValueType = "object" if inner else _type(function, values, only, keys[-1])
    sure = [read for read in own if always(function, read.node, floor)]
    firm = [read for read in own if always(function, _statement(read.node), floor)]
    needed = (len(keys) > 1 or not _excused(uses)) and _required(function, own, sure, firm)
    return Key(keys, kind, needed, only, tuple(own or reads), bool(sure), inner)


def _type(function: Node, values: list[Read], default: Node | None, name: str) -> ValueType:
    if any(read.how == "list" for read in values):
        return "array"
    told = {kind for read in values if (kind := declared(read)) is not None}
    if len(told) == 1:
        return told.pop()
    return type_of(function, [read.node for read in values], default, name)


def declared(read: Read) -> ValueType | None:
    """The type that a read asks for itself: `request.args.get("page", 1, type=int)`."""
    given = read.node.child_by_field_name("arguments") if read.node.type == "call" else None
    kinds: dict[str, ValueType] = {"int": "integer", "float": "number", "str": "string"}
    for argument in parts(given) if given is not None else ():
        name, value = argument.child_by_field_name("name"), argument.child_by_field_name("value")
        if name is not None and value is not None and text_of(name) == "type":
            return kinds.get(text_of(value))
    return None


def _required(function: Node, own: list[Read], sure: list[Read], firm: list[Read]) -> bool:
    """It fails when the key is missing, or the handler refuses the request."""
    bare = (r for r in firm if r.default is None or r.default.type == "none")
    if not own or any(refused_without(function, read) for read in bare):
        return True
    return bool(sure) and all(read.how == "item" for read in own)


def _excused(uses: Uses) -> bool:
    """`if not body: return None`: an empty body is answered, and not as an error."""
    for node in uses.tests:
        block = next((n for n in ancestors(node) if n.type == "if_statement"), None)
        then = block.child_by_field_name("consequence") if block is not None else None
        returns = then is not None and _guards(node) and parts(then)[-1].type == "return_statement"
        if then is not None and returns and not ERROR.search(text_of(then)):
            return True
    return False


def _statement(node: Node) -> Node:
    """The statement that an expression stands in."""
    return next((n for n in ancestors(node) if n.parent and n.parent.type == "block"), node)


def _guards(node: Node) -> bool:
    """`if not node: return`, `if "x" not in node or …: raise`, `if node is None: abort(400)`."""
    node = climb(node)
    negative = node.type == "comparison_operator" and _says_missing(node)
    above = node.parent
    while above is not None and above.type != "if_statement":
        if above.type == "not_operator":
            negative = not negative
        elif above.type == "comparison_operator" and not negative:
            negative = _says_missing(above)
        elif above.type == "argument_list":
            call = argument_of(node)
            if call is None or called(call) != "all":
                return False
        elif above.type == "boolean_operator":
            operator = above.child_by_field_name("operator")
            if operator is None or operator.type != ("or" if negative else "and"):
                return False
        elif above.type not in {"parenthesized_expression", "call", "list", "tuple"}:
            return False
        node, above = above, above.parent
    if above is None or not negative or above.child_by_field_name("condition") != node:
        return False
    block = above.child_by_field_name("consequence")
    return block is not None and leaves(block)


def _says_missing(comparison: Node) -> bool:
    operators = {child.type for child in comparison.children if not child.is_named}
    if operators == {"not in"}:
        return True
    empty = {"None", '""', "''"}
    last = text_of(comparison.named_children[-1])
    return bool(operators & {"is", "=="}) and last in empty and comparison.named_child_count == 2
