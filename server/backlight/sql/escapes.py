r"""Quotes that are doubled by hand: what is bound needs it no more, and would be changed by it.

>>> unescaped("name.replaceAll(\"'\", \"''\")")
'name'
>>> unescaped("strings.ReplaceAll(name, \"'\", \"''\")")
'name'
"""

from collections.abc import Iterator
from re import Match, escape
from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.syntax import Source, Span, ancestors, node_at
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
FOREIGN = r"(?:html|re|cgi|shlex|parse|urllib|markupsafe|validator|_)\."
CALL = regex(
    rf"(?<![\w.])((?!{FOREIGN})[\w.]+\.(?:escape|quote)"
    r"|[\w.]*\b(?:(?:real_)?escape(?:_string|Literal|_literal)|quote_(?:string|literal)))\("
)
"""Functions of drivers that quote a value: those of mysql, pg, pymysql, psycopg2 and Rails."""
WHY = "The driver sees to quotes: doubled by hand, they would end up in the value."


def unescaped(code: str) -> str:
    """A value as it was before its quotes were doubled."""
    return FUNCTION.sub(r"\1", METHOD.sub("", code))


def by_driver(source: Source, query: Query) -> str | None:
    """A sentence about a value that a function of the driver has quoted; `None` without one."""
    above = source.text.slice(_around(source, query).start, query.span.start)
    for hole in query.holes:
        told = [hole.code, *(given[0] for given in _given(hole.code, above))]
        if called := next(filter(None, map(CALL.search, told)), None):
            return (
                f"`{hole.code}` is escaped by `{called[1]}`; bound, its quotes would end up in the "
                "value. Take that out first."
            )
    return None


def _around(source: Source, query: Query) -> Span:
    """The function that a query stands in; nothing before the query where there is none."""
    above = (n for n in ancestors(node_at(source, query.span)) if FUNCTIONS.search(n.type))
    found = next(above, None)
    return Span(found.start_byte, found.end_byte) if found is not None else query.span


def _given(name: str, above: str) -> Iterator[Match[str]]:
    """Where a name is given a value, each to the end of its line."""
    if name.isidentifier():
        yield from regex(rf"\b{escape(name)}\s*:?=(?!=)[^\n]*").finditer(above)


def undone(source: Source, query: Query, bound: list[str]) -> list[Edit] | None:
    """The edits that take it out where a bound name gets its value; `None`: used elsewhere."""
    around = _around(source, query)
    above = source.text.slice(around.start, query.span.start)
    whole = source.text.slice(around.start, around.end)
    found: list[Edit] = []
    for name in bound:
        for hit in _given(name, above):
            clean = unescaped(hit[0])
            if clean == hit[0]:
                continue
            if len(regex(rf"(?<![\w.]){escape(name)}\b").findall(whole)) > hit[0].count(name) + 1:
                return None
            at = around.start + len(above[: hit.start()].encode())
            found.append(Edit(at, at + len(hit[0].encode()), clean, WHY))
    return found
