"""Tables from DDL: CREATE TABLE, CREATE INDEX, ALTER TABLE and DROP TABLE of `.sql` files."""

from collections.abc import Iterable
from dataclasses import replace
from re import IGNORECASE
from re import compile as regex
from typing import TYPE_CHECKING

from backlight.analysis.dumps import holds
from backlight.analysis.index_keys import spelled
from backlight.analysis.places import is_migration
from backlight.analysis.queries_files import LARGEST, split
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import PartialIndex, Table
from backlight.sql import ddl_changes, ddl_columns, ddl_dropped
from backlight.sql.parse import silenced

if TYPE_CHECKING:
    from sqlglot import exp

STATEMENT = regex(
    r"\s*(?:create\s+(?:\w+\s+){0,3}?(?:table|index)\b|alter\s+table\b|drop\s+(?:table|index)\b)",
    IGNORECASE,
)
CUES = (
    (regex(r"`|\bengine\s*=|\bauto_increment\b", IGNORECASE), "mysql"),
    (regex(r"\bautoincrement\b", IGNORECASE), "sqlite"),
)
BACK = regex(r"(?im)^--\s*(?:\+\s*(?:goose|migrate)\s+down\b|migrate:down\b|//\s*@UNDO)")
"""Where the way back of a migration begins, in files that hold both ways."""
LONGEST = 100_000
"""A statement longer than this is data."""

Tables = dict[str, Table]


def tables(source: Source) -> tuple[Table, ...]:
    """Every table that a `.sql` file leaves behind, as its statements make it.

    What a migration does to be undone is left out.
    """
    text = source.text.source
    if len(text) > LARGEST or (not STATEMENT.search(text) and "table" not in text.lower()):
        return ()
    text = BACK.split(text, maxsplit=1)[0]
    places = tuple(split(text))
    dialect = _dialect(text[start:end] for start, end in places)
    found: Tables = {}
    last, offset = 0, 0
    for start, end in places:
        offset += len(text[last:start].encode("utf-8", "surrogatepass"))
        last = start
        sql = text[start:end]
        if len(sql) > LONGEST or not STATEMENT.match(sql):
            continue
        span = Span(offset, offset + len(sql.encode("utf-8", "surrogatepass")))
        line = source.text.line_of(span.start) + 1
        statement = read(sql, dialect)
        if statement is not None:
            apply(found, statement, Table(name="", file=source.path, line=line, span=span))
    held = holds(text)
    return (
        tuple(replace(one, holds=held) for one in found.values()) if held else tuple(found.values())
    )


def _dialect(statements: Iterable[str]) -> str:
    """The dialect by what the statements say: comments between them may quote anything."""
    told = [sql for sql in statements if len(sql) <= LONGEST and STATEMENT.match(sql)]
    return next((name for cue, name in CUES if any(map(cue.search, told))), "postgres")


