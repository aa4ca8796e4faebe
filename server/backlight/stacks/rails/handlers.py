"""The actions of a Rails controller, and what they read of `params`."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Input, InputPlace
from backlight.analysis.ruby import Class
from backlight.analysis.ruby_read import classes_of
from backlight.analysis.syntax import (
    Source,
    Span,
    descendants,
    field,
    line_of,
    span_of,
    text_of,
)
from backlight.analysis.touched import touching
from backlight.stacks.rails_words import underscore

NAME = "Rails"
CONTROLLER = regex(rb"\bclass\s+[\w:]*Controller\b")
PERMITS = regex(r"\bparams\b[^\n]*\.(?:permit|expect)\(")
WHOLE = regex(r"\bparams\b[^\n]*\.(?:permit!|to_unsafe_h\b)")
KEYED = regex(r"\bparams(?:\[:(\w+)\]|\.require\(:(\w+)\))\.(?:permit!|to_unsafe_h\b)")
WRITES = {"create", "update"}
"""Actions that are sent a body; any other may be asked with a GET."""


def handlers(source: Source, within: Span | None = None) -> tuple[Handler, ...]:
    """Every public method of the controllers of a file, or those that touch a span."""
    if source.tree is None or b"Controller" not in source.text.data:
        return ()
    tops = [n for n in touching(source.root, within) if CONTROLLER.search(n.text or b"")]
    found = _handlers(tops)
    return tuple(h for h in found if within is None or h.span.touches(within))


def _handlers(tops: list[Node]) -> Iterator[Handler]:
    methods = [method for top in tops for method in descendants(top, "method")]
    for one in classes_of(tops, ""):
        if not one.name.endswith("Controller"):
            continue
        public = dict(one.methods)
        known = {line: node for node in methods if (line := line_of(node)) in public.values()}
        permits = {_name(n) for n in methods if PERMITS.search(text_of(n))}
        opens = {_name(n): n for n in methods if WHOLE.search(text_of(n))}
        for name, line in one.methods:
            if line in known:
                yield _handler(one, name, known[line], (permits, opens))


def _handler(one: Class, name: str, node: Node, given: tuple[set[str], dict[str, Node]]) -> Handler:
    permits, opens = given
    owner = underscore(one.name.removesuffix("Controller"))
    code = text_of(node)
    called = {text_of(n) for n in descendants(node, "identifier")}
    strong = next((p for p in sorted(permits) if p in called or p == name), "")
    far = next((opens[n] for n in sorted(called & set(opens)) if n != name), None)
    whole = WHOLE.search(code) is not None or far is not None
    return Handler(
        name=f"{owner}#{name}",
        stack=NAME,
        span=span_of(node),
        line=line_of(node),
        inputs=tuple(_inputs(node, name, far or node)),
        validated="" if whole else strong,
        body="params" if whole else "",
        guards=tuple(f.name for f in one.filters if not f.skipped and f.stands_before(name)),
    )


def _inputs(node: Node, action: str, open_: Node) -> Iterator[Input]:
    """`params[:q]` and `params[:user][:name]`, each once, and what is let through as a whole."""
    seen: set[str] = set()
    for item in descendants(node, "element_reference"):
        keys = _keys(item)
        above = item.parent
        outermost = above is None or above.type != "element_reference"
        if not keys or not outermost or ".".join(keys) in seen:
            continue
        seen.add(".".join(keys))
        nested = len(keys) > 1 and action in WRITES
        place: InputPlace = "body" if nested else "path" if keys[-1] == "id" else "query"
        whole = WHOLE.search(text_of(item.parent)) is not None if item.parent else False
        name = ".".join(keys[1:] or keys)
        yield Input(
            name=name, place="body" if whole else place, checked=not whole, span=span_of(item)
        )
    for hit in KEYED.finditer(text_of(open_)):
        key = hit[1] or hit[2]
        if key not in seen:
            yield Input(name=key, place="body", span=span_of(node))


def _keys(item: Node) -> tuple[str, ...]:
    """The keys of `params[:a][:b]`; nothing if it is not of `params`."""
    of = field(item, "object")
    key = item.named_children[-1] if len(item.named_children) > 1 else None
    if of is None or key is None or key.type not in {"simple_symbol", "string"}:
        return ()
    name = text_of(key).strip(":\"'")
    if of.type == "element_reference":
        before = _keys(of)
        return (*before, name) if before else ()
    return (name,) if text_of(of) == "params" else ()


def _name(node: Node) -> str:
    name = field(node, "name")
    return text_of(name) if name is not None else ""
