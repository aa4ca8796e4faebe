"""Plans of MySQL and MariaDB: which rows are read, how often, and by which index.

What these servers call a cost leaves out what is asked again for each row, and older ones tell
none; so the rows that are read are added up, with those of a dependent subquery as often as it is
asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from json import loads
from typing import Any

from backlight.sql.lab.engine import Broken
from backlight.sql.lab.explain import MOST, Plan
from backlight.sql.lab.own_mysql import Connection, planned
from backlight.sql.lab.verdict import Drawn

AGAIN = ("DEPENDENT", "UNCACHEABLE", "LATERAL")
LOOKED = "Key lookup that finds no row"
WAYS = {
    "ALL": "Full scan",
    "index": "Index scan",
    "range": "Index range",
    "ref": "Index lookup",
    "eq_ref": "Key lookup",
    "const": "Key lookup",
    "system": "One row",
    "ref_or_null": "Index lookup",
    "index_merge": "Index merge",
    "fulltext": "Fulltext lookup",
    "unique_subquery": "Key lookup",
    "index_subquery": "Index lookup",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One table of a plan, as `EXPLAIN` tells it in a row."""

    block: int
    kind: str
    table: str
    way: str
    key: str
    rows: float
    part: float
    """How much of the rows is left by its filter."""
    extra: str

    @property
    def text(self) -> str:
        """What is done, in words."""
        way = WAYS.get(self.way, self.way or "Read")
        said = f"{way} on {self.table}" + (f" by {self.key}" if self.key else "")
        said += " with a filter" if "Using where" in self.extra and not self.key else ""
        more = [w for w in ("filesort", "temporary") if f"Using {w}" in self.extra]
        return said + (f" ({', '.join(more)})" if more else "")


def explained(connection: Connection, name: str, sql: str) -> Plan:
    """The plan of one statement, which is not carried out; raises `Broken`."""
    maria = name.startswith("MariaDB")
    with_words = "EXPLAIN EXTENDED" if maria else "EXPLAIN FORMAT=TRADITIONAL"
    rows = planned(connection, f"{with_words} {sql}")
    answer = planned(connection, f"EXPLAIN FORMAT=JSON {sql}")
    steps = list(_steps(rows, with_parts=not maria))
    if not any(step.table for step in steps):
        why = str(rows[0][-1]) if rows else ""
        if "const table" in why:  # it looked, and no row has the key that was tried
            return Plan(1.0, 0.0, (LOOKED,), ((0, LOOKED, 1.0, 0.0),))
        raise Broken(f"its planner answers without reading a table ({why or 'it says no more'}).")
    above = dict(_above(loads(str(answer[0][0])), 0))
    return plan(steps, above)


def _steps(rows: Sequence[tuple[object, ...]], *, with_parts: bool) -> Iterator[Step]:
    """MySQL has one more column, of partitions."""
    for row in rows:
        cells = [*row[:3], *row[4:]] if with_parts else [*row]
        block, kind, table, way, _, key, _, _, count, part, extra = cells
        yield Step(
            int(str(block)) if block is not None else 0,
            str(kind or ""),
            str(table or ""),
            str(way or ""),
            str(key or ""),
            float(str(count or 0)),
            min(1.0, float(str(part if part is not None else 100)) / 100),
            str(extra or ""),
        )


def plan(steps: Sequence[Step], above: Mapping[int, int]) -> Plan:
    """What all of it reads; `above` tells which block a block stands in."""
    blocks: dict[int, list[Step]] = {}
    for step in steps:
        if step.table and not step.table.startswith("<union"):
            blocks.setdefault(step.block, []).append(step)
    times: dict[int, float] = {}
    drawn: list[tuple[int, str, float, float]] = []
    total = 0.0
    for block in sorted(blocks):
        first, inside = blocks[block][0], above.get(block, 0)
        again = first.kind.startswith(AGAIN)
        times[block] = times.get(inside, 1.0) * (_widest(blocks.get(inside, ())) if again else 1.0)
        deep = _deep(block, above)
        for text, read, rows in _joined(blocks[block]):
            note = f" ({first.kind.lower()})" if first.kind not in {"SIMPLE", "PRIMARY"} else ""
            drawn.append((deep, text + note, read * times[block], rows))
            total += read * times[block]
    top = blocks.get(min(blocks), [])
    left = [left for _, _, left in _joined(top)]
    made: Drawn = tuple(drawn[:MOST])
    return Plan(total, left[-1] if left else 0.0, tuple(text for _, text, _, _ in drawn), made)


def _joined(steps: Sequence[Step]) -> Iterator[tuple[str, float, float]]:
    """Each table of a join with the rows that are read of it in all, and those that are left."""
    rows = 1.0
    for step in steps:
        read = rows * max(step.rows, 1.0)
        rows = read * step.part
        yield step.text, read, rows


def _widest(steps: Sequence[Step]) -> float:
    """How many rows of a block there are at most for which something is asked again."""
    return max((read for _, read, _ in _joined(steps)), default=1.0)


def _deep(block: int, above: Mapping[int, int]) -> int:
    deep = 0
    while (block := above.get(block, 0)) and deep < len(above):
        deep += 1
    return deep


def _above(node: Any, inside: int) -> Iterator[tuple[int, int]]:
    """Each block with the one that it stands in, as the plan in JSON nests them."""
    if isinstance(node, list):
        for one in node:
            yield from _above(one, inside)
    if isinstance(node, dict):
        mine = node.get("select_id")
        if isinstance(mine, int) and mine != inside:
            yield mine, inside
            inside = mine
        for one in node.values():
            yield from _above(one, inside)
