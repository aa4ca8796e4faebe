"""A query in code that pages by OFFSET: the call that runs it pages by the last key instead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backlight.analysis.compared import Walked
from backlight.analysis.facts import Handler, Project, Query
from backlight.analysis.queries_run import Run, run_of
from backlight.analysis.scopes import function_at
from backlight.analysis.skipped import Asked, Instead, LastKey, called
from backlight.analysis.skipped_callers import Swaps
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import Column
from backlight.edits import Change, Edit, Refused, change
from backlight.sql.keyset_branches import branches
from backlight.sql.keyset_code import Call, Values, key_of, name_of
from backlight.sql.keyset_form import Page
from backlight.sql.keyset_page import page

ASKS = "Callers send the key of the last row that they saw, and none for the first page."
SPREAD = frozenset({"fetch", "fetchrow", "fetchval", "execute"})
"""What asyncpg is called with: the values follow one by one."""


@dataclass(frozen=True, slots=True)
class Paged:
    """The change, the statements that it writes, and what is to be walked before it is shown."""

    change: Change
    statements: tuple[str, ...]
    walked: Walked


def paged(
    source: Source, query: Query, project: Project, handler: Handler | None
) -> Paged | Refused:
    """The call by the last key; or why it cannot be written without a model."""
    dialect = query.dialect or project.dialect
    made = page(query.sql, dialect, project.schema)
    if isinstance(made, Refused):
        return made
    hidden = next((key for key in made.keys if not key.selected), None)
    if hidden is not None and source.language == "python":
        return Refused(
            f"`{hidden.written}` is not among the columns that are read, and callers need it to ask"
            " for the next page; select it, and see to where its rows are taken apart."
        )
    run = run_of(source, query)
    if run is None or query.also or run.runs > 1:
        return Refused("The one call that runs this statement is not seen here; ask the agent.")
    values = _values(run, made)
    if isinstance(values, Refused):
        return values
    at, code = _skipping(values, made)
    columns = tuple(Column(name=one.name, type=one.type) for one in made.keys)
    traced = _followed(Asked(source, at, code, columns, handler), project)
    if isinstance(traced, str):
        return Refused(traced)
    came, swaps = traced
    edits = branches(Call(source, query, run, values, made, came))
    if isinstance(edits, Refused):
        return edits
    asks = [
        (path, [Edit(span.start, span.end, text, ASKS) for span, text in some])
        for path, some in swaps.items()
    ]
    walked = Walked(statements=made.walked, keys=columns, dialect=dialect)
    return Paged(change((source.path, edits), *asks), (made.first.sql, made.next.sql), walked)


def chained(
    statement: str, project: Project, written: Callable[[Sequence[LastKey]], Change | Refused]
) -> Paged | Refused:
    """The same of a chain of a mapper, which knows how to write it; the statement says the keys."""
    dialect = project.dialect or "postgres"
    made = page(statement, dialect, project.schema)
    if isinstance(made, Refused):
        return made
    if not all(key.first for key in made.keys):
        return Refused("It is ordered by a column of another model; ask the agent.")
    found = [LastKey(key.of, key.descends, key.added) for key in made.keys]
    done = written(found)
    if isinstance(done, Refused):
        return done
    columns = tuple(Column(name=one.name, type=one.type) for one in made.keys)
    walked = Walked(statements=made.walked, keys=columns, dialect=dialect)
    return Paged(done, (), walked)


def _followed(asked: Asked, project: Project) -> tuple[Instead, Swaps] | str:
    """The keys in the place of the number, in every function that hands it on; or why not."""
    source = asked.source
    if source.language == "python":
        from backlight.analysis import skipped_callers

        return skipped_callers.followed(asked, project)
    if source.language not in {"javascript", "typescript", "tsx"}:
        return "Where the number of rows comes from is not read in this language yet."
    from backlight.analysis import skipped_javascript

    came = skipped_javascript.instead(asked)
    here = function_at(source, asked.at) if asked.handler is None else None
    if isinstance(came, str) or here is None:
        return came if isinstance(came, str) else (came, {source.path: [*came.swaps]})
    other = called(project, source.path, here.name, here.span)
    return other or (came, {source.path: [*came.swaps]})


def _values(run: Run, made: Page) -> Values | Refused:
    """The values that the call gives the driver."""
    plain = [one for one in run.arguments if one.kind != "function"]
    named = made.mark not in {"?", "%s"} and not made.mark.startswith("$")
    first, count = plain[0] if plain else None, len(made.first.binds) + 1
    if first is None:
        return Refused("The call is given no values of its own; ask the agent.")
    if first.kind == ("map" if named else "list") and len(plain) == 1:
        skips = [key_of(code) == name_of(made.mark) for code in first.items]
        if sum(skips) == 1 if named else len(first.items) == count:
            return Values(first.span, first.items, first.places, first.code[0])
    elif run.name in SPREAD and len(plain) == count and not named:
        span = Span(first.span.start, plain[-1].span.end)
        return Values(span, tuple(o.code for o in plain), tuple(o.span for o in plain), "")
    return Refused(f"The call is given `{first.code[:40]}`, whose items are not written here.")


def _skipping(values: Values, made: Page) -> tuple[Span, str]:
    """The value that says how many rows are skipped: where it stands, and its code."""
    if values.shape != "{":
        return values.places[made.skip], values.codes[made.skip]
    name = name_of(made.mark)
    at = next(n for n, code in enumerate(values.codes) if key_of(code) == name)
    return values.places[at], values.codes[at].partition(":")[2].strip() or name
