"""What a piece of Python stands in: its function, the loop that repeats it, its names."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.syntax import ancestors, descendants, field, text_of

SCOPES = ("function_definition", "lambda", "class_definition", "module")


def scope_of(node: Node) -> Node:
    """The function, lambda or class that a node stands in, or the file."""
    last = node
    for above in ancestors(node):
        last = above
        if above is not node and above.type in SCOPES:
            break
    return last


def loop_of(node: Node) -> Node | None:
    """The loop that runs a node again for each round; what it goes over is run once."""
    below = node
    for above in ancestors(node):
        if above.type in SCOPES:
            return None
        if above.type == "while_statement" and above is not below:
            return above
        if above.type == "for_statement" and below == field(above, "body"):
            return above
        if above.type.endswith(("comprehension", "generator_expression")):
            clauses = [n for n in above.named_children if n.type == "for_in_clause"]
            first = field(clauses[0], "right") if clauses else None
            if first is not None and not _holds(first, node):
                return above
        below = above
    return None


def used(scope: Node, name: str) -> Iterator[Node]:
    """Every place below a node where a name is written as a name."""
    return (n for n in descendants(scope, "identifier") if text_of(n) == name)


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte
