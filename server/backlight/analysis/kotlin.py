"""Read a Kotlin file into what it says, in the words that Java has for types and methods.

A project of Spring can hold both, and each may name what the other declares.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from backlight.analysis.java_values import Annotation, Field, File, Method, Parameter, Type
from backlight.analysis.kotlin_members import method, parameters, supers, variable
from backlight.analysis.kotlin_tokens import Token, behind, tokens
from backlight.analysis.kotlin_values import Tokens, annotation
from backlight.analysis.syntax import Source, Span

DEPTH = 8
"""How deep types stand in one another; deeper ones are no code that anyone writes."""
KINDS = frozenset({"class", "interface", "object"})
WORDS = frozenset(
    {
        *("public", "private", "protected", "internal", "open", "abstract", "sealed", "final"),
        *("data", "enum", "annotation", "inner", "value", "inline", "override", "suspend"),
        *("const", "lateinit", "companion", "operator", "infix", "external", "tailrec"),
        *("expect", "actual", "fun", "vararg"),
    }
)
"""Modifiers; `fun` is one before `interface`."""


@dataclass(slots=True)
class Said:
    """What stands in a body: types, functions and properties, as they are met."""

    types: list[Type] = field(default_factory=list)
    methods: list[Method] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)


@lru_cache(maxsize=16)
def file(source: Source) -> File:
    """What a file says; what is not finished yet is left out."""
    found = tokens(source.text.data)
    package, imports, stars = "", [], []
    for names in _headers(found):
        path = ".".join(names[1:]).partition(".as.")[0]
        if names[0] == "package":
            package = path
        elif path.endswith(".*"):
            stars.append(path.removesuffix(".*"))
        else:
            imports.append((names[-1], path))
    top = _body(found, "", DEPTH)
    free = Type(
        name="",
        kind="class",
        methods=tuple(top.methods),
        fields=tuple(top.fields),
        line=1,
        span=Span(0, len(source.text.data)),
    )
    return File(
        path=source.path,
        package=package,
        imports=tuple(imports),
        stars=tuple(stars),
        types=(*top.types, *((free,) if top.methods or top.fields else ())),
    )


def _headers(found: Tokens) -> Iterator[list[str]]:
    """The lines of `package` and `import`, as their names."""
    lines: dict[int, list[str]] = {}
    for token in found:
        if token.text not in {".", ";"}:
            lines.setdefault(token.line, []).append(token.text)
    for names in lines.values():
        if names[0] in KINDS or names[0] == "fun":
            return
        if names[0] in {"package", "import"} and len(names) > 1:
            yield names


def _body(found: Tokens, outer: str, depth: int) -> Said:
    """The declarations of a body, or of a file."""
    said = Said()
    at, noted, words = 0, list[Annotation](), set[str]()
    while at < len(found):
        token = found[at]
        before = found[at - 1].text if at else ""
        if token.text == "@" and not _label(found, at):
            one, at = annotation(found, at)
            noted.append(one)
            continue
        start = min([token.start, *(one.span.start for one in noted)])
        if token.text in KINDS and before != "::" and _named(found, at, words):
            at = _type(found, at, said, (tuple(noted), frozenset(words), outer, start), depth)
        elif token.text == "fun" and _follows(found, at) != "interface":
            one_, at = method(found, at, tuple(noted), frozenset(words), start)
            said.methods += [one_] if one_ is not None else []
        elif token.text in {"val", "var"}:
            field_, at = variable(found, at, tuple(noted), frozenset(words))
            said.fields += [field_] if field_ is not None else []
        elif token.text in WORDS:
            words.add(token.text)
            at += 1
            continue
        else:
            at = behind(found, at)
        noted, words = [], set()
    return said


def _follows(found: Tokens, at: int) -> str:
    return found[at + 1].text if at + 1 < len(found) else ""


def _label(found: Tokens, at: int) -> bool:
    """`return@call`: no annotation, it follows its word at once."""
    return at > 0 and found[at - 1].end == found[at].start and found[at - 1].kind == "name"


def _named(found: Tokens, at: int, words: set[str]) -> bool:
    """Whether a type is declared, not an object made in an expression."""
    following = found[at + 1] if at + 1 < len(found) else None
    return "companion" in words or (following is not None and following.kind == "name")


def _type(
    found: Tokens,
    at: int,
    said: Said,
    about: tuple[tuple[Annotation, ...], frozenset[str], str, int],
    depth: int,
) -> int:
    """Note the type that a word declares, and those in it; the place behind it."""
    noted, words, outer, start = about
    word, named = found[at], found[at + 1] if at + 1 < len(found) else found[at]
    name = named.text if named.kind == "name" else ""
    at += 2 if name else 1
    given, at = parameters(found, at)
    above, at = supers(found, at)
    inner, end = Said(), at
    if at < len(found) and found[at].text == "{" and depth:
        end = behind(found, at)
        inner = _body(found[at + 1 : end - 1], name or outer, depth - 1)
    kind = _kind(word, words)
    elements = [_element(one, named.line) for one in given] if kind == "annotation" else []
    beside = [f for one in inner.types if "companion" in one.words for f in one.fields]
    said.types.append(
        Type(
            name=name,
            kind=kind,
            outer=outer,
            annotations=noted,
            supers=above,
            methods=(*inner.methods, *elements),
            fields=(*inner.fields, *beside),
            components=given,
            words=words,
            line=named.line,
            span=Span(start, found[max(end, 1) - 1].end),
        )
    )
    said.types += inner.types
    return end


def _element(of: Parameter, line: int) -> Method:
    """What an annotation may be given: a parameter here, a method in Java."""
    return Method(
        name=of.name, returns=of.type, line=line, span=of.span, annotations=of.annotations
    )


def _kind(word: Token, words: frozenset[str]) -> str:
    if word.text == "interface":
        return "interface"
    return "annotation" if "annotation" in words else "class"
