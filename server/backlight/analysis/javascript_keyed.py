"""What JavaScript keeps in a table under a method and a path: `"get /users": { controller }`."""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.javascript_expressions import string, value
from backlight.analysis.javascript_facts import Keyed, Module
from backlight.analysis.syntax import Source, Span, field, line_of, node_at, span_of

KEY = regex(rb"['\"](?:get|post|put|patch|delete|del|head|options|all) /", IGNORECASE)


def keyed(source: Source, found: Module) -> Iterator[Keyed]:
    """The entries of tables in a file, with the scope that each stands in."""
    for hit in KEY.finditer(source.text.data):
        node = node_at(source, Span(hit.start(), hit.start() + 1))
        while node.parent is not None and node.type != "string":
            node = node.parent
        pair = node.parent
        if pair is None or pair.type != "pair" or field(pair, "key") != node:
            continue
        method, _, path = (string(node) or "").partition(" ")
        said, scope = value(field(pair, "value")), _scope(found, hit.start())
        yield Keyed(method.lower(), path.strip(), said, scope, line_of(node), span_of(pair))


def _scope(found: Module, at: int) -> str:
    """The scope of the innermost function around a place."""
    functions = found.functions.values()
    around = [one for one in functions if one.span.start <= at < one.span.end]
    return max(around, key=lambda one: one.span.start).scope if around else ""
