"""Literals of JavaScript and TypeScript, by the text that they are written with."""

from backlight.analysis.javascript_values import Literal, Regex, Unknown

LONGEST = 200
"""How much of a text is kept that says nothing to us."""


def literal(kind: str, code: str) -> Literal | Regex | Unknown:
    """What a node of a kind says that holds no other expression."""
    match kind:
        case "number":
            return _number(code)
        case "true" | "false":
            return Literal(kind == "true")
        case "null" | "undefined":
            return Literal(None)
        case "regex":
            return Regex(code[:LONGEST])
        case _:
            return Unknown(code[:LONGEST])


def escaped(code: str) -> str:
    """The character that an escape in a string stands for."""
    return _ESCAPES.get(code, code[1:])


def _number(code: str) -> Literal | Unknown:
    try:
        return Literal(float(code) if "." in code or "e" in code else int(code, 0))
    except ValueError:
        return Unknown(code[:LONGEST])


_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\0": "\0"}
