"""SQL as words: what is quoted, what is a placeholder, and what a hole in it stands for."""

from dataclasses import dataclass
from functools import lru_cache
from re import DOTALL, IGNORECASE, VERBOSE
from re import compile as regex
from typing import Literal

WORD = regex(
    r"""
    (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<text>[eE]?'(?:[^'\\]|''|\\.)*(?:'|\Z)|\$(?P<tag>[A-Za-z_]*)\$.*?(?:\$(?P=tag)\$|\Z))
    |(?P<quoted>"[^"]*(?:"|\Z)|`[^`]*(?:`|\Z)|\[[A-Za-z_][\w ]*\])
    |(?P<hole>\{\d+\})
    |(?P<placeholder>%s|%\(\w+\)s|\?(?![|&?])|\$\d+|(?<![:\w]):[A-Za-z_]\w*|@[A-Za-z_]\w*|:\d+)
    |(?P<name>[^\W\d]\w*)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<operator>::|<=>|<=|>=|<>|!=|\|\||->>|->|[^\s])
    """,
    VERBOSE | DOTALL,
)

START = regex(
    r"""\s*+(?:(?:--[^\n]*\n|/\*.*?\*/)\s*+)*+\(?\s*+(?:
      select\b
      |insert\s+(?:ignore\s+|or\s+\w+\s+)?into\b|insert\s+\S+\s+(?:values|\()|replace\s+(?:into\b|\S+\s+values)
      |update\s+(?:or\s+\w+\s+|only\s+)?\S+(?:\s+(?:as\s+)?\w+)?\s+set\b|delete\s+from\b|with\s+(?:recursive\s+)?["`\w]+(?:\s*\([^)]*\))?\s+as\s+
      |merge\s+into\b|create\s+(?:unlogged\s+|temp(?:orary)?\s+|or\s+replace\s+|unique\s+|materialized\s+)*(?:table|index|view)\b
      |alter\s+table\b|drop\s+(?:table|index|view|database|schema)\b|truncate\s+(?:table\s+)?\S+\s*+;?\s*+$
      |\{\s*(?:\?\s*=\s*)?call\s+
      |from\s+(?:[\w.]+\.)?(?-i:[A-Z])\w*(?:\s+(?:as\s+)?\w+)?\s+(?:where|order\s+by|(?:left\s+|inner\s+)?join)\b
      |(?-i:FROM)\s+[\w.]+(?:\s+(?:as\s+)?\w+)?\s+(?-i:WHERE|ORDER\s+BY|(?:LEFT\s+|INNER\s+)?JOIN)\b
    )""",
    VERBOSE | IGNORECASE,
)
SHAPE = regex(
    r"^\s*+(?:(?:--[^\n]*\n|/\*.*?\*/)\s*+)*+\(?\s*+select\b(?:.*\bfrom\b|\s+(?:\{\d+\}|[\w.]+\s*\(|\(|\d|"
    r"distinct\b|%s|\?|\$\d|:\w|'|exists\b|case\b|count\b|null\b|top\b).*)|^(?!\s*+\(?\s*+select\b)",
    IGNORECASE | DOTALL,
)
"""A SELECT needs a FROM, or something that is computed: "Select a file" is English."""

PROSE = regex(
    r"\s*(?:Select\b(?![^\n]*\bF(?:rom|ROM)\b|\s*\*)|(?i:select\s+(?:an|the|your|some|any|which)\s+\w+\s+from)"
    r"|(?i:select\b[^;]*\bfrom\s+(?:the|your|this|these)\s+\w+\s*[.,!?]?\s*(?:$|[a-z{]))"
    r"|(?:Update|Delete|Insert)\s+(?!F(?:rom|ROM)\b|I(?:nto|NTO)\b)\S+\s+(?!S(?:et|ET)\b))"
)
"""English that begins like SQL: "Select a file from the list"."""


def named(text: str) -> frozenset[str]:
    """A set of words, as one writes them."""
    return frozenset(text.split())


HoleKind = Literal["value", "constant", "identifier", "list", "fragment"]
INSIDE: dict[str, HoleKind] = {"text": "value", "quoted": "identifier"}
CLAUSES = named(
    "select from join into update table where and or on having set values group order "
    "limit offset in by like ilike between not returning using when then else case "
    "union all distinct as is interval top fetch"
)
NAMED_AFTER = named("from join into update table select distinct by as using returning call")
VALUE_AFTER = named("limit offset like ilike between then else when interval top values")
BACK = 2_000
"""Words before a hole that are looked at to tell whose parentheses it is in."""
HOLE = regex(r"\{\d+\}")
COMPARED = named("= < > <= >= <> != + - * / || ->> -> % <=> ~ @")


