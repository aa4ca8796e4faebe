"""What a function of the same file gives back, whatever the language."""

from collections.abc import Iterator
from functools import lru_cache
from re import escape, finditer

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
    found = _functions(list(ancestors(call))[-1], name, host)
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


@lru_cache(maxsize=256)
def _functions(root: Node, name: str, host: Host) -> tuple[Node, ...]:
    """The functions of a name; the text is searched for it, since a tree grows with its file."""
    pattern = rb"(?:(?<![\w$.])|(?<=self\.))" + escape(name.encode()) + rb"(?![\w$])"
    found = []
    for hit in finditer(pattern, root.text or b"") if name else ():
        said = root.descendant_for_byte_range(*(root.start_byte + at for at in hit.span()))
        above = said.parent if said is not None else None
        if said is None or above is None or text_of(said) != name or field(above, "name") != said:
            continue
        made = field(above, "value") if above.type == "variable_declarator" else above
        if made is not None and made.type in host.functions and (made == above or not _named(made)):
            found.append(made)
    return tuple(found)


def _named(function: Node) -> bool:
    return field(function, "name") is not None
