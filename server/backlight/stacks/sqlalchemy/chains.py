"""Chains of SQLAlchemy: `select(…)…`, `session.query(…)…`, `Model.query…`, and what runs them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.syntax import Source, Span, captures, text_of

QUERY = """
[(call function: (identifier) @name) (call function: (attribute attribute: (identifier) @name))
 (attribute object: (identifier) attribute: (identifier) @name)]
"""
RUNNERS = frozenset({"execute", "scalars", "scalar", "exec", "stream", "stream_scalars"})

LONGEST = 300
"""Links of a chain that are followed; nobody writes as many."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One query as a chain of calls."""

    first: Node
    """`select(User)`, `session.query(User)`, `User.query`: further calls go after it."""
    node: Node
    """The whole chain, the call that runs it included if that is around it."""
    model: str
    """As it is written (`models.User`); empty if columns or several things are asked for."""
    names: tuple[str, ...]
    """What is called on it, in order; the call that runs it among them."""
    style: str
    """`select` or `query`."""
    session: str = ""
    """What `query` is called on, or what runs it."""
    text: str = ""


def chains(source: Source, within: Span | None = None) -> Iterator[Chain]:
    """Every chain of a file, or those that touch a span, in order of place."""
    seen: set[int] = set()
    for name in captures(source, QUERY, within).get("name", []):
        if text_of(name) not in {"select", "query"}:
            continue
        start = _first(name)
        if start is None or start.start_byte in seen:
            continue
        chain = _chain(start)
        if chain is not None:
            seen.add(start.start_byte)
            yield chain


def _first(name: Node) -> Node | None:
    """The first link: the call, or for `User.query` the attribute."""
    above = name.parent
    if above is None:
        return None
    if above.type == "call":
        return above
    if above.type == "attribute" and above.parent is not None:
        if above.parent.type == "call" and above.parent.child_by_field_name("function") == above:
            return above.parent
        owner = above.child_by_field_name("object")
        is_model = owner is not None and text_of(owner)[:1].isupper()
        return above if text_of(name) == "query" and is_model else None
    return None


def _chain(first: Node) -> Chain | None:
    model, session, style = _asked(first)
    if style == "":
        return None
    names: list[str] = []
    node = first
    while len(names) < LONGEST:
        above = node.parent
        if above is None:
            break
        if above.type == "attribute" and above.child_by_field_name("object") == node:
            attribute = above.child_by_field_name("attribute")
            call = above.parent
            if call is None or call.type != "call" or attribute is None:
                break
            names.append(text_of(attribute))
            node = call
        elif above.type in {"await", "parenthesized_expression"}:
            node = above
        elif above.type == "argument_list" and style == "select" and _runs(above, node):
            function = above.parent.child_by_field_name("function") if above.parent else None
            owner = function.child_by_field_name("object") if function is not None else None
            session = text_of(owner) if owner is not None else ""
            names.append(text_of(function).rpartition(".")[2] if function is not None else "")
            node = above.parent or node
        else:
            break
    return Chain(first, node, model, tuple(names), style, session, text_of(node))


def _runs(arguments: Node, node: Node) -> bool:
    """Whether a statement is the first argument of `session.execute(…)` and the like."""
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None else None
    name = text_of(function).rpartition(".")[2] if function is not None else ""
    return name in RUNNERS and arguments.named_children[:1] == [node]


def _asked(first: Node) -> tuple[str, str, str]:
    """The model that is asked for, the session, and the style; no style: it is no query."""
    if first.type == "attribute":
        owner = first.child_by_field_name("object")
        return (text_of(owner) if owner is not None else "", "", "query")
    function = first.child_by_field_name("function")
    arguments = first.child_by_field_name("arguments")
    if function is None or arguments is None or arguments.type != "argument_list":
        return "", "", ""
    name = text_of(function).rpartition(".")[2]
    owner = function.child_by_field_name("object")
    session = text_of(owner) if owner is not None else ""
    given = [child for child in arguments.named_children if child.type != "comment"]
    if name == "query" and not session.rpartition(".")[2].lower().endswith(("session", "s", "db")):
        return "", "", ""
    said = text_of(given[0]) if len(given) == 1 else ""
    last = said.rpartition(".")[2]
    entity = last[:1].isupper() and last.isidentifier() and said.replace(".", "").isidentifier()
    shapes = all(one.type in {"identifier", "attribute", "call"} for one in given)
    if not given or not shapes or (name == "select" and session.startswith("select(")):
        return "", "", ""
    return (said if entity else ""), (session if name == "query" else ""), name


def model_name(chain: Chain) -> str:
    """The class that is asked for."""
    return chain.model.rpartition(".")[2]
