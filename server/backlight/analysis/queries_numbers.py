"""Which expressions of a program are known to give a number."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.queries_hosts import host_of
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, text_of

TYPES = regex(r"^:?\s*(?:u?int\d*|float\d*|number|bigint|Decimal)$")
MADE = regex(r"^(?:int|float|len|round|abs|Decimal|Number|BigInt|parse(?:Int|Float)|Math\.\w+)$")
DEPTH = 4
"""Names that are followed, at most, from one to the next."""


def is_number(source: Source, node: Node | None, depth: int = DEPTH) -> bool:
    """Whether an expression gives a number, by how it is made or what it is declared as."""
    host = host_of(source.language)
    if node is None or host is None or not depth:
        return False
    said = host.expr(node)
    if said.kind == "number":
        return True
    if said.kind == "call":
        return MADE.match(said.word) is not None
    if node.type == "parenthesized_expression":
        return is_number(source, node.named_children[0], depth)
    if node.type in {"binary_expression", "binary_operator"}:
        sign = node.child_by_field_name("operator")
        script = source.language not in {"python", "ruby", "go"}
        if script and sign is not None and text_of(sign) in {"-", "*", "/"}:
            return True
        return all(is_number(source, part, depth) for part in node.named_children)
    found = lookup(node, said.word, host) if said.kind == "name" else None
    return bool(found) and all(
        TYPES.match(one.type) is not None or is_number(source, one.value, depth - 1)
        for one in found or ()
    )
