"""The smallest database that still tells two statements apart, as it is shown."""

from collections.abc import Callable, Iterator
from time import monotonic

from backlight.sql.lab.compare import said
from backlight.sql.lab.engine import Answer, Engine, Failed
from backlight.sql.lab.rows import Row, Rows, backwards
from backlight.sql.lab.trial import Trial

Told = Callable[[Trial, Engine, Rows, int, tuple[str, str], Answer], str | None]
SECONDS = 0.5
"""How long rows are taken out one by one."""
SHOWN = 6


def counter_example(
    one: Trial, engine: Engine, made: Rows, number: int, what: str, told: Told
) -> str:
    """Take out every row that the difference does not need, and say what is left."""
    end = monotonic() + SECONDS
    whole = True
    while whole and monotonic() < end:
        whole = False
        for table, fewer in list(_fewer(made)):
            if monotonic() > end:
                break
            smaller = made | {table: fewer}
            if len(fewer) >= len(made[table]):
                continue
            found = _asked(one, engine, smaller, number, told)
            if found is not None:
                made, what, whole = smaller, found, True
                break
    return _said(one, engine, made, number, what)


def _fewer(made: Rows) -> Iterator[tuple[str, list[Row]]]:
    """Half of a table, then all but one row, the largest tables first."""
    for table, mine in sorted(made.items(), key=lambda pair: -len(pair[1])):
        if len(mine) > 3:
            yield table, mine[: len(mine) // 2]
            yield table, mine[len(mine) // 2 :]
        for at in range(len(mine)):
            yield table, [*mine[:at], *mine[at + 1 :]]


def _asked(one: Trial, engine: Engine, made: Rows, number: int, told: Told) -> str | None:
    if not _consistent(one, made):
        return None
    sql = one.bound(number, engine.kind)
    engine.fill(one.plan.frames, made, backwards=backwards(number))
    try:
        return told(one, engine, made, number, sql, engine.run(sql[0], one.reads))
    except Failed:
        return None


def _consistent(one: Trial, made: Rows) -> bool:
    """Whether every foreign key still leads to a row."""
    keys = {
        (frame.name.lower(), column.name.lower()): {row[column.name] for row in made[frame.name]}
        for frame in one.plan.frames
        for column in frame.fields
    }
    return all(
        row[column.name] is None or row[column.name] in keys[column.references]
        for frame in one.plan.frames
        for column in frame.fields
        if column.references is not None and column.references in keys
        for row in made[frame.name]
    )


def _said(one: Trial, engine: Engine, made: Rows, number: int, what: str) -> str:
    parts = [_table(one, name, mine) for name, mine in made.items()]
    engine.fill(one.plan.frames, made, backwards=backwards(number))
    answers = []
    for when, text in zip(("before", "after"), one.bound(number, engine.kind), strict=True):
        try:
            answer = engine.run(text, one.reads)
            shown = ", ".join(map(said, (answer.rows or answer.left)[:SHOWN])) or "no row"
            answers.append(f"{when}: {shown}")
        except Failed as error:
            answers.append(f"{when}: {error}")
    return f"With {'; '.join(parts)} – {'; '.join(answers)} ({what})."


def _table(one: Trial, name: str, mine: list[Row]) -> str:
    if not mine:
        return f"no row in {name}"
    frame = next(f for f in one.plan.frames if f.name == name)
    names = [column.name for column in frame.fields]
    rows = ", ".join(said(row[column] for column in names) for row in mine[:SHOWN])
    more = f" and {len(mine) - SHOWN} more" if len(mine) > SHOWN else ""
    return f"{name}({', '.join(names)}) = {rows}{more}"
