"""One migration of Django as SQL, and what those before it leave, as the tables that they made.

Those before it are not carried out one by one: what they make of the models is enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from posixpath import basename
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.python_read import module
from backlight.analysis.python_values import Call, Literal, Many
from backlight.analysis.syntax import Source
from backlight.sql.django.moves import moved
from backlight.sql.django.operations import applied, certain
from backlight.sql.django.state import Key, State
from backlight.sql.django.tables import strangers, tables
from backlight.sql.django.values import last
from backlight.sql.relations import between, made
from backlight.sql.transaction import script
from backlight.sql.written import Script, Untold

CHANGES = regex(r"\b(?:create|alter|drop)\b", IGNORECASE)
"""SQL that makes something other than rows."""


def is_migration(source: Source | None) -> bool:
    """Whether a file is one of Django's migrations."""
    return (
        source is not None
        and source.language == "python"
        and b"migrations.Migration" in source.text.data
    )


def scripts(
    past: Sequence[tuple[str, Source]], app: str, source: Source, user: Key
) -> tuple[Script, Script]:
    """What those before it leave, and the migration itself; raises `Untold`."""
    state, left, first = _before(past, State(user=user))
    up: list[str] = []
    down: list[str] = []
    final: list[str] = []
    start = state
    for call in _operations(source):
        certain(state, app, call)
        one = applied(state, app, call)
        if one.unclear:
            raise Untold(one.unclear)
        if one.hidden:
            up += one.sql
        else:
            names = moved(state, one.state, app, call)
            old, new = tables(state), tables(one.state)
            apart = last(call).endswith("Concurrently")
            up += [*one.sql, *between(old, new, names, apart=apart)]
            down[:0] = [*one.back, *between(new, old, names.back(), apart=apart)]
        final += [one.final] if one.final else []
        state = one.state
    others = strangers(start) | strangers(state)
    known = {name: one for name, one in others.items() if name not in tables(start)}
    earlier = [*first, *made(known), *made(tables(start))]
    alone = module(source).values.get("Migration.atomic") == Literal(value=False)
    return Script(";\n".join(earlier), "", tuple(left)), script(up, down, final, alone=alone)


def _before(past: Iterable[tuple[str, Source]], state: State) -> tuple[State, list[str], list[str]]:
    """The models after those before it, what was left out, and the extensions that they make."""
    left: list[str] = []
    first: list[str] = []
    for app, source in past:
        try:
            calls = list(_operations(source))
        except Untold as error:
            left.append(f"{basename(source.path)}: {error}")
            continue
        for call in calls:
            try:
                certain(state, app, call)
            except Untold as error:
                left.append(f"{basename(source.path)}: {error}")
            try:
                one = applied(state, app, call)
            except Untold as error:
                left.append(f"{basename(source.path)}: {error}")
                continue
            state = one.state
            left += [f"{basename(source.path)}: {one.unclear}"] if one.unclear else []
            if last(call).endswith("Extension"):
                first += one.sql
            elif any(map(CHANGES.search, one.sql)):
                left.append(f"{basename(source.path)}: the SQL of line {call.line} was left out")
    return state, left, first


def _operations(source: Source) -> Iterator[Call]:
    said = module(source).values.get("Migration.operations")
    if said is None:
        return
    for one in said.items if isinstance(said, Many) else ():
        if not isinstance(one, Call):
            raise Untold("an operation is known only when it runs")
        yield one
    if not isinstance(said, Many):
        raise Untold("its operations are known only when it runs")
