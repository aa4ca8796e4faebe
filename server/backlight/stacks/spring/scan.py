"""Read a file of a Spring project into what it says."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import kotlin
from backlight.analysis.java import file
from backlight.analysis.java_expressions import value
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.stacks.spring import functional
from backlight.stacks.spring.fragment import Code, Fragment, Prefix
from backlight.stacks.spring.settings import description, settings

SETTINGS = regex(r"(^|/)application\.(properties|ya?ml)$")
OF_TESTS = regex(r"(^|/)(test|tests|integrationTest|testFixtures|it)/(java|resources|kotlin)/")
CLASS = regex(r"(\w+)\.class")
QUOTED = regex(r'"([\w.]+)"')


def scan(source: Source) -> Fragment | None:
    """What a file says, `None` if it is of tests or says nothing of paths."""
    if OF_TESTS.search(source.path):
        return None
    if source.language == "java":
        found = file(source)
        routed = tuple(functional.pieces(source))
        return Code(found, tuple(_prefixes(source)), routed) if found.types else None
    if source.language == "kotlin":
        said = kotlin.file(source)
        return Code(said) if said.types else None
    if SETTINGS.search(source.path):
        return settings(source)
    return description(source) if source.language == "yaml" else None


def _prefixes(source: Source) -> Iterator[Prefix]:
    if b"addPathPrefix" not in source.text.data:
        return
    for call in descendants(source.root, "method_invocation"):
        name, given = field(call, "name"), field(call, "arguments")
        if name is None or given is None or text_of(name) != "addPathPrefix":
            continue
        if len(given.named_children) == 2:
            yield _prefix(*given.named_children)


def _prefix(path: Node, predicate: Node) -> Prefix:
    code = text_of(predicate)
    named = tuple(QUOTED.findall(code)) if "Package" in code else ()
    return Prefix(value(path), tuple(CLASS.findall(code)) if not named else (), named)