@dataclass(frozen=True, slots=True)
class Word:
    """One token of SQL; offsets in characters."""

    kind: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=8)
def words(sql: str) -> tuple[Word, ...]:
    """The tokens of a text; never fails, whatever it is given. Comments are left out."""
    return tuple(
        Word(str(hit.lastgroup if hit.lastgroup != "tag" else "text"), hit[0], *hit.span())
        for hit in WORD.finditer(sql)
        if hit.lastgroup != "comment"
    )


def placeholders(sql: str) -> tuple[str, ...]:
    """The driver's own placeholders, in order."""
    return tuple(word.text for word in words(sql) if word.kind == "placeholder")


@lru_cache(maxsize=8)
def _holes(sql: str) -> dict[str, int]:
    """Which word each hole is in, the first if it is in several."""
    back = reversed([*enumerate(words(sql))])
    return {hole: n for n, word in back for hole in HOLE.findall(word.text)}


def is_sql(sql: str) -> bool:
    """Whether a text (holes written `{0}`) is a statement."""
    if START.match(sql) is None or SHAPE.match(sql) is None:
        return False
    return PROSE.match(sql) is None


def stands_for(sql: str, number: int) -> HoleKind:
    """What the hole `{number}` of a statement stands for, by what is around it."""
    all_ = words(sql)
    at = _holes(sql).get(f"{{{number}}}")
    if at is None:
        return "fragment"
    inside = all_[at]
    if inside.kind != "hole":
        return INSIDE.get(inside.kind, "fragment")
    before = all_[at - 1] if at else None
    after = all_[at + 1] if at + 1 < len(all_) else None
    if _touches(before, inside) or _touches(inside, after):
        return "identifier"
    return _placed(all_, at, before, after)


def _touches(left: Word | None, right: Word | None) -> bool:
    """`schema.{0}`, `{0}.id`, `prefix_{0}`: part of a name."""
    if left is None or right is None or left.end != right.start:
        return False
    other = right if left.kind == "hole" else left
    if left.kind == right.kind:  # two holes: a piece that others compose, and one more
        return False
    return other.text == "." or other.kind in {"name", "hole", "number"}


def _placed(all_: tuple[Word, ...], at: int, before: Word | None, after: Word | None) -> HoleKind:
    previous = before.text.lower() if before is not None else ""
    following = after.text.lower() if after is not None else ""
    if previous in NAMED_AFTER:
        return "identifier"
    if previous == "in":
        return "list"
    if previous in VALUE_AFTER or (previous in COMPARED and before and before.kind == "operator"):
        return "value"
    if previous == "and" and _between(all_, at):
        return "value"
    if previous in {"where", "and", "or", "on", "having", "not", "set", "when"}:
        compared = following in COMPARED or following in {"in", "like", "ilike", "between", "is"}
        return "identifier" if compared else "fragment"
    if previous in {"(", ","}:
        return _in_list(all_, at, following)
    return "fragment"


def _between(all_: tuple[Word, ...], at: int) -> bool:
    """Whether the `AND` before a hole is that of `x BETWEEN a AND {0}`."""
    back = [word.text.lower() for word in all_[max(0, at - 6) : at - 1]]
    return "between" in back and "and" not in back[back.index("between") :]


def _in_list(all_: tuple[Word, ...], at: int, following: str) -> HoleKind:
    """A hole after `(` or a comma: it depends on whose parentheses they are."""
    depth, n = 0, at - 1
    while n >= max(0, at - BACK):
        text = all_[n].text.lower()
        if text == ")":
            depth += 1
        elif text == "(" and depth:
            depth -= 1
        elif text == "(":
            opener = all_[n - 1].text.lower() if n else ""
            return _opened_by(all_, n, opener)
        elif not depth and text in {"select", "by", "from", "returning", "into"}:
            return "identifier"
        elif not depth and text == "set":
            return "identifier" if following == "=" else "value"
        elif not depth and text in {"values", "limit"}:
            return "list" if text == "values" else "value"
        n -= 1
    return "fragment"


def _opened_by(all_: tuple[Word, ...], n: int, opener: str) -> HoleKind:
    if opener in {"in", "any", "values"}:
        return "value"
    back = [word.text.lower() for word in all_[max(0, n - BACK) : n]]
    if opener in {",", ")"}:
        return "value" if "values" in back else "fragment"
    if opener in {"from", "join", "where", "and", "or", "as", "exists"}:
        return "fragment"
    named = all_[n - 1].kind in {"name", "quoted", "hole"} if n else False
    if named and not {"into", "table", "on"}.isdisjoint(back[-4:]):
        return "identifier"
    return "value" if named and opener not in CLAUSES else "fragment"
