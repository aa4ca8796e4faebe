"""What one file says of Django's routes: url lists, routers, views, the settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.places import is_test
from backlight.analysis.python import Module
from backlight.analysis.python_expressions import dotted, parts, value
from backlight.analysis.python_read import outline
from backlight.analysis.python_values import Many, Unknown, Value
from backlight.analysis.syntax import Source, text_of
from backlight.analysis.syntax import field as side
from backlight.stacks.django.makers import Maker, loops, makers
from backlight.stacks.django.methods import checked
from backlight.stacks.django.needles import NEEDLES
from backlight.stacks.django.router_classes import mapped

OTHERS = (
    b"fastapi",
    b"starlette",
    b"flask",
    b"aiohttp",
    b"sanic",
    b"pyramid",
    b"bottle",
    b"litestar",
)
"""Frameworks whose handlers take a `request` as well."""

ROUTED = (b"urlpatterns", b"Router", b"ROOT_URLCONF", b"path(", b"url(")

NESTED = {
    "if_statement",
    "else_clause",
    "elif_clause",
    "try_statement",
    "except_clause",
    "with_statement",
    "block",
}

HEAD = 65_536
"""Bytes in which a file has said what it is of."""

VIEWS = regex(rb"def \w+\(\s*(?:self,\s*)?request\b|class \w+\([^)]*(?:View|Api|API|Endpoint)")


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one file says; what a name means is known only with all files at hand."""

    module: Module
    lists: Mapping[str, tuple[Value, ...]]
    """Name -> all that is assigned to it or added to it at the top of the file, in order."""
    texts: Mapping[str, Value]
    """Name -> the first value it is given: what a later `if` makes of it is not known."""
    checked: Mapping[str, tuple[str, ...]]
    """Function -> the methods it tells apart by `request.method`."""
    makers: Mapping[str, Maker] = field(default_factory=dict)
    """The code that makes lists of routes, by the name of its function or by how it begins."""


def scan(source: Source) -> Fragment | None:
    """The fragment of a file, `None` if it says nothing of Django."""
    if not speaks(source) or _aside(source):
        return None
    said = outline(source)
    lists: dict[str, tuple[Value, ...]] = {}
    texts: dict[str, Value] = {}
    looped: dict[str, Maker] = {}
    for node, certain in _top(source.root):
        if node.type == "for_statement":
            for name, key, maker in loops(node):
                looped[key] = maker
                lists[name] = (*lists.get(name, ()), Unknown(key))
        else:
            _assigned(node, lists, texts, certain=certain)
    if not (lists or said.functions or said.classes or said.imports or said.stars):
        return None
    return Fragment(
        _trimmed(said), lists, texts, checked(source), {**looped, **makers(source, said)}
    )


def speaks(source: Source) -> bool:
    """Whether a file can be of a Django project: it names Django, or has views at least."""
    data = source.text.data[:HEAD]
    if any(needle in data for needle in NEEDLES[:4]):
        return True
    if source.path.endswith("__init__.py"):
        return True
    return VIEWS.search(data) is not None and not any(other in data for other in OTHERS)


def _aside(source: Source) -> bool:
    """Whether a file has nothing to do with routes: a migration, a test without urls of its own."""
    if "migrations" in PurePosixPath(source.path).parts:
        return True
    data = source.text.data
    return is_test(source.path) and not any(word in data for word in ROUTED)


def _trimmed(said: Module) -> Module:
    """Without what stands inside functions: routes are declared outside of them."""
    return replace(
        said,
        values={
            name: given
            for name, given in said.values.items()
            if name.rpartition(".")[0] not in said.functions or name.endswith("trailing_slash")
        },
        functions={
            name: one
            for name, one in said.functions.items()
            if name.rpartition(".")[0] not in said.functions
        },
        statements=tuple(s for s in said.statements if not s.scope or mapped(s) is not None),
    )


def _top(root: Node, *, certain: bool = True) -> Iterator[tuple[Node, bool]]:
    """The statements at the top of a file; those in an `if` or `try` may not be carried out."""
    for node in root.named_children:
        if node.type in {"expression_statement", "for_statement"}:
            yield node, certain
        elif node.type in NESTED:
            yield from _top(node, certain=False)


def _assigned(
    statement: Node,
    lists: dict[str, tuple[Value, ...]],
    texts: dict[str, Value],
    *,
    certain: bool,
) -> None:
    for node in parts(statement)[:1]:
        left, right = side(node, "left"), side(node, "right")
        if node.type == "call":
            _added(node, lists, texts)
        elif left is not None and right is not None and (name := dotted(left)):
            said = value(right)
            texts.setdefault(name, said)
            kept = lists.get(name, ())
            anew = node.type == "assignment" and certain and name not in text_of(right)
            if not isinstance(said, Many) or said.items or name in lists:
                lists[name] = (said,) if anew else (*kept, said)


def _added(call: Node, lists: dict[str, tuple[Value, ...]], texts: Mapping[str, Value]) -> None:
    """`urlpatterns.append(…)`, `.extend(…)`, `.insert(0, …)`."""
    function, given = side(call, "function"), side(call, "arguments")
    name, _, verb = dotted(function).rpartition(".") if function is not None else ("", "", "")
    known = name in lists or name in texts
    if known and verb in {"append", "extend", "insert"} and given is not None:
        lists[name] = (*lists.get(name, ()), *(value(n) for n in parts(given)[-1:]))
