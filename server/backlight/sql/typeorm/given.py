"""What the calls of TypeORM's builder are given: names of tables, columns, and their options."""

from collections.abc import Sequence

from backlight.analysis.javascript_values import Call, Fields, Literal, Many, Member, Value
from backlight.analysis.tables import Table
from backlight.sql.javascript_steps import Untold


def items(table: Table, given: Sequence[Value]) -> list[Value]:
    """What is given, with lists taken apart."""
    found: list[Value] = []
    for one in given:
        inner = one.items if isinstance(one, Many) else (one,)
        found += inner
    if any(not isinstance(one, Literal | Fields | Call) for one in found):
        raise Untold("what is given is known only when it runs", table.name)
    return [one for one in found if one not in {Literal(value=True), Literal(value=False)}]


def told(table: Table, given: Value) -> dict[str, Value]:
    """The options of one thing that is made; raises `Untold`."""
    said = options(given)
    if said is None:
        raise Untold("what is given is known only when it runs", table.name)
    return said


def options(given: Value | None) -> dict[str, Value] | None:
    """The options of `new TableColumn({…})`, or of a plain object; `None` if some are unknown."""
    if isinstance(given, Call) and given.new and given.args:
        given = given.args[0]
    said = dict(given.pairs) if isinstance(given, Fields) else None
    return said if said is not None and "..." not in said else None


def table_name(given: Value | None) -> str:
    """The name of a table, of `new Table({ name })`, or of what `getTable("users")` finds."""
    if isinstance(given, Call) and isinstance(given.of, Member) and given.of.name == "getTable":
        return table_name(given.args[0]) if given.args else ""
    name = string(given) or named(given)
    return name.removeprefix("public.")


def named(given: Value | None) -> str:
    """What a thing is called by its options."""
    said = options(given)
    return string(said.get("name")) if said is not None else ""


def string(given: Value | None) -> str:
    """A string; empty for anything else."""
    return given.value if isinstance(given, Literal) and isinstance(given.value, str) else ""


def strings(given: Value | None) -> tuple[str, ...]:
    """The strings of a list; none where one of them is not told."""
    items = given.items if isinstance(given, Many) else ()
    found = tuple(string(one) for one in items)
    return found if all(found) else ()
