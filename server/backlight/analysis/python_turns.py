"""The turns of a loop: what a value is with one item in the place of the loop's variable."""

from collections.abc import Iterator

from backlight.analysis.python_values import Join, Name, Value

MOST = 200
"""Turns of one loop that are followed."""


def names(said: Value | None) -> Iterator[str]:
    """The names that a string is put together from."""
    if isinstance(said, Name):
        yield said.dotted
    for part in said.parts if isinstance(said, Join) else ():
        yield from names(part)


def replaced(said: Value, name: str, item: Value) -> Value:
    """A value with an item in the place of a name."""
    if said == Name(name):
        return item
    if isinstance(said, Join):
        return Join(tuple(replaced(part, name, item) for part in said.parts))
    return said
