"""Load the relations that a loop reads from each row together with the rows.

Sound where the chain asks for one model, the model is known and each name is one of its relations
that is loaded lazily: `selectinload` fetches them in one query more for all rows, leaves the rows
and their order as they are, and works in asynchronous sessions, where the lazy read fails. Not
sound while rows are streamed (`yield_per`), nor for columns alone.
"""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.edits import Edit, Refused, change
from backlight.stacks.record import Improvement
from backlight.stacks.sqlalchemy.chains import Chain, model_name
from backlight.stacks.sqlalchemy.imports import loader
from backlight.stacks.sqlalchemy.queries import loaded
from backlight.stacks.sqlalchemy.rows import loops, touched

UNFIT = frozenset({"yield_per", "with_entities", "values", "from_statement", "stream", "columns"})
NEXT = regex(rb"[ \t]*\r?\n([ \t]+)\.")
"""The next call of a chain, on a line of its own."""
WIDTH = 100
"""Columns after which a line is broken."""
WHY = "Load what is read of each row with one query for all rows."


def improve(source: Source, chain: Chain, project: Project) -> Improvement | Refused | None:
    """`.options(selectinload(…))` for what is read of each row."""
    table = known(project, chain)
    if table is None:
        return None
    have = loaded(chain)
    names = [name for name in touched(chain) if name in table.relations and name not in have]
    if not names:
        return None
    if unfit := UNFIT & set(chain.names):
        name = min(unfit)
        return Refused(f"`{name}()` does not go with relations loaded; take it out of the chain.")
    said, imports = loader(source, "selectinload")
    at = chain.first.end_byte
    edit = Edit(at, at, _options(source, at, [f"{said}({chain.model}.{n})" for n in names]), WHY)
    row = next((variable for variable, _ in loops(chain)), "row")
    return Improvement(
        change((source.path, (*imports, edit))), f"N+1: `{row}.{names[0]}` is read for each row"
    )


def _options(source: Source, at: int, loads: list[str]) -> str:
    """The call, on a line of its own where the chain has one for each; long lines are broken."""
    if split := NEXT.match(source.text.data, at):
        return f"\n{split[1].decode()}.options({', '.join(loads)})"
    start, end = source.text.line_at(at)
    line, flat = source.text.slice(start, end), f".options({', '.join(loads)})"
    if len(loads) == 1 or len(line) + len(flat) <= WIDTH:
        return flat
    indent = line[: len(line) - len(line.lstrip())]
    rows = "".join(f"\n{indent}    {load}," for load in loads)
    return f".options({rows}\n{indent})"


def known(project: Project, chain: Chain) -> Table | None:
    """The table of the model that a chain asks for."""
    name = model_name(chain)
    return project.schema.of_model(name) if name else None
