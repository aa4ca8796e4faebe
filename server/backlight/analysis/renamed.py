"""Tables by their own names, where migrations or keys call them by a former one or by a model."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from backlight.analysis.tables import Table


def by_model(
    steps: Iterable[Table], others: Iterable[Table]
) -> tuple[list[Table], Mapping[str, str]]:
    """The steps under the names of their tables, and every name that a table no longer has.

    A model that is renamed takes its table along, unless the table has a name of its own.
    """
    own: dict[str, str] = {}
    former: dict[str, str] = {}
    found: list[Table] = []
    for one in steps:
        step, key = one, one.name.lower()
        if step.former and not step.alias and (held := own.pop(step.former.lower(), "")):
            own[key] = held
            continue
        if step.former:
            before = own.get(step.former.lower(), step.former)
            step = replace(one, former=before)
            former |= {old: step.name for old, new in former.items() if new == before}
            former |= {before.lower(): step.name} if before.lower() != key else {}
        elif key in own and not step.alias:
            step = replace(one, name=own[key])
        if step.complete:
            former.pop(step.name.lower(), None)
        if step.alias:
            own[step.alias.lower()] = step.name
        found.append(step)
    known = tuple(others)
    aliases = {one.alias.lower(): one.name for one in known if one.alias}
    there = {one.name.lower() for one in known}
    names = {**former, **aliases, **own}
    return found, {old: new for old, new in names.items() if old not in there}


def led(table: Table, names: Mapping[str, str]) -> Table:
    """The table, its keys with the names that other tables have now."""
    columns = []
    for column in table.columns:
        to, _, key = column.references.rpartition(".")
        new = names.get(to.lower(), "") if to else ""
        columns.append(replace(column, references=f"{new}.{key}") if new else column)
    return replace(table, columns=tuple(columns))
