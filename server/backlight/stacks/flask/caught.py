"""What a handler does already where a key is missing: `except KeyError:`, which then refuses."""

from tree_sitter import Node

from backlight.analysis.python_expressions import parts
from backlight.analysis.python_locals import climb, inside, leaves
from backlight.analysis.syntax import descendants, text_of
from backlight.edits import Edit

WIDE = frozenset({"Exception", "BaseException", "ValueError"})
"""What catches a `ValidationError` as well."""


def caught(first: Node, reads: list[Node]) -> list[Edit] | None:
    """The edits by which the `except` around a check refuses; `None` if there is none that does.

    No edit at all is needed where everything is caught.
    """
    statement = next((n for n in _statements(first) if n.type == "try_statement"), None)
    body = statement.child_by_field_name("body") if statement is not None else None
    if statement is None or body is None or not inside(first, body):
        return None
    for clause in statement.children:
        names, alias = _caught(clause)
        block = parts(clause)[-1] if clause.type == "except_clause" else None
        if block is None or not leaves(block):
            continue
        if any(text_of(name) in WIDE for name in names) or not names:
            return []
        for name in names:
            if text_of(name) == "KeyError" and not alias:
                said = "ValidationError"
                if _others(body, reads):
                    said = f"{said}, KeyError" if len(names) > 1 else f"({said}, KeyError)"
                return [Edit(name.start_byte, name.end_byte, said, "refused as before")]
    return None


def _statements(node: Node) -> list[Node]:
    """The statement whose block a node stands in, if it stands in one."""
    at: Node | None = node
    while at is not None and (at.parent is None or at.parent.type != "block"):
        at = at.parent
    block = at.parent if at is not None else None
    return [block.parent] if block is not None and block.parent is not None else []


def _caught(clause: Node) -> tuple[list[Node], bool]:
    """The names that a clause catches, and whether it names what it caught."""
    if clause.type != "except_clause":
        return [], False
    given = parts(clause)[0]
    if given.type == "block":
        return [], False
    if given.type == "as_pattern":
        return parts(given)[:1], True
    return (parts(given) if given.type == "tuple" else [given]), False


def _others(body: Node, reads: list[Node]) -> bool:
    """Whether a key may be missing elsewhere than in the request."""
    own = {climb(read).start_byte for read in reads} | {read.start_byte for read in reads}
    return any(node.start_byte not in own for node in descendants(body, "subscript"))
