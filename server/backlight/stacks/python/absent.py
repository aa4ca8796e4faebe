"""Rows that are asked for by a part of the path, and whose lack is what a handler answers first."""

from collections.abc import Callable, Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import descendants, field, text_of

OR_404 = regex(r"(?:^|\.)(?:\w+_)?or_404$")
CALM = regex(r"^(?:self\.)?_?(?:log|logger|logging)\.\w+$")
NOTHING = regex(r"^(?:not (\w+)|(\w+) is None|(\w+) == None)$")


def absent(function: Node, names: frozenset[str], refuses: Callable[[Node], bool]) -> str:
    """The part of the path whose row is looked for before anything else can refuse; or nothing.

    `refuses` says whether a statement answers 404.
    """
    body, rows = field(function, "body"), dict[str, str]()
    for statement in _statements(body):
        if statement.type == "if_statement":
            hit = NOTHING.match(text_of(field(statement, "condition") or statement))
            row = next(filter(None, hit.groups()), "") if hit is not None else ""
            first = next(_statements(field(statement, "consequence")), None)
            found = row in rows and first is not None and refuses(first)
            return rows[row] if found else ""
        if statement.type not in {"expression_statement", "return_statement"}:
            return ""
        if (name := _by_404(statement, names)) or statement.type == "return_statement":
            return name
        inner = statement.named_children[0]
        left, right = field(inner, "left"), field(inner, "right")
        if inner.type == "assignment" and left is not None and right is not None:
            asked = _asked(right, names) if left.type == "identifier" else ""
            if asked:
                rows[text_of(left)] = asked
        elif inner.type != "string" and not CALM.match(_called(inner)):
            return ""
    return ""


def _statements(body: Node | None) -> Iterator[Node]:
    return (n for n in (body.named_children if body is not None else ()) if n.type != "comment")


def _called(node: Node) -> str:
    function = field(node, "function") if node.type == "call" else None
    return text_of(function) if function is not None else ""


def _by_404(statement: Node, names: frozenset[str]) -> str:
    """`Item.query.get_or_404(item_id)`: what looks answers, too."""
    for call in descendants(statement, "call"):
        if OR_404.search(_called(call)) and (name := _asked(call, names)):
            return name
    return ""


def _asked(node: Node, names: frozenset[str]) -> str:
    """The part of the path that some call in an expression is given."""
    for call in descendants(node, "call"):
        given = field(call, "arguments")
        for word in descendants(given, "identifier") if given is not None else ():
            label = word.parent is not None and word.parent.type == "keyword_argument"
            named = label and field(word.parent, "name") == word
            if text_of(word) in names and not named:
                return text_of(word)
    return ""
