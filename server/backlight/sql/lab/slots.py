"""The places of a statement that are known only when it runs: placeholders, and holes.

Each gets a value, the same in the statement before and after, so that both can be run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.queries_words import words

NAMED = regex(r"\$\d+|\?\d+|:\w+|%\(\w+\)s|@\w+")
OTHER = regex(r"\W")
TURN = regex(r"\d+_?")
"""The key of a place that has no name."""
HOLE = regex(r"\{\d+\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place; places with one `key` get one value."""

    start: int
    end: int
    key: str
    around: tuple[str, str] | None = None
    """What stands around a hole that is inside quotes."""


def slots(sql: str) -> tuple[Slot, ...]:
    """The places of a statement, in order."""
    found: list[Slot] = []
    for word in words(sql):
        holes = HOLE.findall(word.text)
        inside = word.kind == "text" and len(holes) == 1
        if word.kind not in {"placeholder", "hole"} and not inside:
            continue
        own = word.kind == "placeholder" and NAMED.fullmatch(word.text)
        key = OTHER.sub("", word.text) if own else f"{len(found)}_"
        around = None
        if inside:
            before, _, after = word.text[1:-1].partition(holes[0])
            around = before, after
        found.append(Slot(word.start, word.end, key, around))
    return tuple(found)


def aligned(before: str, after: str) -> dict[str, str] | None:
    """Which place of the statement before each place after stands for; `None` if that is unclear.

    Names and numbers say it themselves. A value that was interpolated and is bound now is found by
    its turn; two names are two values.
    """
    one = list(dict.fromkeys(slot.key for slot in slots(before)))
    other = list(dict.fromkeys(slot.key for slot in slots(after)))
    if set(other) <= set(one):
        return {key: key for key in other}
    if len(one) != len(other):
        return None
    pairs = dict(zip(other, one, strict=True))
    named_both = (pair for pair in pairs.items() if not any(map(TURN.fullmatch, pair)))
    return pairs if all(now == was for now, was in named_both) else None


def name(key: str) -> str:
    """A name that stands for a place in a tree."""
    return f"bind_{key}"


def named(sql: str) -> str:
    """The statement with a name for each place, as a parser can read it."""
    return _put(sql, lambda slot: name(slot.key))


def bound(sql: str, literals: Mapping[str, str]) -> str:
    """The statement with a literal for each place."""
    return _put(sql, lambda slot: literals[slot.key])


def _put(sql: str, text: Callable[[Slot], str]) -> str:
    for slot in reversed(slots(sql)):
        sql = sql[: slot.start] + text(slot) + sql[slot.end :]
    return sql
