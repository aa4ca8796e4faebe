"""Proof of its own for pages by the last key: all pages are walked, by OFFSET and by the key.

It is no proof of the same rows: the two are asked for in different ways. What is tried is that
whoever goes from page to page sees every row once, in the order that was asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from re import IGNORECASE
from re import compile as regex
from time import monotonic

from backlight.analysis.tables import Schema
from backlight.sql.lab import slots
from backlight.sql.lab.aim import heat
from backlight.sql.lab.compare import plain, said
from backlight.sql.lab.engine import Engine, Failed
from backlight.sql.lab.frame import Unclear
from backlight.sql.lab.rows import backwards, rows
from backlight.sql.lab.trial import Trial, trial
from backlight.sql.lab.values import literal
from backlight.sql.lab.verdict import Verdict, unproven

LIMIT = regex(r"\s+limit\s+(?::skip\s*,\s*)?:rows(?:\s+offset\s+:skip)?\s*;?\s*$", IGNORECASE)
MOST, LEAST = 120, 30
"""Databases that are walked, and fewer of which prove nothing."""
CROSSED = 10
"""On so many of them there must have been more than one page."""
LONGEST = 1_000
"""Rows after which a walk has no end: no database that is made here has as many."""
KEPT = (bool, int, float, str, datetime, date)
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """The statement by OFFSET, that of the first page and that of the next, their values named."""

    skipping: str
    first: str
    next: str
    keys: tuple[str, ...]
    """The columns of the answer that the next page is found by."""


def walk(one: Walk, dialect: str, schema: Schema, engine: Engine, seconds: float) -> Verdict:
    """Walk through one database after the other, until a page differs; raises `Unclear`."""
    whole = LIMIT.sub("", one.first)
    if whole == one.first:
        raise Unclear("its LIMIT does not stand at its end.")
    ready = trial(whole, whole, dialect, schema)
    engine.create(ready.plan.frames)
    heat(ready.plan, ready.found.said, engine)
    end, tried, crossed = monotonic() + seconds, 0, 0
    for number in range(MOST):
        if monotonic() > end:
            break
        made = rows(number, ready.plan, ready.favoured(number))
        engine.fill(ready.plan.frames, made, backwards=backwards(number))
        size = number % 3 + 1 if max(map(len, made.values()), default=0) <= 12 else 7
        try:
            pages = _Pages(one, ready, engine, number, size).both()
        except Failed as error:
            return unproven(f"{engine.name} says: {error}.")
        tried += 1
        crossed += len(pages[0]) > size
        if (what := _difference(*pages, size)) is not None:
            return Verdict(kind="different", databases=tried, engine=engine.name, detail=what)
    if tried < LEAST or crossed < CROSSED:
        return unproven(f"of {tried} databases only {crossed} had more than one page.")
    return Verdict(kind="same", databases=tried, engine=engine.name, notes=ready.notes)


class _Pages:
    """All pages of one database."""

    def __init__(self, one: Walk, ready: Trial, engine: Engine, number: int, size: int) -> None:
        self.walk, self.engine, self.size = one, engine, size
        self.values = {
            key: literal(value, engine.kind) for key, value in ready.chosen(number).items()
        } | {"rows": str(size)}

    def both(self) -> tuple[list[Row], list[Row]]:
        """Every row of every page, by OFFSET and by the key."""
        return self._skipped(), self._found()

    def _skipped(self) -> list[Row]:
        found: list[Row] = []
        while True:
            _, page = self._ask(self.walk.skipping, skip=str(len(found)))
            found += page
            if len(page) < self.size or len(found) >= LONGEST:
                return found

    def _found(self) -> list[Row]:
        names, page = self._ask(self.walk.first)
        found = [*page]
        while len(page) == self.size and len(found) < LONGEST:
            places = [_place(names, key) for key in self.walk.keys]
            last = {f"after_{n}": self._cursor(page[-1][at]) for n, at in enumerate(places)}
            names, page = self._ask(self.walk.next, **last)
            found += page
        return found

    def _ask(self, sql: str, **more: str) -> tuple[tuple[str, ...], list[Row]]:
        answer = self.engine.run(slots.bound(sql, self.values | more))
        return answer.names, answer.rows

    def _cursor(self, value: object) -> str:
        """A key as the next page is asked for by it."""
        if value is None:
            return "NULL"
        if isinstance(value, date):
            return f"'{value}'"
        kept = value if isinstance(value, KEPT) else str(value)
        text = literal(kept, self.engine.kind)
        return text if type(value).__name__ != "Decimal" else text.strip("'")


def _place(names: Sequence[str], key: str) -> int:
    found = [n for n, name in enumerate(names) if name.lower() == key.lower()]
    if len(found) != 1:
        raise Unclear(f"the answer has {len(found)} columns named `{key}`.")
    return found[0]


def _difference(skipped: list[Row], found: list[Row], size: int) -> str | None:
    """Where the two walks part, in a sentence; `None` if they do not."""
    one, other = [plain(row) for row in skipped], [plain(row) for row in found]
    if one == other:
        return None
    same = zip(one, other, strict=False)
    at = next((n for n, (a, b) in enumerate(same) if a != b), min(len(one), len(other)))
    first, second = (
        f"is {said(some[at])}" if at < len(some) else "is not there" for some in (one, other)
    )
    return f"In pages of {size}, row {at + 1} {first} by OFFSET, and {second} by the key."
