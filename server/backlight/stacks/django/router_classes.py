"""What a router class of the project adds to the routes that Django REST framework makes.

`self.routes[0].mapping.update({"delete": "bulk_destroy"})`, in the class or in its `__init__`.
"""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.python import Statement
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Call, Literal, Many, Unknown

ADDS = regex(r"(?:self\.)?routes\[(\d)\]\.mapping\.update")
Pair = tuple[str, str]
"""A method, and the action that serves it."""


def mapped(one: Statement) -> int | None:
    """Which of the routes of its class a statement adds methods to: 0 the list, 2 one item."""
    found = ADDS.fullmatch(one.call.of.code) if isinstance(one.call.of, Unknown) else None
    return int(found[1]) if found is not None else None


def added(modules: Modules, router: Place, number: int) -> tuple[Pair, ...]:
    """The methods that the class of a router adds to one of its routes."""
    made = modules.by_path[router.path].values.get(router.name)
    place = modules.find(router.path, "", made.name) if isinstance(made, Call) else None
    return tuple(
        pair
        for at in (modules.bases(place) if place is not None else ())
        for one in modules.by_path[at.path].statements
        if one.scope in {at.name, f"{at.name}.__init__"} and mapped(one) == number
        for pair in _pairs(one.call)
    )


def _pairs(call: Call) -> Iterator[Pair]:
    for given in call.args:
        if not isinstance(given, Many):
            continue
        for verb, name in zip(given.keys, given.items, strict=False):
            if isinstance(verb, Literal) and isinstance(name, Literal):
                yield str(verb.value).upper(), str(name.value)
