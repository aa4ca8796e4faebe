"""What handlers of Spring do with the bodies that they take."""

from collections.abc import Iterable
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.java import method
from backlight.analysis.java_values import Method, Parameter, simple
from backlight.analysis.syntax import Source, ancestors, descendants, field, named, text_of
from backlight.stacks.spring.inputs import body_of

WORD = regex(r"\w+")


def takers(source: Source, body: Parameter) -> int:
    """How many methods of a file take a body of one class."""
    word = WORD.search(body.type)
    nodes = dict[int, Node]()
    for hit in named(source, word[0], "type_identifier") if word is not None else ():
        for node in ancestors(hit):
            if node.type == "method_declaration":
                nodes[node.start_byte] = node
    taken = [body_of(method(node)) for node in nodes.values()]
    return sum(one is not None and one.type == body.type for one in taken)


def needed_fields(node: Node, name: str) -> Iterable[str]:
    """The fields that a handler calls a method of: without them it fails."""
    for call in descendants(node, "method_invocation"):
        on = field(call, "object")
        inner = field(on, "object") if on is not None and on.type == "method_invocation" else None
        got = field(on, "name")
        if inner is None or got is None or text_of(inner) != name:
            continue
        said = text_of(got)
        yield said[3:4].lower() + said[4:] if said.startswith("get") else said


def answers(one: Method) -> bool:
    """Whether the handler answers to errors itself."""
    return any(simple(p.type) in {"BindingResult", "Errors"} for p in one.parameters)
