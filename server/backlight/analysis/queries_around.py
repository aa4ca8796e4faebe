"""What a query stands in: its loop, its function, its scope."""

from tree_sitter import Node

from backlight.analysis.queries_host import Host
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors, text_of


def loop_of(node: Node, host: Host) -> Node | None:
    """The loop that a node stands in, in its own function."""
    for above in ancestors(node):
        if above.type in host.functions:
            return None
        if above.type in host.loops and above != node and not _gone_over(above, node):
            if host.defers(above):
                return None
            if not host.repeats(above):
                continue
            return above
    return None


def _gone_over(loop: Node, node: Node) -> bool:
    """Whether a node is what a loop goes over: it is evaluated once."""
    clauses = [child for child in loop.named_children if child.type in FOR]
    of = clauses[0] if clauses else loop
    over = of.child_by_field_name("value" if of.type == EACH else "right")
    return over is not None and over.start_byte <= node.start_byte < over.end_byte


EACH = "enhanced_for_statement"
FOR = named("for_in_clause range_clause")


def function_of(node: Node, host: Host) -> str:
    """The qualified name of the function a node stands in."""
    names = []
    for above in ancestors(node):
        if above.type in host.scopes:
            name = above.child_by_field_name("name")
            if name is None and above.parent is not None:
                name = above.parent.child_by_field_name("name")
            if name is not None:
                names.append(text_of(name))
    return ".".join(reversed(names))


def scope_of(node: Node, host: Host) -> Node:
    """The function, or the file, that a node stands in."""
    last = node
    for above in ancestors(node):
        last = above
        if above.type in host.functions:
            return above
    return last
