"""What becomes of the rows of a queryset: shown one by one, so that a page of them will do."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import ancestors, descendants, field, text_of
from backlight.stacks.django.around import scope_of, used
from backlight.stacks.django.chains import Chain

SHOWS = regex(r"(?:Serializer|(?:^|\.)(?:get_serializer|serializer_class)|^list)$")
"""What is given rows, and shows each of them."""
CHANGES = regex(r"\.(?:save|delete|update|send\w*|add)\(")


def whole(chain: Chain, name: str) -> str:
    """Why more is done with the rows than to show each; empty where a page of them will do."""
    above = chain.node.parent
    if above is not None and above.type == "assignment":
        if not name:
            return "The rows are put together in several places; bound them where they are shown."
        places = [n for n in used(scope_of(chain.node), name) if n != field(above, "left")]
    else:
        places = [chain.node]
    other = next((n for n in places if not _shown(n)), None)
    if other is None:
        return "" if places else "The rows are not shown here."
    around = _statement(other)
    return f"More is done with the rows than to show them (`{around}`); ask the agent."


def _shown(node: Node) -> bool:
    """Whether a name stands where rows are gone over, or given to what shows each of them."""
    above = node.parent
    if above is None:
        return False
    if above.type in {"for_statement", "for_in_clause"}:
        return field(above, "right") == node and not _reckons(above)
    if above.type == "keyword_argument":
        named = text_of(field(above, "name") or above) == "instance"
        call = above.parent.parent if named and above.parent is not None else None
    else:
        first = above.type == "argument_list" and above.named_children[:1] == [node]
        call = above.parent if first else None
    if call is None:
        return False
    return SHOWS.search(text_of(field(call, "function") or call)) is not None


def _reckons(loop: Node) -> bool:
    """Whether a loop adds its rows up, or changes them: it is there for each of them."""
    body = field(loop, "body")
    if body is None:
        return False
    return (
        any(descendants(body, "augmented_assignment")) or CHANGES.search(text_of(body)) is not None
    )


def _statement(node: Node) -> str:
    """The first line of the statement around a node, short."""
    last = node
    for above in ancestors(node):
        if above.type == "block":
            break
        last = above
    line = text_of(last).split("\n")[0].replace("`", "'")
    return line if len(line) <= 60 else f"{line[:58]} …"
