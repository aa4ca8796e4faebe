"""What a loop of JavaScript calls and changes: whether it may write rows that it reads.

Known to write nothing are reads of a mapper, and the methods of strings, arrays, maps and dates;
a function of the project, or of a package, may do anything.
"""

from collections.abc import Sequence
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.javascript_chains import ITERATING
from backlight.analysis.syntax import Span, descendants, field, text_of

ASSIGNED = r"\s*(?:(?:[-+*/%|&^?]{0,2}|<<|>>>?)=(?![=>])|\+\+|--)"
"""What follows something that is given another value."""
CHANGING = {"push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "set", "add"}
CALM = (
    CHANGING
    | ITERATING
    | {
        *("at", "charAt", "concat", "endsWith", "entries", "find", "findIndex", "flat", "get"),
        *("getTime", "has", "includes", "indexOf", "join", "keys", "lastIndexOf", "localeCompare"),
        *("match", "padEnd", "padStart", "repeat", "replace", "replaceAll", "slice", "split"),
        *("startsWith", "substring", "test", "toFixed", "toISOString", "toJSON", "toLowerCase"),
        *("toString", "toUpperCase", "trim", "trimEnd", "trimStart", "valueOf", "values"),
    }
)
"""Methods of values, by name; a mapper has none of these that writes rows."""
PLAIN = {"BigInt", "Boolean", "Number", "String", "isNaN", "parseFloat", "parseInt"}
SPACES = regex(r"console|JSON|Math|Number|String|Array|Date|(?:this\.)?_?(?:log|logger|winston)")
KEYS = regex(r"Object\.(?:keys|values|entries|fromEntries)")
MADE = regex(r"(?:\w+\.)*(?:Date|Map|Set|URL|\w*(?:Error|Exception))")


def unknown(loop: Node, reads: Sequence[Span]) -> str:
    """The first that a loop calls of which it is not known that it writes nothing."""
    for node in descendants(loop, "call_expression", "new_expression"):
        read = any(one.start == node.start_byte and node.end_byte <= one.end for one in reads)
        if not read and not _calm(node):
            return text_of(field(node, "function") or field(node, "constructor") or node)[:40]
    return ""


def changed(loop: Node, name: str) -> bool:
    """Whether a loop gives a variable, or something in it, another value once it has one."""
    code = text_of(loop)
    within = rf"(?<![\w.]){escape(name)}(?:[?!]?\.\w+|!?\[[^\]]*\])*"
    methods = "|".join(sorted(CHANGING))
    change = rf"(?<!const ){within}(?:{ASSIGNED}|[?!]?\.(?:{methods})\()|delete {within}[.\[]"
    return regex(change).search(code) is not None


def _calm(node: Node) -> bool:
    if node.type == "new_expression":
        return MADE.fullmatch(text_of(field(node, "constructor") or node)) is not None
    called, given = field(node, "function"), field(node, "arguments")
    if called is None or given is None or given.type != "arguments":
        return False
    if called.type == "identifier":
        return text_of(called) in PLAIN
    of, name = field(called, "object"), text_of(field(called, "property") or called)
    if of is None:
        return False
    if SPACES.fullmatch(text_of(of)) or KEYS.fullmatch(text_of(called)):
        return True
    handed = [
        one for one in given.named_children if one.type in {"identifier", "member_expression"}
    ]
    unseen = name in ITERATING and any(text_of(one) not in PLAIN for one in handed)
    return name in CALM and not unseen
