"""Statements of SQL that a migration in JavaScript runs, read as those of files of SQL are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.python_expressions import Piece
from backlight.analysis.queries_files import split
from backlight.analysis.syntax import Source, line_of, span_of
from backlight.analysis.tables import Table
from backlight.sql import ddl
from backlight.sql.javascript_names import HOLE, Names

NAMED = r"(?:only\s+)?(?:if\s+(?:not\s+)?exists\s+)?((?:[\"`\[]?\w+[\"`\]]?\.)?[\"`\[]?\w+[\"`\]]?)"
TABLE = regex(
    rf"\b(?:create|alter|drop|rename)\s+(?:\w+\s+)?table\s+{NAMED}(?![\w\0.])", IGNORECASE
)
CHANGES = regex(r"\b(?:create|alter|drop|rename)\s+(?:\w+\s+)?table\b|\bsp_rename\b", IGNORECASE)
DATA = regex(r"\s*(?:insert|update|delete|select|with|comment|grant|revoke|truncate)\b", IGNORECASE)
UNKNOWN = regex(r"\s*(?:\w+\s+)?\0")
SHORT = regex(r"\brename\s+(?!to\b|column\b|constraint\b|index\b|key\b)", IGNORECASE)
SETS = regex(rf"\s*alter\s+table\s+{NAMED}\s+alter\s+(?:column\s+)?\"?\w+\"?\s[^,]+$", IGNORECASE)
"""What changes one column, and neither its name nor whether it is there."""
QUOTES = '"`[]'
MOST = 3000
"""Steps of one file that are read; one with more is a dump."""


class Untold(Exception):
    """What a step does is known only when it runs; the tables that it may change, if they are."""

    def __init__(self, why: str, *tables: str) -> None:
        super().__init__(why)
        self.tables = tables


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says: the tables that it makes or changes, and whether there may be more."""

    tables: tuple[Table, ...] = ()
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One call that a migration makes; one without a method may do anything."""

    node: Piece
    method: str
    sure: bool = True
    """It is made whatever the database holds."""


Apply = Callable[[dict[str, Table], Step, Table], None]
"""Makes one step of tables, the last of which says where it stands; raises `Untold`."""


def told(source: Source, mapper: str, steps: Iterable[Step], apply: Apply) -> Said:
    """The tables that the steps of a migration touch; `untold` if they may touch others."""
    found: dict[str, Table] = {}
    untold = False
    for count, step in enumerate(steps):
        if count == MOST:
            untold = True
            break
        blank = Table(
            name="",
            file=source.path,
            line=line_of(step.node),
            span=span_of(step.node),
            origin="migration",
            mapper=mapper,
        )
        try:
            apply(found, step, blank)
        except Untold as error:
            untold = untold or not error.tables
            unclear(found, error.tables, blank)
    return Said(tuple(filter(says, found.values())), untold)


def query(found: dict[str, Table], step: Step, known: Names, blank: Table) -> None:
    """What the statements that a step is given make of tables; raises `Untold`."""
    texts = known.each(step.node)
    sure = step.sure and len(texts) == 1
    for sql in (whole[start:end] for whole in texts for start, end in split(whole)):
        if SETS.match(sql):
            continue
        if DATA.match(sql) or not (CHANGES.search(sql) or ddl.STATEMENT.match(sql)):
            if UNKNOWN.match(sql):
                raise Untold("")
            continue
        told = ddl.STATEMENT.match(sql) and HOLE not in sql and not SHORT.search(sql)
        tree = ddl.read(sql, _dialect(sql)) if told and len(sql) < ddl.LONGEST else None
        if tree is None or not sure:
            if CHANGES.search(sql):
                raise Untold("", *_tables(sql))
            continue
        ddl.apply(found, tree, blank)


def says(table: Table) -> bool:
    """Whether there is anything about it that matters here: a constraint that goes does not."""
    more = (table.columns, table.removed, table.indexes, table.partial, table.special)
    told = (*more, table.dropped, table.altered, table.gone, table.former)
    return table.complete or table.unclear or any(told)


def unclear(found: dict[str, Table], tables: Iterable[str], blank: Table) -> None:
    """Mark tables that a step may change, nobody knows how."""
    for name in tables:
        table = found.get(name.lower()) or replace(blank, name=name, complete=False)
        found[name.lower()] = replace(table, unclear=True)


def _dialect(sql: str) -> str:
    return next((dialect for cue, dialect in ddl.CUES if cue.search(sql)), "postgres")


def _tables(sql: str) -> list[str]:
    """The tables that a statement changes by its text; none where one of them is not told."""
    told = [hit[1] for hit in TABLE.finditer(sql)]
    if len(told) != len(CHANGES.findall(sql)) or "execute" in sql.lower():
        return []
    plain = ["".join(c for c in name if c not in QUOTES) for name in told]
    return [name.removeprefix("public.") for name in plain]
