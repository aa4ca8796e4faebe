r"""Quotes that are doubled by hand: what is bound needs it no more, and would be changed by it.

>>> unescaped("name.replaceAll(\"'\", \"''\")")
'name'
>>> unescaped("strings.ReplaceAll(name, \"'\", \"''\")")
'name'
"""

from re import compile as regex
from re import escape

from backlight.analysis.facts import Query
from backlight.analysis.syntax import Source, ancestors, node_at
from backlight.edits import Edit

ONE = r"""(?:"'"|'\\''|/'/g?|`'`)"""
TWO = r"""(?:"''"|'\\'\\''|`''`|"\\\\'"|'\\\\\\'')"""
METHOD = regex(rf"\.(?:replace(?:All)?|gsub)\(\s*{ONE}\s*,\s*{TWO}\s*\)")
FUNCTION = regex(
    rf"\bstrings\.Replace(?:All)?\(\s*([\w.]+(?:\([^()]*\))?)\s*,\s*{ONE}\s*,\s*{TWO}(?:\s*,\s*-1)?\s*\)"
)
ELSEWHERE = (
    "Quotes are doubled by hand in a value that is used in other places too: take that out first."
)
FUNCTIONS = regex(r"function|method|lambda|func_literal|arrow")
WHY = "The driver sees to quotes: doubled by hand, they would end up in the value."


def unescaped(code: str) -> str:
    """A value as it was before its quotes were doubled."""
    return FUNCTION.sub(r"\1", METHOD.sub("", code))


def undone(source: Source, query: Query, bound: list[str]) -> list[Edit] | None:
    """The edits that take it out where a bound name gets its value; `None`: used elsewhere."""
    around = [n for n in ancestors(node_at(source, query.span)) if FUNCTIONS.search(n.type)]
    if not around:
        return []
    start, end = around[0].start_byte, query.span.start
    above, whole = source.text.slice(start, end), source.text.slice(start, around[0].end_byte)
    found: list[Edit] = []
    for name in filter(str.isidentifier, bound):
        for hit in regex(rf"\b{escape(name)}\s*:?=(?!=)[^\n]*").finditer(above):
            clean = unescaped(hit[0])
            if clean == hit[0]:
                continue
            if len(regex(rf"(?<![\w.]){escape(name)}\b").findall(whole)) > hit[0].count(name) + 1:
                return None
            at = start + len(above[: hit.start()].encode())
            found.append(Edit(at, at + len(hit[0].encode()), clean, WHY))
    return found
