"""Rules that a loop adds: `for name in ["hot", "new"]: app.add_url_rule("/" + name, …)`."""

from collections.abc import Iterator
from dataclasses import replace

from backlight.analysis.python import Module, Statement
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_turns import MOST, names, replaced
from backlight.analysis.python_values import Literal, Many, Name, Value


def turns(owners: Owners, module: Module, one: Statement) -> Iterator[Statement]:
    """The call as each turn of its loop makes it; as it is written where it stands in none."""
    rule = one.call.argument(0, "rule")
    gone_over = {
        name: items for name in names(rule) if (items := _items(owners, module, one, name))
    }
    if len(gone_over) != 1:
        yield one
        return
    [(name, items)] = gone_over.items()
    for item in items[:MOST]:
        args = tuple(replaced(value, name, item) for value in one.call.args)
        named = tuple((key, replaced(value, name, item)) for key, value in one.call.named)
        yield replace(one, call=replace(one.call, args=args, named=named))


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
