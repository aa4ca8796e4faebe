"""What the steps of a migration of TypeORM make of tables; what cannot be told makes them unclear.

Statements of SQL are read as those of files of SQL are.
"""

from collections.abc import Iterable
from dataclasses import replace
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.queries_files import split
from backlight.analysis.syntax import Source, line_of, span_of
from backlight.analysis.tables import Table
from backlight.sql import ddl
from backlight.sql.typeorm import Said
from backlight.sql.typeorm.builder import BUILDS, build
from backlight.sql.typeorm.given import Untold
from backlight.sql.typeorm.names import HOLE, Names, names
from backlight.sql.typeorm.way_up import Step, steps

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
"""Statements of one file that are read; one with more is a dump."""


def read(source: Source) -> Said:
    """The tables that a migration touches; `untold` if it may touch others."""
    found: dict[str, Table] = {}
    untold, known = False, names(source)
    for count, step in enumerate(steps(source, known)):
        if count == MOST:
            return Said(tuple(filter(_says, found.values())), untold=True)
        blank = Table(
            name="",
            file=source.path,
            line=line_of(step.node),
            span=span_of(step.node),
            origin="migration",
            mapper="typeorm",
        )
        try:
            _apply(found, step, known, blank)
        except Untold as error:
            untold = untold or not error.tables
            _unclear(found, error.tables, blank)
    return Said(tuple(filter(_says, found.values())), untold)


def _says(table: Table) -> bool:
    """Whether there is anything about it that matters here: a constraint that goes does not."""
    more = (table.columns, table.removed, table.indexes, table.partial, table.special)
    return table.complete or table.unclear or any((*more, table.dropped))


def _unclear(found: dict[str, Table], tables: Iterable[str], blank: Table) -> None:
    for name in tables:
        table = found.get(name.lower()) or replace(blank, name=name, complete=False)
        found[name.lower()] = replace(table, unclear=True)


def _apply(found: dict[str, Table], step: Step, known: Names, blank: Table) -> None:
    """One step; raises `Untold` with the tables that it may change, or none if that is unknown."""
    if not step.method:
        raise Untold("")
    if step.method == "query":
        _query(found, step, known, blank)
    elif step.method in BUILDS:
        trial = dict(found) if step.sure else {}
        build(trial, step.method, known.args(step.node), blank)
        if not step.sure:
            raise Untold("", *(table.name for table in trial.values()))
        found.clear()
        found.update(trial)
    elif step.method in {"clearDatabase", "executeMemoryUpSql"}:
        raise Untold("")


def _query(found: dict[str, Table], step: Step, known: Names, blank: Table) -> None:
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


def _dialect(sql: str) -> str:
    return next((dialect for cue, dialect in ddl.CUES if cue.search(sql)), "postgres")


def _tables(sql: str) -> list[str]:
    """The tables that a statement changes by its text; none where one of them is not told."""
    told = [hit[1] for hit in TABLE.finditer(sql)]
    if len(told) != len(CHANGES.findall(sql)) or "execute" in sql.lower():
        return []
    plain = ["".join(c for c in name if c not in QUOTES) for name in told]
    return [name.removeprefix("public.") for name in plain]
