"""The block by which a request of Faraday is told when to give up."""

from tree_sitter import Node

from backlight.analysis.syntax import Source

WIDTH = 100


def with_limit(source: Source, node: Node) -> str:
    """The block that sets the limit, in a line of its own where it would be too long."""
    start, end = source.text.line_at(node.end_byte)
    line = "request.options.timeout = 10"
    if end - start + len(line) + len(" { |request|  }") <= WIDTH:
        return f" {{ |request| {line} }}"
    indent = source.text.indent(node.start_byte)
    alone = node.parent is not None and node.parent.type in {"assignment", "body_statement"}
    opened, closed = ("do", "end") if alone else ("{", "}")
    return f" {opened} |request|\n{indent}  {line}\n{indent}{closed}"
