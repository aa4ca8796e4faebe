"""What Kotlin expressions and annotations say without running them, in the values of Java."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.java_expressions import escape, joined
from backlight.analysis.java_values import Annotation, Many, Name, Other, Text, Value
from backlight.analysis.kotlin_tokens import Token, behind
from backlight.analysis.syntax import Span

Tokens = tuple[Token, ...]

LONGEST = 200
DEPTH = 20
PARTS = regex(r"\\(u[0-9a-fA-F]{4}|.)|\$\{([^{}]*)\}|\$([A-Za-z_]\w*)|([^\\$]+|\$)", 16)
ARRAYS = frozenset({"arrayOf", "listOf", "setOf"})


def value(said: Tokens, depth: int = DEPTH) -> Value:
    """What an expression says."""
    parts = list(split(said, "+"))
    if not said or depth == 0:
        return Other("")
    if len(parts) > 1 and all(parts):
        return joined([value(part, depth - 1) for part in parts])
    if len(said) == 1 and said[0].kind == "string":
        return string(said[0].text)
    if said[-1].text == "class" and len(said) > 2 and said[-2].text == "::":
        return value(said[:-2], depth)
    opens = next((n for n, one in enumerate(said) if one.text in {"[", "("}), None)
    head = "".join(one.text for one in said[:opens])
    if opens is not None and head in {"", *ARRAYS} and behind(said, opens) == len(said):
        items = split(said[opens + 1 : -1], ",")
        return Many(tuple(value(item, depth - 1) for item in items if item))
    if opens is None and head and all(part.isidentifier() for part in head.split(".")):
        return Name(head)
    return Other("".join(one.text for one in said)[:LONGEST])


def string(code: str) -> Value:
    """A string, with the constants in it: `"$BASE/users"`."""
    raw = code.startswith('"""')
    quote = 3 if raw else 1
    inner = code[quote : -quote if len(code) >= 2 * quote else None]
    parts: list[Value] = []
    for hit in PARTS.finditer(inner):
        escaped, whole, name, plain = hit.groups()
        if escaped is not None:
            known = "$" if escaped == "$" else escape(escaped)
            parts.append(Text(f"\\{escaped}" if raw else known))
        else:
            said = (whole or name or "").strip()
            parts.append(Text(plain) if plain is not None else Name(said))
    return joined(parts) if parts else Text("")


def annotation(found: Tokens, at: int) -> tuple[Annotation, int]:
    """The annotation whose `@` stands at a place, and the place behind it."""
    start, at = found[at], at + 1
    if at + 1 < len(found) and found[at + 1].text == ":":
        at += 2  # `@field:Size`, `@get:NotNull`
    name = ""
    while at < len(found) and found[at].kind == "name":
        name, at = found[at].text, at + 1
        if at < len(found) and found[at].text == ".":
            at += 1
            continue
        break
    given: tuple[tuple[str, Value], ...] = ()
    if at < len(found) and found[at].text == "<":
        at = typed(found, at)
    if at < len(found) and found[at].text == "(":
        end = behind(found, at)
        given, at = tuple(_given(found[at + 1 : end - 1])), end
    last = found[min(at, len(found)) - 1]
    return Annotation(name, given, start.line, Span(start.start, last.end)), max(at, 1)


def typed(found: Tokens, at: int) -> int:
    """The place behind type arguments that begin at a place: `<Map<K, V>>`."""
    deep = 0
    for number in range(at, len(found)):
        deep += (found[number].text == "<") - (found[number].text == ">")
        if deep <= 0 or found[number].text in {"{", ";", "="}:
            return number + 1
    return len(found)


def split(said: Tokens, sign: str) -> Iterator[Tokens]:
    """The parts between the signs that stand in no bracket."""
    start = at = 0
    while at < len(said):
        if said[at].text == sign and said[at].kind == "sign":
            yield said[start:at]
            start = at + 1
        at = behind(said, at)
    yield said[start:]


def _given(said: Tokens) -> Iterator[tuple[str, Value]]:
    """What an annotation is given; several without a name are the items of its `value`."""
    plain: list[Value] = []
    for one in split(said, ","):
        if len(one) > 2 and one[0].kind == "name" and one[1].text == "=":
            yield one[0].text, value(one[2:])
        elif one:
            plain.append(value(one))
    if plain:
        yield "value", plain[0] if len(plain) == 1 else Many(tuple(plain))
