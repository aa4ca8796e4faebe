"""The statements that make and fill the tables of a scratch database."""

from collections.abc import Iterable, Iterator, Sequence

from backlight.analysis.quoting import ident
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.rows import Rows
from backlight.sql.lab.values import literal, type_in


def quoted(frame: Frame) -> str:
    """The name of a table as a statement says it."""
    place = f"{ident(frame.place)}." if frame.place else ""
    return f"{place}{ident(frame.name)}"


def listed(names: Iterable[str]) -> str:
    """Several names, with commas."""
    return ", ".join(map(ident, names))


def creates(frames: Sequence[Frame], engine: str) -> Iterator[str]:
    """One statement for each table; keys are declared, since a statement may rely on them."""
    if engine == "postgres":
        for place in dict.fromkeys(one.place for one in frames if one.place):
            yield f"CREATE SCHEMA IF NOT EXISTS {ident(place)}"
    for frame in frames:
        parts = []
        for one in frame.fields:
            text = f"{ident(one.name)} {type_in(engine, one.sort)}"
            text += "" if one.nullable else " NOT NULL"
            parts.append(text + (" UNIQUE" if one.unique else ""))
        if frame.key:
            parts.append(f"PRIMARY KEY ({listed(frame.key)})")
        yield f"CREATE TABLE {quoted(frame)} ({', '.join(parts)})"


def inserts(
    frames: Sequence[Frame], rows: Rows, engine: str, *, backwards: bool = False
) -> Iterator[str]:
    """The rows of every table that has some."""
    for frame in frames:
        mine = rows.get(frame.name, [])
        if not mine:
            continue
        names = listed(one.name for one in frame.fields)
        lines = [
            "(" + ", ".join(literal(row[one.name], engine) for one in frame.fields) + ")"
            for row in (reversed(mine) if backwards else mine)
        ]
        yield f"INSERT INTO {quoted(frame)} ({names}) VALUES {', '.join(lines)}"
