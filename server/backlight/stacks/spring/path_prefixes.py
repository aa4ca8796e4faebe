"""What the code of a Spring application puts before the paths of controllers, as it is written."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.java_expressions import value
from backlight.analysis.java_values import Text, Value
from backlight.analysis.syntax import Source, ancestors, descendants, field, text_of, word_of
from backlight.stacks.spring.fragment import Package, Prefix, Property

CLASS = regex(r"(\w+)\.class")
NOT = regex(r"!\s*[\w(]|\.(?:negate|not)\(")
GETTER = regex(r"(?:get|is)([A-Z]\w*)")
OF_NAME = {"startsWith": "{}**", "contains": "**{}**", "endsWith": "**{}", "equals": "{}"}
"""How a test of a package's name is a pattern."""
Said = Value | Property
Known = dict[str, Node]
"""Parameters of a method, by their names, and what a call hands to each."""


def prefixes(source: Source) -> Iterator[Prefix]:
    """What is added by `addPathPrefix`, or put into what `setPathPrefixes` is handed."""
    if b"PathPrefix" not in source.text.data:
        return
    calls = list(descendants(source.root, "method_invocation"))
    mapped = any(word_of(call, "name") == "setPathPrefixes" for call in calls)
    for call in calls:
        given = _given(call)
        adds = {"addPathPrefix"} | ({"put", "of", "entry", "singletonMap"} if mapped else set())
        if word_of(call, "name") not in adds or len(given) % 2:
            continue
        for known in _handed(call, calls):
            for path, predicate in zip(given[::2], given[1::2], strict=True):
                yield from _prefix(path, predicate, known)


def _handed(call: Node, calls: list[Node]) -> Iterator[Known]:
    """What the calls of the method around a call hand to it; nothing where it has no calls here."""
    around = next((n for n in ancestors(call) if n.type == "method_declaration"), None)
    parameters = field(around, "parameters")
    names = [word_of(one, "name") for one in parameters.named_children] if parameters else []
    name, found = word_of(around, "name") if around else "", False
    for other in calls:
        given = _given(other)
        if names and word_of(other, "name") == name and len(given) == len(names):
            found = True
            yield dict(zip(names, given, strict=True))
    if not found:
        yield {}


def _prefix(path: Node, predicate: Node, known: Known) -> Iterator[Prefix]:
    code = text_of(predicate)
    if NOT.search(code):
        return
    before = _said(path, known)
    packages = tuple(_packages(predicate, known))
    if before is not None:
        yield Prefix(before, tuple(_annotations(predicate)), packages)


def _annotations(predicate: Node) -> Iterator[str]:
    for call in descendants(predicate, "method_invocation"):
        if word_of(call, "name") in {"forAnnotation", "annotation", "isAnnotationPresent"}:
            yield from CLASS.findall(text_of(field(call, "arguments") or call))


def _packages(predicate: Node, known: Known) -> Iterator[Package]:
    for call in descendants(predicate, "method_invocation"):
        name, given = word_of(call, "name"), _given(call)
        said = [_said(one, known) for one in given]
        if name in {"forBasePackage", "basePackage"}:
            yield from (Package(Text(f"{one.value}**")) for one in said if isinstance(one, Text))
        elif name == "match" and len(said) == 2 and "ackage" in text_of(given[1]):
            yield from (Package(one) for one in said[:1] if one is not None)
        elif name in OF_NAME and "ackage" in text_of(field(call, "object") or call):
            some = (one.value for one in said if isinstance(one, Text))
            yield from (Package(Text(OF_NAME[name].format(one))) for one in some)


def _said(node: Node, known: Known) -> Said | None:
    """A string, a constant, or what is read of an object whose type stands in the file."""
    names: list[str] = []
    while node.type in {"method_invocation", "field_access"}:
        getter = GETTER.fullmatch(word_of(node, "name"))
        inner = field(node, "object")
        if inner is None or node.type == "field_access" or _given(node):
            break
        word = getter[1] if getter is not None else word_of(node, "name")
        names.insert(0, word[:1].lower() + word[1:])
        node = inner
    if not names:
        return value(known.get(text_of(node), node))
    if text_of(node) in known:
        below = _said(known[text_of(node)], {})
        return Property(below.type, (*below.names, *names)) if isinstance(below, Property) else None
    kind = _type(node)
    return Property(kind, tuple(names)) if kind else None


def _type(node: Node) -> str:
    """The type that a name is declared with in the file, as a parameter or a field."""
    name = text_of(node)
    *_, top = ancestors(node)
    for one in descendants(top, "formal_parameter", "field_declaration"):
        inner = next(iter(descendants(one, "variable_declarator")), one)
        if word_of(inner, "name") == name:
            return word_of(one, "type")
    return ""


def _given(call: Node) -> list[Node]:
    given = field(call, "arguments")
    inner = given.named_children if given is not None else []
    return [one for one in inner if "comment" not in one.type]
