"""Better calls of repositories: existence asked as such, rows counted by the database."""

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.queries_java import given, method
from backlight.analysis.syntax import Source, field, node_at, span_of, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.jpa.improve_fetch import improve as _fetch
from backlight.stacks.record import Improvement

DECIDES = {"if_statement", "while_statement", "ternary_expression", "parenthesized_expression"}
DECIDES |= {"binary_expression", "return_statement", "unary_expression"}
"""Where a number of any width is as good as another."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The first of the improvements that applies."""
    if query.touched and (better := _fetch(source, query, project)) is not None:
        return better
    node = node_at(source, query.span)
    if node.type != "method_invocation" or span_of(node) != query.span:
        return _in_loop(query)
    return _exists(source, node) or _count(source, node) or _in_loop(query)


def _exists(source: Source, node: Node) -> Improvement | None:
    """`owners.findById(id).isPresent()` -> `owners.existsById(id)`."""
    above, name = node.parent, field(node, "name")
    if method(node) != "findById" or above is None or name is None or len(given(node)) != 1:
        return None
    asked = method(above) if above.type == "method_invocation" else ""
    if asked not in {"isPresent", "isEmpty"} or given(above):
        return None
    why = "Whether it is there is all that is asked: no column is read, no entity made."
    edits = [
        Edit(name.start_byte, name.end_byte, "existsById", why),
        Edit(node.end_byte, above.end_byte, "", why),
    ]
    if asked == "isEmpty":
        edits.insert(0, Edit(node.start_byte, node.start_byte, "!", why))
    made = change((source.path, edits))
    return Improvement(made, "a whole row is read to know whether there is one")


def _count(source: Source, node: Node) -> Improvement | None:
    """`owners.findAll().size()` -> `owners.count()`, where any number will do."""
    above, name = node.parent, field(node, "name")
    if method(node) != "findAll" or given(node) or above is None or name is None:
        return None
    asked = method(above) if above.type == "method_invocation" else ""
    outer = above.parent
    if given(above) or outer is None:
        return None
    why = "The database counts, and sends no rows."
    if asked == "isEmpty":
        code = f"{text_of(field(node, 'object') or node)}.count() == 0"
        code = f"({code})" if outer.type == "unary_expression" else code
        made = change((source.path, [Edit(above.start_byte, above.end_byte, code, why)]))
        return Improvement(made, "every row is read to know whether there is one")
    if asked != "size" or not _any_number(above, outer):
        return None
    edits = [
        Edit(name.start_byte, name.end_byte, "count", why),
        Edit(node.end_byte, above.end_byte, "", why),
    ]
    return Improvement(change((source.path, edits)), "every row is read to count them")


def _any_number(node: Node, outer: Node) -> bool:
    """Whether a `long` does where an `int` was: it is compared, or put into a text."""
    if outer.type != "binary_expression":
        return False
    operator = field(outer, "operator")
    said = text_of(operator) if operator is not None else ""
    other = field(outer, "left") if field(outer, "right") == node else field(outer, "right")
    text = other is not None and other.type == "string_literal"
    return said in {">", ">=", "<", "<=", "==", "!="} or (said == "+" and text)


def _in_loop(query: Query) -> Refused | None:
    if query.loop is not None and query.returns in {"row", "rows"}:
        return Refused(
            f"`{query.model}` is read once for each turn of a loop: read all at once before it, "
            "with `findAllById(ids)` or `findBy…In(…)`, or ask the agent for it."
        )
    return None
