"""Large numbers of LIMIT and OFFSET made small: a scratch table has some hundred rows.

What holds for the rows after the seventh holds for those after the fifty-thousandth; both
statements get the same small number for the same large one, and neighbours stay neighbours.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from re import compile as regex

from backlight.analysis.queries_words import Word, words

LARGEST = 60
"""So many rows are quickly made, and there are some more of them in a table then."""
SMALL = 40
CUTS = frozenset({"limit", "offset", "first", "next"})
NUMBER = regex(r"\d+")


def cut(*statements: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The statements with small numbers, and what was done, in sentences."""
    large = sorted({int(w.text) for sql in statements for w in _places(sql)})
    small: dict[int, int] = {}
    for number in large:
        below = max(small, default=number)
        small[number] = small.get(below, SMALL) + min(5, number - below)
    said = tuple(f"{number} was tried as {small[number]}." for number in large)
    return tuple(_put(sql, small) for sql in statements), said


def _places(sql: str) -> Iterator[Word]:
    """The large numbers after LIMIT, OFFSET and FETCH."""
    found: Sequence[Word] = words(sql)
    for before, word in pairwise(found):
        whole = word.kind == "number" and NUMBER.fullmatch(word.text)
        if whole and before.text.lower() in CUTS and int(word.text) > LARGEST:
            yield word


def _put(sql: str, small: dict[int, int]) -> str:
    for word in reversed(list(_places(sql))):
        sql = sql[: word.start] + str(small[int(word.text)]) + sql[word.end :]
    return sql
