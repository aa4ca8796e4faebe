"""Values are aimed at what the statements ask: which go together, and which satisfy a predicate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from backlight.sql.lab.clues import Clues, Said, Spot
from backlight.sql.lab.engine import Engine, Failed
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.moods import Plan
from backlight.sql.lab.pools import Pool, guess, pool
from backlight.sql.lab.values import Value, literal, type_in


def told(frame: Frame, found: Clues) -> Frame:
    """Columns of unknown type hold what they are compared with."""
    if all(one.sort for one in frame.fields):
        return frame
    fields = []
    for one in frame.fields:
        spot = frame.name.lower(), one.name.lower()
        fields.append(replace(one, sort=one.sort or guess(found.literals.get(spot, {}))))
    return replace(frame, fields=tuple(fields))


def pooled(made: Sequence[Frame], found: Clues) -> tuple[dict[Spot, Pool], dict[Spot, int]]:
    """A pool for each column; columns that are compared share one if they hold the same."""
    sorts = {(f.name.lower(), c.name.lower()): c.sort for f in made for c in f.fields}
    bound = {spot for pair in found.linked for spot in pair if not spot[0]}
    bound |= {spot for spot in found.literals if not spot[0]}
    pools: dict[Spot, Pool] = {}
    numbers: dict[Spot, int] = {}
    for number, spots in enumerate(_groups((*sorts, *sorted(bound)), found.linked)):
        known = next((sorts[s] for s in spots if s in sorts), "") or _unknown(spots, found)
        for sort in dict.fromkeys(sorts.get(spot, "") for spot in spots):
            mine = [spot for spot in spots if sorts.get(spot, "") == sort]
            pools |= dict.fromkeys(mine, pool(sort or known, spots, found))
            if len(mine) > 1 and sort:
                numbers |= dict.fromkeys(mine, number * 100 + len(sort))
    return pools, numbers


def _groups(spots: Iterable[Spot], linked: Iterable[tuple[Spot, Spot]]) -> list[list[Spot]]:
    """Columns that are compared with each other, directly or through others."""
    root: dict[Spot, Spot] = {}

    def top(spot: Spot) -> Spot:
        while spot in root:
            spot = root[spot]
        return spot

    for one, other in linked:
        if top(one) != top(other):
            root[top(one)] = top(other)
    groups = defaultdict(list)
    for spot in spots:
        groups[top(spot)].append(spot)
    return list(groups.values())


def _unknown(spots: Sequence[Spot], found: Clues) -> str:
    literals: dict[str, bool] = {}
    for spot in spots:
        literals |= found.literals.get(spot, {})
    return guess(literals)


def heat(plan: Plan, said_of: Sequence[Said], engine: Engine) -> None:
    """Find the values of each pool that satisfy its predicates, by asking the engine itself."""
    best: dict[Spot, set[int]] = defaultdict(set)
    for spot, alias in dict.fromkeys((said.spot, said.alias) for said in said_of):
        values = plan.pools[spot].values if spot in plan.pools and spot[0] else []
        score = [0] * len(values)
        for said in said_of:
            if (said.spot, said.alias) == (spot, alias) and values and "bind_" not in said.text:
                for at in _satisfied(said.text, values, plan.pools[spot].sort, engine):
                    score[at] += 1
        most = max(score, default=0)
        if most:
            best[spot] |= {at for at, mine in enumerate(score) if mine == most}
    for spot, places in best.items():
        group = plan.pools[spot]
        group.hot = list(dict.fromkeys([*group.hot, *(group.values[at] for at in sorted(places))]))


def _satisfied(text: str, values: Sequence[Value], sort: str, engine: Engine) -> list[int]:
    type_ = type_in(engine.kind, sort)
    lines = " UNION ALL ".join(
        f"SELECT {at} AS i, CAST({literal(value, engine.kind)} AS {type_}) AS c"
        for at, value in enumerate(values)
    )
    try:
        return [int(str(at)) for (at,) in engine.ask(f"SELECT i FROM ({lines}) v WHERE {text}")]
    except Failed:
        return []