def read(sql: str, dialect: str) -> "exp.Expr | None":
    """The tree of a DDL statement; `None` for what sqlglot keeps as mere text."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    silenced()
    for one in dict.fromkeys((dialect, "postgres", "mysql", "sqlite")):
        try:
            found = sqlglot.parse_one(sql, dialect=one)
        except (SqlglotError, RecursionError, ValueError):
            continue
        if found.key != "command":
            return found
    return None


def apply(found: Tables, statement: "exp.Expr", blank: Table) -> None:
    """What a statement makes of the tables that are found so far; `blank` is where it stands."""
    kind = str(statement.args.get("kind") or "").upper()
    if statement.key == "create" and kind == "TABLE":
        _create(found, statement, blank)
    elif statement.key == "create" and kind == "INDEX":
        _index(found, statement, blank)
    elif statement.key == "drop" and kind == "TABLE":
        for gone in statement.args.get("tables") or (statement.this,):
            name = ddl_columns.table_name(gone)
            before = found.pop(name.lower(), None)
            here = before is not None and before.complete and not before.gone
            further = None if here else _further(name, blank)
            if further is not None:
                unclear = blank.origin == "migration"
                found[name.lower()] = replace(further, unclear=unclear, gone=True)
    elif statement.key == "alter":
        _alter(found, statement, blank)
    elif statement.key == "drop" and kind == "INDEX":
        for gone in statement.args.get("tables") or (statement.this,):
            _unindex(found, gone.name, statement, blank)


def _unindex(found: Tables, index: str, statement: "exp.Expr", blank: Table) -> None:
    """An index goes by its name; whose it was, another file may tell."""
    place = statement.args.get("cluster")
    name = ddl_columns.table_name(place).lower() if place is not None else ""
    held = (key for key, table in found.items() if ddl_dropped.has(table, index))
    key = name or next(held, "")
    table = found.get(key) or _further(name, blank) or _nameless(found.get(""), blank)
    if table is not None:
        found[table.name.lower()] = ddl_dropped.without(table, index)


def _nameless(before: Table | None, blank: Table) -> Table | None:
    """What a migration says of tables whose names are told by others."""
    if before is not None or not (blank.origin == "migration" or is_migration(blank.file)):
        return before
    return replace(blank, name="", origin="migration", complete=False)


def _create(found: Tables, statement: "exp.Expr", blank: Table) -> None:
    schema = statement.this
    name = ddl_columns.table_name(schema)
    if not name:
        return
    if schema.key != "schema":  # CREATE TABLE … AS SELECT: its columns are not written
        found.setdefault(name.lower(), replace(blank, name=name, complete=False))
        return
    columns, before = ddl_columns.columns(schema), found.get(name.lower())
    table = replace(blank, name=name, columns=columns, indexes=ddl_columns.indexes(schema))
    table = replace(table, gone=before is not None and before.gone)
    found[name.lower()] = ddl_columns.constrained(table, schema.expressions)


def _index(found: Tables, statement: "exp.Expr", blank: Table) -> None:
    index = statement.this
    place = index.args.get("table")
    params = index.args.get("params")
    name = ddl_columns.table_name(place) if place is not None else ""
    table = found.get(name.lower()) or _further(name, blank)
    if table is None or params is None:
        return
    names = ddl_columns.names(params.args.get("columns") or ())
    if not names:
        special = spelled(params.sql("postgres"))
        found[name.lower()] = replace(table, special=(*table.special, special))
        return
    title, where = str(index.name or ""), params.args.get("where")
    if where is not None:
        partial = PartialIndex(columns=names, where=where.this.sql("postgres"), name=title)
        found[name.lower()] = replace(table, partial=(*table.partial, partial))
        return
    named = {**table.index_names, title: names} if title else table.index_names
    found[name.lower()] = replace(table, indexes=(*table.indexes, names), index_names=named)
    if statement.args.get("unique") and len(names) == 1:
        found[name.lower()] = ddl_columns.marked(found[name.lower()], names, unique=True)


def _further(name: str, blank: Table) -> Table | None:
    """More of a table that another file makes, as a migration says it."""
    if not name or not (blank.origin == "migration" or is_migration(blank.file)):
        return None
    return replace(blank, name=name, origin="migration", complete=False)


def _alter(found: Tables, statement: "exp.Expr", blank: Table) -> None:
    name = ddl_columns.table_name(statement.this)
    key = name.lower()
    for action in statement.args.get("actions") or ():
        table = found.get(key) or _further(name, blank)
        if table is None:
            return
        if action.key == "columndef":
            columns = (*table.columns, ddl_columns.column(action))
            found[key] = replace(table, columns=columns)
        elif action.key == "addconstraint":
            found[key] = ddl_columns.constrained(table, action.expressions)
        elif action.key == "drop":
            found[key] = ddl_changes.without(table, action)
        elif action.key == "altercolumn":
            found[key] = ddl_changes.altered(table, action)
        elif action.key == "alterrename":
            found.pop(key, None)
            table = ddl_changes.under(table, ddl_columns.table_name(action.this), blank)
            key = table.name.lower()
            replaces = (before := found.get(key)) is not None and before.gone
            found[key] = replace(table, gone=table.gone or replaces)
        elif action.key in {"renamecolumn", "modifycolumn"}:
            found[key] = ddl_changes.called(table, action)
