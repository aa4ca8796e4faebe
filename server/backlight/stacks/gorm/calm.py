"""What a loop of Go calls: whether it may write rows that it reads; and names that are free."""

from collections.abc import Sequence
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import Span, ancestors, descendants, field, text_of
from backlight.stacks.gorm.queries import FUNCTIONS

PLAIN = {"append", "len", "cap", "make", "new", "copy", "delete", "min", "max", "panic"}
PLAIN |= {"string", "int", "int64", "uint", "uint64", "float64", "bool", "byte"}
SPACES = regex(
    r"(?:fmt|strings|strconv|errors|log|slog|math|time|sort|slices|maps|bytes|utf8|unicode|json)\."
    r"(?!\w*(?:Handle|Serve))\w+"
)
VALUES = regex(r"\.(?:Error|String|Format|Unix|IsZero|Before|After|Equal|Add|Sub|Len)$")


def unknown(loop: Node, reads: Sequence[Span]) -> str:
    """The first that a loop calls of which it is not known that it writes nothing."""
    for call in descendants(loop, "call_expression"):
        code = text_of(field(call, "function") or call)
        read = any(one.start <= call.start_byte and call.end_byte <= one.end for one in reads)
        if not (read or code in PLAIN or SPACES.fullmatch(code) or VALUES.search(code)):
            return code[:40]
    return ""


def free(name: str, near: Node) -> str:
    """A name that nothing has yet in the function around."""
    around = next((one for one in ancestors(near) if one.type in FUNCTIONS), near)
    taken = {text_of(one) for one in descendants(around, "identifier")}
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}{number}"
    return found
