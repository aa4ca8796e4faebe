r"""The words of a Kotlin file, without a tree: its grammar never ends on some half-written files.

>>> [token.text for token in tokens(b'val a = "x ${b("}")} y" // c')]
['val', 'a', '=', '"x ${b("}")} y"']
"""

from dataclasses import dataclass
from re import DOTALL
from re import compile as regex

NEXT = regex(
    rb"""(?P<space>[ \t\r\f]+|//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<line>\n)"""
    rb"""|(?P<raw>\"\"\")|(?P<quote>\")"""
    rb"""|(?P<char>'(?:\\.[^'\n]*|[^'\\\n])')|(?P<name>`[^`\n]*`|[A-Za-z_\x80-\xff][\w\x80-\xff]*)"""
    rb"""|(?P<sign>::|->|\?\.|\?:|==|!=|&&|\|\||\.\.|.)""",
    DOTALL,
)
INSIDE = regex(rb'\$\{|\\.|"""|"|\n', DOTALL)
BRACES = regex(rb'"""|"|\{|\}')
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
DEEPEST = 20
"""How deep strings are followed that stand in one another; deeper ones are no code."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a string with its quotes, or a sign."""

    kind: str
    """`name`, `string` or `sign`."""
    text: str
    start: int
    end: int
    line: int


def tokens(data: bytes) -> tuple[Token, ...]:
    """The words of a text; comments are none."""
    found: list[Token] = []
    at, line = 0, 1
    while (hit := NEXT.match(data, at)) is not None:
        kind, start, at = str(hit.lastgroup), at, hit.end()
        if kind in {"raw", "quote"}:
            at = _closed(data, at, raw=kind == "raw", deep=DEEPEST)
        if kind not in {"space", "line"}:
            kind = kind if kind in {"name", "sign"} else "string"
            text = data[start:at].decode("utf-8", "replace")
            found.append(Token(kind, text.strip("`") if kind == "name" else text, start, at, line))
        line += data.count(b"\n", start, at)
    return tuple(found)


def behind(found: tuple[Token, ...], at: int) -> int:
    """The place behind a token, and behind all that its bracket holds."""
    deep = 0
    for number in range(at, len(found)):
        text = found[number].text if found[number].kind == "sign" else ""
        deep += (text in OPENING) - (text in CLOSING)
        if deep <= 0:
            return number + 1
    return len(found)


def _closed(data: bytes, at: int, *, raw: bool, deep: int) -> int:
    """Where a string ends that began before a place; at the latest, with its line."""
    while (hit := INSIDE.search(data, at)) is not None:
        at = hit.end()
        match hit[0]:
            case b"${" if deep:
                at = _filled(data, at, deep - 1)
            case b'"""' if raw:
                while data[at : at + 1] == b'"':
                    at += 1
                return at
            case b'"""' | b'"' if not raw:
                return hit.start() + 1
            case b"\n" if not raw:
                return hit.start()
    return len(data)


def _filled(data: bytes, at: int, deep: int) -> int:
    """Where what fills a hole of a string ends: strings in it may hold braces of their own."""
    open_ = 1
    while open_ and (hit := BRACES.search(data, at)) is not None:
        at = hit.end()
        if hit[0].startswith(b'"'):
            at = _closed(data, at, raw=len(hit[0]) > 1, deep=deep)
        else:
            open_ += 1 if hit[0] == b"{" else -1
    return at
