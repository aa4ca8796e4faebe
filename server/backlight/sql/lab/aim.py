"""Values are aimed at what the statements ask: which go together, and which satisfy a predicate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from backlight.sql.lab.clues import Clues, Said, Spot
from backlight.sql.lab.engine import Engine, Failed
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.moods import Plan
from backlight.sql.lab.pools import Pool, guess, pool
from backlight.sql.lab.values import Value, cast_in, literal


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
    answers: dict[Said, list[int]] = {}
    for said in said_of:
        if said.spot[0] and said.spot in plan.pools and "bind_" not in said.text:
            pool_ = plan.pools[said.spot]
            answers.setdefault(said, _satisfied(said.text, pool_.values, pool_.sort, engine))
    for spot, alias in dict.fromkeys((said.spot, said.alias) for said in answers):
        mine = {s: at for s, at in answers.items() if (s.spot, s.alias) == (spot, alias)}
        pool_ = plan.pools[spot]
        for branch in dict.fromkeys(said.branch for said in mine):
            held = [at for s, at in mine.items() if s.branch in {"", branch}]
            values = _most(pool_.values, held)
            pool_.hot = list(dict.fromkeys([*pool_.hot, *values]))
            if branch and values:
                plan.branches.setdefault(branch, {})[spot] = values


def _most(values: Sequence[Value], held: Sequence[Sequence[int]]) -> list[Value]:
    """The values that satisfy most of the predicates, one at least."""
    score = [sum(at in places for places in held) for at in range(len(values))]
    most = max(score, default=0)
    return [value for value, mine in zip(values, score, strict=True) if most and mine == most]


def _satisfied(text: str, values: Sequence[Value], sort: str, engine: Engine) -> list[int]:
    type_ = cast_in(engine.kind, sort)
    lines = " UNION ALL ".join(
        f"SELECT {at} AS i, CAST({literal(value, engine.kind)} AS {type_}) AS c"
        for at, value in enumerate(values)
    )
    try:
        return [int(str(at)) for (at,) in engine.ask(f"SELECT i FROM ({lines}) v WHERE {text}")]
    except Failed:
        return []
