"""Conditions of ActiveRecord that are written as SQL: `where("made_at > ? AND open", day)`."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import field, text_of
from backlight.stacks.active_record.conditions import value_of
from backlight.stacks.statement import Uncertain, place

PIECES = regex(r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|::\w+|\?|:([a-z_]\w*)|[^'\"`?:]+|:")
LISTED = regex(r"(?i)\bin\s*\(\s*$")
LONGEST = 2000


def written(given: list[Node]) -> str:
    """A condition with its values in the places of `?` and `:name`; raises `Uncertain`."""
    if len(given) == 1 and given[0].type == "array":
        given = given[0].named_children
    text = _text(given[0]) if given else None
    if not text or len(text) > LONGEST or "--" in text or ";" in text:
        raise Uncertain("a condition is put together when it runs")
    values = [one for one in given[1:] if one.type != "pair"]
    pairs = {_key(one): field(one, "value") for one in given[1:] if one.type == "pair"}
    said = ""
    for hit in PIECES.finditer(text):
        if hit[0] == "?" and not values:
            raise Uncertain("a condition has fewer values than places")
        if hit[0] == "?":
            said += _value(said, values.pop(0))
        elif hit[1]:
            value = pairs.get(hit[1])
            if value is None:
                raise Uncertain(f"`:{hit[1]}` is given no value")
            said += _value(said, value)
        else:
            said += hit[0]
    if values:
        raise Uncertain("a condition has more values than places")
    return f"({said.strip()})"


def _value(before: str, node: Node) -> str:
    return place(text_of(node)) if LISTED.search(before) else value_of(node)


def _key(pair: Node) -> str:
    key = field(pair, "key")
    return text_of(key).strip(":") if key is not None else ""


def _text(node: Node) -> str | None:
    """A text without holes; over several lines as well."""
    if node.type in {"chained_string", "heredoc_beginning"} or node.type != "string":
        return None
    if any(one.type != "string_content" for one in node.named_children):
        return None
    return "".join(text_of(one) for one in node.named_children)
