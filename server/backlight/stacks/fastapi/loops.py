"""Routers that a loop includes, each with its own prefix."""

from collections.abc import Iterator

from backlight.analysis.python import Module
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_turns import MOST, names, replaced
from backlight.analysis.python_values import Many, Name, Value


def turns(
    modules: Modules, module: Module, scope: str, given: Value | None, prefix: Value | None
) -> Iterator[tuple[Value | None, Value | None]]:
    """A router and its prefix in each turn of their loop; as they are where they stand in none."""
    gone_over = {name: _items(modules, module, scope, name) for name in names(prefix)}
    many = {name: items for name, items in gone_over.items() if items}
    counts = {len(items) for items in many.values()}
    if prefix is None or len(counts) != 1:
        yield given, prefix
        return
    routers = _items(modules, module, scope, given.dotted) if isinstance(given, Name) else ()
    along = len(routers) in counts
    for turn in range(min(*counts, MOST)):
        said = prefix
        for name, items in many.items():
            said = replaced(said, name, items[turn])
        yield routers[turn] if along else given, said


def _items(modules: Modules, module: Module, scope: str, name: str) -> tuple[Value, ...]:
    """What the variable of a loop goes over; a list by itself is neither a router nor a prefix."""
    found = modules.value(module.path, scope, name)
    said = found[1] if found is not None else None
    return said.items if isinstance(said, Many) and not said.keys else ()
