"""What the name of a method of Spring Data asks for: `findTop3ByOwnerNameAndAgeLessThan`.

>>> found = asked("findTop3ByNameContainingIgnoreCaseOrderByIdDesc")
>>> found.limit, found.wants, found.order
('3', ((('name', 'Containing', True),),), (('id', True),))
"""

from dataclasses import dataclass
from re import compile as regex

Want = tuple[str, str, bool]
"""A property, what it must be, and whether case counts for nothing."""

HEAD = regex(
    r"^(?=\w+$)(find|read|get|query|search|stream|count|exists)((?:[A-Z]\w*?)??)"
    r"(?:By(?=[A-Z])(\w+))?$"
)
BOUND = regex(r"(?:First|Top)(\d*)")
ORDER = regex(r"([A-Z]\w*?)(Asc|Desc|$)(?=[A-Z]|$)")
OR, AND = regex(r"Or(?=[A-Z])"), regex(r"And(?=[A-Z])")
WORDS = (
    *("IsNotNull", "NotNull", "IsNull", "Null", "IsLessThanEqual", "LessThanEqual", "IsLessThan"),
    *("LessThan", "IsGreaterThanEqual", "GreaterThanEqual", "IsGreaterThan", "GreaterThan"),
    *("IsBefore", "Before", "IsAfter", "After", "IsBetween", "Between", "IsNotLike", "NotLike"),
    *("IsLike", "Like", "StartingWith", "StartsWith", "IsStartingWith", "EndingWith", "EndsWith"),
    *("IsEndingWith", "NotContaining", "IsContaining", "Containing", "Contains", "IsNotIn"),
    *("NotIn", "IsIn", "In", "IsTrue", "True", "IsFalse", "False", "IsNot", "Not", "Equals", "Is"),
)
"""Keywords at the end of a part, the longer ones first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A name taken apart."""

    kind: str
    """`find`, `count` or `exists`."""
    limit: str
    distinct: bool
    wants: tuple[tuple[Want, ...], ...]
    """Conditions: the parts of an OR, each the parts of an AND."""
    order: tuple[tuple[str, bool], ...]
    """Properties, and whether downwards."""


def asked(name: str) -> Asked | None:
    """What a method asks for; `None` for a name that is none of a query."""
    hit = HEAD.match(name)
    if hit is None or hit[3] is None:
        return None
    bound = BOUND.search(hit[2])
    said, _, order = hit[3].partition("OrderBy")
    every = said.endswith("AllIgnoreCase")
    said = said.removesuffix("AllIgnoreCase")
    wants = tuple(
        tuple(_want(part, every=every) for part in AND.split(some)) for some in OR.split(said)
    )
    return Asked(
        kind=hit[1] if hit[1] in {"count", "exists"} else "find",
        limit=(bound[1] or "1") if bound is not None else "",
        distinct="Distinct" in hit[2],
        wants=wants if said else (),
        order=tuple((_small(one[1]), one[2] == "Desc") for one in ORDER.finditer(order)),
    )


def _want(part: str, *, every: bool) -> Want:
    caseless = every or part.endswith(("IgnoreCase", "IgnoringCase"))
    part = part.removesuffix("IgnoreCase").removesuffix("IgnoringCase")
    word = next((one for one in WORDS if part.endswith(one) and len(part) > len(one)), "")
    return _small(part.removesuffix(word)), word.removeprefix("Is"), caseless


def _small(name: str) -> str:
    """A property as Java calls it; `URL` stays what it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
