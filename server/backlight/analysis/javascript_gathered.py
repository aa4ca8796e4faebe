"""What JavaScript gathers from an object or a list to go over it: `Object.entries(…)`, a `Map`."""

from backlight.analysis.javascript_things import Array, Record, Thing
from backlight.analysis.javascript_values import Literal, Member, Name

KEYS, VALUES, ENTRIES = (Member(Name("Object"), name) for name in ("keys", "values", "entries"))
GATHERED = (KEYS, VALUES, ENTRIES, Name("Map"), Name("Set"))


def gathered(given: Thing | None, by: object) -> Array | None:
    """The items that a loop over it goes through, in their order."""
    if by in {Name("Map"), Name("Set")}:
        return given if isinstance(given, Array) else None
    if not isinstance(given, Record):
        return None
    if by == KEYS:
        return Array(tuple(Literal(name) for name, _ in given.pairs))
    if by == VALUES:
        return Array(tuple(one for _, one in given.pairs))
    return Array(tuple(Array((Literal(name), one)) for name, one in given.pairs))
