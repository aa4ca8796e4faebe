"""What the declarations of a Kotlin file are made of: functions, properties, parameters."""

from backlight.analysis.java_values import Annotation, Field, Method, Parameter
from backlight.analysis.kotlin_tokens import Token, behind
from backlight.analysis.kotlin_values import Tokens, annotation, split, typed, value
from backlight.analysis.syntax import Span

WORDS = frozenset(
    {"val", "var", "vararg", "private", "public", "internal", "protected", "override"}
)
GOES_ON = frozenset({"+", "-", "*", ".", "?.", "?:", "&&", "||", "=", "(", ",", "::"})
"""Signs at the end of a line behind which an expression goes on."""


def method(
    found: Tokens, at: int, noted: tuple[Annotation, ...], words: frozenset[str], start: int
) -> tuple[Method | None, int]:
    """The function that a word declares, and the place behind its head or its body."""
    at += 1
    if at < len(found) and found[at].text == "<":
        at = typed(found, at)
    named = None
    while at < len(found) and found[at].text != "(":
        if found[at].kind != "name" and found[at].text not in {".", "?", "<", ">", ","}:
            return None, at
        named, at = found[at], at + 1
    if named is None or named.kind != "name" or at >= len(found):
        return None, max(at, 1)
    given, at = parameters(found, at)
    returns = ""
    if at < len(found) and found[at].text == ":":
        end = _type_ends(found, at + 1)
        returns, at = _written(found[at + 1 : end]), end
    body = at < len(found) and found[at].text in {"{", "="}
    if body and found[at].text == "{":
        at = behind(found, at)
    return Method(
        name=named.text,
        returns=returns,
        line=named.line,
        span=Span(start, found[at - 1].end),
        annotations=noted,
        parameters=given,
        words=words | ({"default"} if body else frozenset()),
    ), at


def variable(
    found: Tokens, at: int, noted: tuple[Annotation, ...], words: frozenset[str]
) -> tuple[Field | None, int]:
    """The property that a word declares, and the place behind what it is set to."""
    at += 1
    if at >= len(found) or found[at].kind != "name":
        return None, at
    named, kind, at = found[at], "", at + 1
    if at < len(found) and found[at].text == ":":
        end = _type_ends(found, at + 1)
        kind, at = _written(found[at + 1 : end]), end
    said = None
    if at < len(found) and found[at].text == "=":
        end = _expression_ends(found, at + 1)
        said, at = value(found[at + 1 : end]), end
    return Field(
        name=named.text,
        type=kind,
        annotations=noted,
        value=said,
        words=words,
        line=named.line,
        span=Span(named.start, found[at - 1].end),
    ), at


def parameters(found: Tokens, at: int) -> tuple[tuple[Parameter, ...], int]:
    """The parameters in the brackets that come next, and the place behind them."""
    if at < len(found) and found[at].text == "<":
        at = typed(found, at)
    ahead = at
    while ahead < len(found) and (found[ahead].text == "@" or found[ahead].text in WORDS):
        ahead = annotation(found, ahead)[1] if found[ahead].text == "@" else ahead + 1
    if ahead < len(found) and found[ahead].text == "constructor":
        at = ahead + 1
    if at >= len(found) or found[at].text != "(":
        return (), at
    end = behind(found, at)
    given = [_parameter(one) for one in _listed(found[at + 1 : end - 1])]
    return tuple(one for one in given if one is not None), end


def supers(found: Tokens, at: int) -> tuple[tuple[str, ...], int]:
    """What a type extends and implements, and the place behind it."""
    names: list[str] = []
    if at >= len(found) or found[at].text != ":":
        return (), at
    while at < len(found) and found[at].text in {":", ","}:
        start = at = at + 1
        while at < len(found) and (found[at].kind == "name" or found[at].text == "."):
            if found[at].text == "by" or (at > start and found[at - 1].kind == "name"):
                break
            at += 1
        at = typed(found, at) if at < len(found) and found[at].text == "<" else at
        names.append(_written(found[start:at]))
        at = behind(found, at) if at < len(found) and found[at].text == "(" else at
        if at < len(found) and found[at].text == "by":
            end = _expression_ends(found, at + 1)
            while at < end and found[at].text != "{":
                at = behind(found, at)
    return tuple(names), at


def _listed(said: Tokens) -> list[Tokens]:
    """Parameters between commas, those of type arguments left alone."""
    found: list[list[Token]] = []
    open_ = 0
    for one in split(said, ","):
        if open_ > 0:
            found[-1] += one
        else:
            found.append([*one])
            open_ = 0
        open_ += sum((t.text == "<") - (t.text == ">") for t in one)
    return [tuple(one) for one in found if one]


def _parameter(said: Tokens) -> Parameter | None:
    noted: list[Annotation] = []
    at = 0
    while at < len(said) and (said[at].text == "@" or said[at].text in WORDS):
        if said[at].text != "@":
            at += 1
            continue
        one, at = annotation(said, at)
        noted.append(one)
    if at + 1 >= len(said) or said[at + 1].text != ":":
        return None
    end = _type_ends(said, at + 2)
    return Parameter(
        name=said[at].text,
        type=_written(said[at + 2 : end]),
        annotations=tuple(noted),
        span=Span(said[0].start, said[-1].end),
    )


def _type_ends(found: Tokens, at: int) -> int:
    """The place behind a type: names with dots, type arguments, `?`; functions in brackets."""
    while at < len(found):
        text = found[at].text
        if text == "<":
            at = typed(found, at)
        elif text == "(":
            at = behind(found, at)
        elif text == "@" and found[at - 1].text == ":":
            at = annotation(found, at)[1]
            at += at < len(found) and found[at].kind == "name"
        elif text in {".", "?", "->", "*"} or (
            found[at].kind == "name" and found[at - 1].text in {":", ".", "->", ")", "suspend"}
        ):
            at += 1
        else:
            return at
    return at


def _expression_ends(found: Tokens, at: int) -> int:
    """The place behind an expression: the end of its line, unless a sign says that it goes on."""
    start = at
    while at < len(found):
        new = at > start and found[at].line > found[at - 1].line
        goes_on = at > start and (
            found[at - 1].text in GOES_ON or found[at].text in {".", "?.", "?:"}
        )
        if found[at].text in {";", ")", "}", ","} or (new and not goes_on):
            return at
        at = behind(found, at)
    return at


def _written(said: Tokens) -> str:
    """A type as it is written, without the mark of what may be missing."""
    return "".join(one.text for one in said).replace("?", "")
