"""What a function of the same file gives back, whatever the language."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors, descendants, field, text_of

OWN = named("self this cls super")
RETURNS = named("return_statement return")
MOST = 6
"""Returns that are followed; what has more of them may give anything."""


def returned(call: Node, host: Host) -> tuple[Node, ...]:
    """The values of a function that is the only one of its name in the file; else nothing."""
    name = text_of(call) if call.type == "identifier" else calls.callee(call)
    on = "" if call.type == "identifier" else calls.receiver(call)
    if on and on not in OWN and not on[:1].isupper() and on != _receiver(call):
        return ()
    found = _functions(list(ancestors(call))[-1], host).get(name, ())
    if len(found) != 1 or found[0].start_byte <= call.start_byte < found[0].end_byte:
        return ()
    return _values(found[0], host)


def _receiver(node: Node) -> str:
    """What a method of Go calls the thing that it is a method of."""
    for above in ancestors(node):
        if above.type == "method_declaration" and (of := field(above, "receiver")) is not None:
            return text_of(of).strip("()").partition(" ")[0]
    return ""


@lru_cache(maxsize=256)
def _values(function: Node, host: Host) -> tuple[Node, ...]:
    body = field(function, "body")
    if body is None:
        return ()
    if body.type not in BODIES:
        return (body,)  # x => x + 1
    found = [
        value for node in descendants(body, *RETURNS) for value in _value(node, function, host)
    ]
    if body.type == "body_statement" and body.named_children:
        found += _last(body.named_children[-1])
    return tuple(found) if len(found) <= MOST else ()


BODIES = named("block statement_block body_statement constructor_body")


def _value(node: Node, function: Node, host: Host) -> Iterator[Node]:
    inside = next((a for a in ancestors(node) if a.type in host.functions), None)
    if inside == function and node.named_children:
        inner = node.named_children[0]
        many = inner.type in {"expression_list", "argument_list"} and inner.named_children
        yield inner.named_children[0] if many else inner


def _last(node: Node) -> list[Node]:
    """What a method of Ruby ends with, if it does not say `return` there as well."""
    return [] if node.type in RETURNS else [node]


@lru_cache(maxsize=4)
def _functions(root: Node, host: Host) -> Mapping[str, tuple[Node, ...]]:
    found: dict[str, list[Node]] = {}
    for one in descendants(root, *host.functions):
        said, above = field(one, "name"), one.parent
        if said is None and above is not None and above.type == "variable_declarator":
            said = field(above, "name")
        if said is not None:
            found.setdefault(text_of(said), []).append(one)
    return {name: tuple(some) for name, some in found.items()}
