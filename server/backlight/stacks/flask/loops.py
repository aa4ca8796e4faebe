"""Rules that a loop adds: `for name in ["hot", "new"]: app.add_url_rule("/" + name, …)`."""

from collections.abc import Iterator
from dataclasses import replace

from backlight.analysis.python import Module, Statement
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_values import Join, Literal, Many, Name, Value

MOST = 200
"""Turns of one loop that are followed."""


def turns(owners: Owners, module: Module, one: Statement) -> Iterator[Statement]:
    """The call as each turn of its loop makes it; as it is written where it stands in none."""
    rule = one.call.argument(0, "rule")
    gone_over = {
        name: items for name in _names(rule) if (items := _items(owners, module, one, name))
    }
    if len(gone_over) != 1:
        yield one
        return
    [(name, items)] = gone_over.items()
    for item in items[:MOST]:
        args = tuple(_with(value, name, item) for value in one.call.args)
        named = tuple((key, _with(value, name, item)) for key, value in one.call.named)
        yield replace(one, call=replace(one.call, args=args, named=named))


def _names(said: Value | None) -> Iterator[str]:
    if isinstance(said, Name):
        yield said.dotted
    for part in said.parts if isinstance(said, Join) else ():
        yield from _names(part)


def _items(owners: Owners, module: Module, one: Statement, name: str) -> tuple[Value, ...]:
    """The strings that the variable of a loop goes over; a list by itself is no part of a path."""
    found = owners.modules.value(module.path, one.scope, name)
    said = found[1] if found is not None else None
    if isinstance(said, Name) and found is not None:
        further = owners.modules.value(found[0].path, one.scope, said.dotted)
        said = further[1] if further is not None else None
    items = said.items if isinstance(said, Many) and not said.keys else ()
    return items if all(_is_text(item) for item in items) else ()


def _is_text(item: Value) -> bool:
    return isinstance(item, Literal) and isinstance(item.value, str)


def _with(said: Value, name: str, item: Value) -> Value:
    """A value with an item in the place of a name."""
    if said == Name(name):
        return item
    if isinstance(said, Join):
        return Join(tuple(_with(part, name, item) for part in said.parts))
    return said
