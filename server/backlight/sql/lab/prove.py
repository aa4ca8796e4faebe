"""Proof by trying: both statements are run on many databases that try to tell them apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic

from backlight.sql.lab.aim import heat
from backlight.sql.lab.compare import difference, listed, plain, shared
from backlight.sql.lab.engine import Answer, Broken, Engine, Failed, Filling
from backlight.sql.lab.example import counter_example
from backlight.sql.lab.rows import Rows, backwards, rows
from backlight.sql.lab.trial import Trial
from backlight.sql.lab.verdict import Verdict, unproven

MOST = 160
"""Databases that are tried."""
FIRST = 0
"""The number of the first database: the same numbers make the same data again."""
LEAST = 40
"""Fewer than these prove nothing."""
TELLING = 4
"""So many different answers must have been seen, else the data says nothing."""
YES_OR_NO = {((False,),), ((True,),)}
"""All that some statements can answer."""


@dataclass(slots=True)
class Tally:
    """What was seen so far."""

    tried: int = 0
    skipped: str = ""
    answers: set[tuple[object, ...]] = field(default_factory=set)
    filled: int = 0
    """Databases on which there was a row to compare."""


def prove(one: Trial, engine: Engine, seconds: float) -> Verdict:
    """Run both statements on one database after the other, until one of them tells."""
    end = monotonic() + seconds
    try:
        engine.create(one.plan.frames)
        heat(one.plan, one.found.said, engine)
        tally = Tally()
        for number in range(FIRST, FIRST + MOST):
            if monotonic() > end:
                break
            hotter = tally.tried > LEAST and tally.filled * 4 < tally.tried
            made = rows(number, one.plan, one.favoured(number), hotter=hotter)
            what = _tried(one, engine, made, number, tally)
            if what is not None:
                return _different(one, engine, made, number, what)
            if number == FIRST + 9 and tally.skipped and not tally.tried:
                break
    except Broken as error:
        return unproven(f"{engine.name} could not hold the tables ({error}).")
    return _verdict(one, engine, tally)


def _tried(one: Trial, engine: Engine, made: Rows, number: int, tally: Tally) -> str | None:
    """What is different on one database; `None` if nothing is, or if it cannot say."""
    before, after = sql = one.bound(number, engine.kind)
    on = Filling(one.plan.frames, made, one.reads, backwards(number))
    answers = engine.both(on, sql)
    if answers is not None and _alike(one, *answers):
        _count(tally, answers[0])
        return None
    engine.fill(on.frames, made, backwards=on.backwards)
    try:
        first = engine.run(before, one.reads)
    except Failed as error:
        tally.skipped = f"{engine.name} says of the statement as it is: {error}."
        return None
    _count(tally, first)
    return told(one, engine, made, number, (before, after), first)


def _alike(one: Trial, first: Answer, second: Answer) -> bool:
    """Whether there is nothing to look at: the same rows, in the same order where it matters."""
    if difference(first, second, star=one.star) is not None:
        return False
    return one.sorting is None or listed(first, second) is None


def _count(tally: Tally, first: Answer) -> None:
    tally.tried += 1
    tally.filled += bool(first.rows or first.left)
    if len(tally.answers) < TELLING:
        seen = sorted((plain(row) for row in (*first.rows, *first.left)), key=repr)
        tally.answers.add(tuple(seen))


def told(
    one: Trial, engine: Engine, made: Rows, number: int, sql: tuple[str, str], first: Answer
) -> str | None:
    """What is different, once it is sure that neither ties nor the order on disk make it so."""
    try:
        second = engine.run(sql[1], one.reads)
    except Failed as error:
        return f"{engine.name} says: {error}"
    found = difference(first, second, star=one.star)
    if isinstance(shared(first.names, second.names, star=one.star), str):
        return found
    if found is None:
        return _order(one, engine, number, first, second)
    if not one.found.cut:
        return found
    if len(first.rows) == len(second.rows) and _ties(one, engine, number, first):
        return None
    return _steady(one, engine, made, number, sql, found)


def _order(one: Trial, engine: Engine, number: int, first: Answer, second: Answer) -> str | None:
    """What is wrong with the order of the same rows, if one was asked for."""
    if one.sorting is None or listed(first, second) is None:
        return None
    sorting = one.sorting
    if sorting.places and len(first.names) == len(second.names):
        one_, other = (sorting.keys(answer.rows) for answer in (first, second))
        same = [_key(row, engine) for row in one_] == [_key(row, engine) for row in other]
    else:
        same = _ties(one, engine, number, first)
    return None if same else "the same rows in another order"


def _ties(one: Trial, engine: Engine, number: int, first: Answer) -> bool:
    """Whether two rows have the same keys, so that either may come first, or be cut off."""
    if one.sorting is None:
        return False
    if one.sorting.asks:
        try:
            keys = [_key(row, engine) for row in engine.ask(one.sorted_by(number, engine.kind))]
        except Failed:
            return True
    else:
        keys = [_key(row, engine) for row in one.sorting.keys(first.rows)]
    return len(set(keys)) < len(keys)


def _key(row: tuple[object, ...], engine: Engine) -> tuple[object, ...]:
    """Keys as an engine sorts by them: to MySQL the case of a text, and its blanks, are nothing."""
    values = plain(row)
    if engine.kind != "mysql":
        return values
    return tuple(v.casefold().rstrip() if isinstance(v, str) else v for v in values)


def _steady(
    one: Trial, engine: Engine, made: Rows, number: int, sql: tuple[str, str], found: str
) -> str | None:
    """The difference, unless the statement before changes with the order of rows on disk."""
    first = engine.run(sql[0], one.reads)
    engine.fill(one.plan.frames, made, backwards=not backwards(number))
    try:
        again, second = engine.run(sql[0], one.reads), engine.run(sql[1], one.reads)
    except Failed as error:
        return f"{engine.name} says: {error}"
    finally:
        engine.fill(one.plan.frames, made, backwards=backwards(number))
    if difference(first, again, star=False) is None or len(again.rows) != len(second.rows):
        return found
    return None


def _different(one: Trial, engine: Engine, made: Rows, number: int, what: str) -> Verdict:
    example = counter_example(one, engine, made, number, what, told)
    if any(frame.guessed for frame in one.plan.frames):
        names = ", ".join(f"`{f.name}`" for f in one.plan.frames if f.guessed)
        return unproven(
            f"nothing is known of {names}, and where its columns may hold any value the rows "
            f"differ; add its DDL or model to the project. {example}"
        )
    return Verdict(kind="different", databases=number + 1, engine=engine.name, detail=example)


def _verdict(one: Trial, engine: Engine, tally: Tally) -> Verdict:
    if tally.tried < LEAST:
        why = tally.skipped or f"only {tally.tried} databases could be tried in the time there is."
        return unproven(why)
    if (
        len(tally.answers) < (2 if tally.answers <= YES_OR_NO else TELLING)
        or tally.filled < LEAST // 8
    ):
        return unproven(
            f"on {tally.tried} databases the statement hardly ever found a row: they say nothing."
        )
    return Verdict(kind="same", databases=tally.tried, engine=engine.name, notes=tuple(_notes(one)))


def _notes(one: Trial) -> Iterator[str]:
    yield from one.notes
    guessed = [f"`{frame.name}`" for frame in one.plan.frames if frame.guessed]
    if guessed:
        yield f"The columns of {', '.join(guessed)} are not known; any value was allowed in them."
