"""Routes that stand as rows of a table: `for path, view in ROUTES`, `add_resource(*row)`."""

from collections.abc import Iterator
from dataclasses import replace

from backlight.analysis.python import Module, Statement
from backlight.analysis.python_modules import HOPS, Place
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_values import Call, Column, Literal, Many, Name, Unknown, Value

VIEW = ".as_view"


def spread(
    owners: Owners, module: Module, one: Statement
) -> Iterator[tuple[Place | None, tuple[Value, ...]]]:
    """Each row that a loop spreads over a call: where its class is, and its paths."""
    said = one.call.args[0] if len(one.call.args) == 1 else None
    if not isinstance(said, Unknown) or not said.code.startswith("*"):
        return
    for home, row in table(owners, module, one.scope, Name(said.code[1:])):
        view = row.items[0] if row.items else None
        place = owners.modules.find(home, "", view.dotted) if isinstance(view, Name) else None
        yield place, tuple(Literal(owners.text(home, "", path)) for path in row.items[1:])


def rules(
    owners: Owners, module: Module, one: Statement, added: tuple[Module, str, Call], given: Value
) -> Iterator[Statement]:
    """The rules that a function adds in a loop over the rows that a call hands it."""
    home, function, call = added
    path, view = (
        _column(home, function, call.argument(at, name))
        for at, name in ((0, "rule"), (2, "view_func"))
    )
    made = view is None
    view = view or _viewed(home, function)
    if path is None or view is None or path.of != view.of:
        return
    for there, row in table(owners, module, one.scope, given):
        if there != module.path or len(row.items) <= max(path.at, view.at):
            continue
        shown = row.items[view.at]
        if made and isinstance(shown, Name):
            shown = Call(Name(f"{shown.dotted}{VIEW}"))
        named = (("rule", row.items[path.at]), ("view_func", shown))
        yield replace(one, call=replace(one.call, args=(), named=named))


def over(home: Module, function: str, call: Call) -> str:
    """The parameter whose rows a rule is made of; empty if it is of none."""
    path = _column(home, function, call.argument(0, "rule"))
    return path.of.dotted if path is not None else ""


def table(owners: Owners, module: Module, scope: str, said: Value) -> Iterator[tuple[str, Many]]:
    """The rows that a name stands for, each with the file it is written in."""
    path = module.path
    for _ in range(HOPS):
        if not isinstance(said, Name):
            break
        found = owners.modules.value(path, scope, said.dotted)
        if found is None:
            return
        (at, said), scope = found, scope if found[0].path == path else ""
        path = at.path
    for row in said.items if isinstance(said, Many) and not said.keys else ():
        if isinstance(row, Many):
            yield path, row


def _column(home: Module, function: str, said: Value | None) -> Column | None:
    found = home.values.get(f"{function}.{said.dotted}") if isinstance(said, Name) else None
    return found if isinstance(found, Column) else None


def _viewed(home: Module, function: str) -> Column | None:
    """The part of a row that the function makes views of: `view.as_view(view.__name__)`."""
    owners = (
        Name(one.call.name.removesuffix(VIEW))
        for one in home.statements
        if one.scope == function and one.call.name.endswith(VIEW)
    )
    found = (_column(home, function, owner) for owner in owners)
    return next((one for one in found if one is not None), None)
