"""What JavaScript values stand for that are made of others: arrays, objects, strings, choices."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from backlight.analysis.javascript_things import (
    Array,
    Environment,
    Given,
    Outside,
    Record,
    Result,
    Thing,
)
from backlight.analysis.javascript_values import (
    Choice,
    Either,
    Equal,
    Fields,
    Join,
    Literal,
    Many,
    Value,
    When,
)

if TYPE_CHECKING:
    from backlight.analysis.javascript_world import World


def built(
    world: "World", path: str, scope: str, said: Value, env: Environment, depth: int
) -> Thing | None:
    """What a value stands for that is put together from others."""

    def thing(of: Value) -> Thing | None:
        return world.thing(path, scope, of, env, depth)

    match said:
        case Many(items):
            things = [thing(item) for item in items]
            return Array(tuple(one for one in things if one is not None))
        case Fields(pairs):
            return _record([(name, thing(inner)) for name, inner in pairs])
        case Join(parts):
            return _text([thing(part) for part in parts])
        case _:
            return _chosen(thing, said)


def _chosen(thing: Callable[[Value], Thing | None], said: Value) -> Thing | None:
    """What a value stands for of which a test, or what is missing, takes one part."""
    match said:
        case Either(left, right):
            found = thing(left)
            return thing(right) if _weak(found) else found
        case When(test, then):
            holds = thing(test)
            out = isinstance(holds, Literal) and not holds.value
            return Literal("") if out else thing(then)
        case Choice(test, then, other):
            holds = thing(test)
            if isinstance(holds, Literal):
                return thing(then if holds.value else other)
            if isinstance(holds, Given) and holds.scope:
                return None  # the caller says it
            found = thing(then)
            return thing(other) if _weak(found) else found
        case Equal(left, right, same):
            return _equal(thing(left), thing(right), same=same)
        case _:
            return None


def _weak(found: Thing | None) -> bool:
    """Whether a thing says so little that its alternative is asked."""
    return found is None or isinstance(found, Given | Outside | Result)


def _record(pairs: list[tuple[str, Thing | None]]) -> Record:
    found: dict[str, Thing] = {}
    for name, one in pairs:
        if name == "..." and isinstance(one, Record):
            found |= dict(one.pairs)
        elif one is not None:
            found[name] = one
    return Record(tuple(found.items()))


def _text(texts: list[Thing | None]) -> Literal | None:
    known = [str(t.value) for t in texts if isinstance(t, Literal)]
    return Literal("".join(known)) if len(known) == len(texts) else None


def _equal(one: Thing | None, two: Thing | None, *, same: bool) -> Literal | Given | None:
    if not isinstance(one, Literal) or not isinstance(two, Literal):
        return next((side for side in (one, two) if isinstance(side, Given)), None)
    return Literal((one.value == two.value) is same)
