"""The keys of the last row as JavaScript asks for them: parameters, or values of the request."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.skipped import Asked, Instead, lines, unclear
from backlight.analysis.syntax import Span, field, span_of, text_of
from backlight.analysis.tables import Column

WORDS = regex(r"(?<![\w$.])[A-Za-z_$][\w$]*")
NUMBERS = frozenset({"Number", "parseInt", "Math", "as", "string", "number", "undefined", "any"})
"""What a value of a request goes through on its way to a number."""
TYPES = (
    (regex(r"(?i)bigint|bigserial"), ""),
    (regex(r"(?i)uuid|char|text|string"), "string"),
    (regex(r"(?i)serial|int"), "number"),
)
"""What drivers make of a column; a `bigint` is a text to some and a number to others."""


def from_request(
    asked: Asked,
    statement: Node,
    value: Node,
    read: str,
    names: tuple[str, ...],
    gone: list[Span],
) -> Instead | str:
    """`const page = parseInt(req.query.page) || 1;` -> the keys, read from the same place."""
    rest = text_of(value).replace(read, "", 1)
    if [word for word in WORDS.findall(rest) if word not in NUMBERS]:
        return unclear(text_of(value))
    owner, indent = read.rpartition(".")[0], asked.source.text.indent(statement.start_byte)
    semi = ";" if text_of(statement).endswith(";") else ""
    said = [
        f"const {name} = {_value(asked, f'{owner}.{name}', key)}{semi}"
        for name, key in zip(names, asked.keys, strict=True)
    ]
    swap = span_of(statement), f"\n{indent}".join(said)
    return Instead((swap, *lines(asked, gone)), names, absent(names))


def _value(asked: Asked, read: str, key: Column) -> str:
    """A key as the request says it, or as a number where that is looked at."""
    number = next((one for what, one in TYPES if what.search(key.type)), "") == "number"
    return f"{read} === undefined ? undefined : Number({read})" if asked.exact and number else read


def signature(
    asked: Asked, function: Node, parameter: Node, names: tuple[str, ...], gone: list[Span]
) -> Instead | str:
    """The parameter that said how many rows are skipped -> one for each key."""
    typed = asked.source.language != "javascript" and field(parameter, "type") is not None
    given = field(function, "parameters")
    last = given is not None and given.named_children[-1] == parameter
    said = []
    for name, key in zip(names, asked.keys, strict=True):
        type_ = next((one for what, one in TYPES if what.search(key.type)), "")
        if typed and not type_:
            return f"What `{key.name}` is in TypeScript is not known: its type is `{key.type}`."
        optional = f"{name}?: {type_}" if last else f"{name}: {type_} | undefined"
        said.append(optional if typed else name)
    swap = span_of(parameter), ", ".join(said)
    return Instead((swap, *lines(asked, gone)), names, absent(names))


def absent(names: tuple[str, ...]) -> str:
    """The condition under which there is no key yet."""
    return " || ".join(f"{name} === undefined" for name in names)
