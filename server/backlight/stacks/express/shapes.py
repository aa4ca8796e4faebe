"""The object in which a project's answers say what is wrong: its other parts are kept."""

from tree_sitter import Node

from backlight.analysis.javascript_expressions import key_of, parts
from backlight.analysis.javascript_values import Literal, Value
from backlight.analysis.syntax import field, text_of

MESSAGES = ("message", "error", "errors", "msg", "detail")
"""Keys under which what is wrong stands, the most telling first."""
BAD = ("400", "422")
WORDS = frozenset({"error", "fail", "failed", "failure"})
"""Texts that any error says."""
LITERALS = frozenset({"string", "number", "true", "false", "null"})
STATUS, WRONG = "\0status\0", "\0wrong\0"
"""What stands in a shape for the status and for what is wrong."""


def told_whole(call: Node, status: Value) -> str:
    """The shape of an answer that says more than what is wrong, or says it deeper."""
    given = parts(field(call, "arguments") or call)
    said = str(status.value) if isinstance(status, Literal) else ""
    shape = shape_of(given[0], said) if given and said else ""
    return shape if shape.count(":") > 1 else ""


def shape_of(said: Node, status: str) -> str:
    """`{ success: false, error: { message: … } }` with marks; empty if there is none to keep.

    What an answer says beside the message must be true of any bad request.
    """
    if said.type != "object" or "\n" in text_of(said):
        return ""
    pairs = parts(said)
    named = {key_of(field(pair, "key")): pair for pair in pairs if pair.type == "pair"}
    shorthand = {text_of(n): n for n in pairs if n.type == "shorthand_property_identifier"}
    key = next((name for name in MESSAGES if name in named or name in shorthand), "")
    if not key or len(named) + len(shorthand) != len(pairs):
        return ""
    rows = [_row(name, field(pair, "value"), status, key) for name, pair in named.items()]
    rows += [_row(name, None, status, key) for name in shorthand]
    return f"{{ {', '.join(rows)} }}" if all(rows) else ""


def _row(name: str, value: Node | None, status: str, key: str) -> str:
    """One part of the object; empty if it is not known what another answer would say there."""
    if name == key:
        inner = shape_of(value, status) if value is not None and value.type == "object" else ""
        if value is not None and value.type in {"object", "array"} and not inner:
            return ""
        return f"{name}: {inner or WRONG}"
    code = text_of(value) if value is not None else ""
    if code == status:
        return f"{name}: {STATUS}"
    known = value is not None and value.type in LITERALS
    general = value is None or value.type != "string" or code.strip("'\"") in WORDS
    return f"{name}: {code}" if known and (general or status in BAD) else ""


def filled(shape: str, status: int, wrong: str) -> str:
    """The object of an answer: what is wrong has a name."""
    said = shape.replace(f"{wrong}: {WRONG}", wrong).replace(WRONG, wrong)
    return said.replace(STATUS, str(status))
