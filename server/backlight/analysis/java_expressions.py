"""What a Java expression says without running it, and the text of its string literals."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.java_values import Join, Many, Name, Other, Text, Value
from backlight.analysis.syntax import field, text_of

DEPTH = 40
MOST = 200
"""How many items of an array are read; longer ones are data."""
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "0": "\0"}
ESCAPE = regex(r"\\(u+[0-9a-fA-F]{4}|[0-7]{1,3}|\r?\n|.)", 16)


def value(node: Node | None, depth: int = DEPTH) -> Value:
    """What an expression says."""
    if node is None or depth == 0:
        return Other("")
    match node.type:
        case "string_literal":
            return Text(string(node))
        case "identifier" | "field_access" | "scoped_identifier":
            return Name(text_of(node))
        case "class_literal":
            return Name(text_of(node).removesuffix(".class"))
        case "binary_expression" if text_of(field(node, "operator") or node) == "+":
            return joined([value(field(node, side), depth - 1) for side in ("left", "right")])
        case "element_value_array_initializer" | "array_initializer":
            inner = [n for n in node.named_children if "comment" not in n.type]
            return Many(tuple(value(n, depth - 1) for n in inner[:MOST]))
        case "parenthesized_expression" if node.named_children:
            return value(node.named_children[0], depth - 1)
        case "annotation" | "marker_annotation":
            from backlight.analysis.java import annotation

            return annotation(node)
        case _:
            return Other(text_of(node)[:200])


def string(node: Node) -> str:
    """The text of a string literal or a text block."""
    code = text_of(node)
    if code.startswith('"""'):
        return "".join(said for said, _, _ in block(code))
    return unescaped(code[1:-1] if len(code) > 1 and code.endswith('"') else code[1:])


def unescaped(code: str) -> str:
    """Escapes as the characters that they stand for."""
    return ESCAPE.sub(lambda hit: escape(hit[1]), code)


def escape(body: str) -> str:
    """The character that an escape stands for, without its backslash."""
    if body[:1] == "u":
        return chr(int(body.lstrip("u"), 16))
    if body[:1].isdigit():
        return chr(int(body, 8))
    return "" if body in {"\n", "\r\n"} else ESCAPES.get(body, body)


def block(code: str) -> Iterator[tuple[str, int, int]]:
    r'''The runs of a text block: what each stands for, and where it is written (in characters).

    The white space that all lines begin with is no part of the text, nor is what ends a line.

    >>> code = '"""\n    SELECT 1\n      FROM a\n    """'
    >>> "".join(said for said, _, _ in block(code))
    'SELECT 1\n  FROM a\n'
    '''
    end = len(code) - 3 if len(code) > 5 and code.endswith('"""') else len(code)
    start = code.find("\n") + 1
    if not start or start > end:
        return
    lines = code[start:end].split("\n")
    counted = [line for n, line in enumerate(lines) if line.strip() or n == len(lines) - 1]
    indent = min((len(line) - len(line.lstrip()) for line in counted), default=0)
    at = start
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        kept = line if last and line.strip() else line.rstrip()
        first = min(indent, len(kept))
        for said, a, b in _runs(kept, first):
            yield said, at + a, at + b
        if not last and not kept.endswith("\\"):
            yield "\n", at + len(kept), at + len(line) + 1
        at += len(line) + 1


def _runs(line: str, first: int) -> Iterator[tuple[str, int, int]]:
    at = first
    for hit in ESCAPE.finditer(line, first):
        if hit.start() > at:
            yield line[at : hit.start()], at, hit.start()
        yield escape(hit[1]), hit.start(), hit.end()
        at = hit.end()
    rest = line[at:].removesuffix("\\")
    if rest:
        yield rest, at, at + len(rest)


def joined(found: list[Value]) -> Value:
    """Texts and values behind each other as one."""
    merged: list[Value] = []
    for piece in found:
        for part in piece.parts if isinstance(piece, Join) else (piece,):
            if merged and isinstance(part, Text) and isinstance(merged[-1], Text):
                merged[-1] = Text(merged[-1].value + part.value)
            else:
                merged.append(part)
    return merged[0] if len(merged) == 1 else Join(tuple(merged))
