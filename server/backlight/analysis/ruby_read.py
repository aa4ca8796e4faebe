"""Read a Ruby file into what it says of routes and classes."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.ruby import (
    Assign,
    Class,
    File,
    Filter,
    Items,
    Join,
    Name,
    Other,
    Pairs,
    Send,
    Text,
    Value,
    words,
)
from backlight.analysis.syntax import Source, descendants, field, line_of, text_of

DEEPEST = 60
STRINGS = {"string", "simple_symbol", "bare_string", "bare_symbol", "delimited_symbol"}
STRINGS |= {"hash_key_symbol", "chained_string"}
NAMES = {
    "true",
    "false",
    "nil",
    "identifier",
    "constant",
    "scope_resolution",
    "instance_variable",
    "self",
}
LIMIT = "rate_limit"
"""A filter that counts requests, and has no name of its own."""
BEFORE = {"before_action", "before_filter", "prepend_before_action", "append_before_action"}


@lru_cache(maxsize=8)
def module(source: Source) -> File | None:
    """What a file says; `None` if it has neither routes nor classes of controllers."""
    if source.tree is None or source.path.startswith(("spec/", "test/")):
        return None
    data = source.text.data
    routes = b"routes.draw" in data or b"routes.append" in data or "config/routes/" in source.path
    body = tuple(read(n) for n in source.root.named_children) if routes else ()
    classes = tuple(classes_of(source.root.named_children, ""))
    api_only = b"config.api_only = true" in data
    return File(source.path, body, classes, api_only) if body or classes or api_only else None


def read(node: Node | None, deep: int = 0) -> Value:
    """What an expression or statement says."""
    if node is None or deep > DEEPEST:
        return Other()
    kind = node.type
    if kind in STRINGS:
        return string(node)
    if kind in NAMES:
        return Name(text_of(node))
    if kind == "call":
        return _send(node, deep)
    if kind in {"array", "string_array", "symbol_array"}:
        return Items(tuple(read(n, deep + 1) for n in node.named_children))
    if kind in {"hash", "pair"}:
        pairs = [node] if kind == "pair" else node.named_children
        return Pairs(tuple(_pair(n, deep) for n in pairs if n.type == "pair"))
    if kind == "parenthesized_statements" and len(node.named_children) == 1:
        return read(node.named_children[0], deep + 1)
    if kind in {"lambda", "method", "comment", "regex"}:
        return Other()
    if kind == "assignment":
        return Assign(text_of(node.named_children[0]), read(field(node, "right"), deep + 1))
    return Other(tuple(read(n, deep + 1) for n in node.named_children))


def string(node: Node) -> Value:
    """A string or symbol, with the code in it if there is any."""
    symbol = "symbol" in node.type
    if node.type == "simple_symbol":
        return Text(text_of(node)[1:], symbol=True)
    if node.type == "hash_key_symbol":
        return Text(text_of(node), symbol=True)
    parts: list[Value] = []
    for one in node.named_children:
        if one.type == "interpolation":
            parts.append(read(one.named_children[0] if one.named_children else None))
        elif one.type == "string":
            inner = string(one)
            parts += inner.parts if isinstance(inner, Join) else [inner]
        else:
            parts.append(Text(text_of(one)))
    if all(isinstance(part, Text) for part in parts):
        return Text("".join(p.value for p in parts if isinstance(p, Text)), symbol)
    return Join(tuple(parts))


def _pair(node: Node, deep: int) -> tuple[Value, Value]:
    key = field(node, "key")
    return read(key, deep + 1), read(field(node, "value"), deep + 1)


def _send(node: Node, deep: int) -> Value:
    given: list[Value] = []
    pairs: list[tuple[Value, Value]] = []
    arguments = field(node, "arguments")
    for one in arguments.named_children if arguments is not None else ():
        if one.type == "pair":
            pairs.append(_pair(one, deep))
        elif one.type == "hash_splat_argument":
            continue
        elif one.type != "block_argument":
            given.append(read(one, deep + 1))
    block = field(node, "block")
    body = field(block, "body")
    method, of = field(node, "method"), field(node, "receiver")
    inside = tuple(read(n, deep + 1) for n in body.named_children) if body is not None else ()
    params = field(block, "parameters")
    return Send(
        of=read(of, deep + 1) if of is not None else None,
        name=text_of(method) if method is not None else "call",
        given=tuple(given),
        named=Pairs(tuple(pairs)),
        block=inside if block is not None else None,
        params=tuple(text_of(n) for n in params.named_children) if params is not None else (),
        line=line_of(node),
    )


def classes_of(nodes: Iterable[Node], around: str) -> Iterator[Class]:
    """The classes and modules among nodes and below, named with those that they stand in."""
    for one in nodes:
        if one.type not in {"class", "module"}:
            if one.type in {"body_statement", "begin", "if", "then"}:
                yield from classes_of(one.named_children, around)
            continue
        name = field(one, "name")
        if name is None:
            continue
        full = f"{around}::{text_of(name)}".removeprefix("::")
        body = field(one, "body")
        statements = body.named_children if body is not None else []
        above = field(one, "superclass")
        yield Class(
            name=full,
            above=text_of(above).lstrip("< ") if above is not None else "",
            includes=tuple(_included(statements)),
            methods=tuple(_methods(statements)),
            filters=tuple(_filters(one)),
            line=line_of(one),
        )
        if body is not None:
            yield from classes_of(body.named_children, full)


def _included(statements: list[Node]) -> Iterator[str]:
    for one in statements:
        if one.type == "call" and text_of(one).startswith("include "):
            arguments = field(one, "arguments")
            yield from (text_of(n) for n in (arguments.named_children if arguments else ()))


def _methods(statements: list[Node]) -> Iterator[tuple[str, int]]:
    """Public methods: those before `private`, and those after `public`."""
    public = True
    for one in statements:
        name = field(one, "name")
        if one.type == "identifier" and text_of(one) in {"private", "protected", "public"}:
            public = text_of(one) == "public"
        elif one.type == "method" and public and name is not None:
            yield text_of(name), line_of(one)


def _filters(node: Node) -> Iterator[Filter]:
    """What is said of before and after, in the class or in the `included` block of a module."""
    for call in descendants(node, "call"):
        method = field(call, "method")
        name = text_of(method) if method is not None else ""
        if name.removeprefix("skip_") not in {*BEFORE, LIMIT}:
            continue
        said = read(call)
        if isinstance(said, Send):
            only, without = words(said.named.get("only")), words(said.named.get("except"))
            if name == LIMIT:
                yield Filter(name, only, without)
            for one in said.given:
                if isinstance(one, Text):
                    yield Filter(one.value, only, without, name.startswith("skip_"))
