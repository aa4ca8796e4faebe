"""An index as SQL: behind the table it is for, or in a migration where tables are made by those."""

from dataclasses import dataclass, replace
from re import IGNORECASE, escape
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.index_keys import IndexKeys
from backlight.analysis.next_migration import alone, following
from backlight.analysis.places import is_migration
from backlight.analysis.queries_files import split
from backlight.analysis.tables import Column, Table
from backlight.edits import Change, Edit, Refused, change

LONG = regex(r"(?:tiny|medium|long)?(?:text|blob)\b", IGNORECASE)
LOWER = regex(r"\bcreate table\b")
TRIGRAMS = "CREATE EXTENSION IF NOT EXISTS pg_trgm;"


@dataclass(frozen=True, slots=True)
class Made:
    """The statement that makes a table: its name as it is written there, and where it ends."""

    name: str
    sql: str
    end: int
    ended: bool
    """A semicolon follows."""


def create_index(project: Project, table: Table, keys: IndexKeys) -> Change | Refused:
    """`CREATE INDEX` behind `CREATE TABLE`; a migration that ran is never changed."""
    source = project.read(table.file)
    if source is None:
        return Refused(f"{table.file} cannot be read.")
    columns = (column for name in keys.columns if (column := table.column(name)) is not None)
    if project.dialect == "mysql" and (long := next(filter(_long, columns), None)) is not None:
        return Refused(
            f"MySQL takes an index of `{long.name}`, a {long.type.lower()}, only with a length: "
            "say how many characters tell rows apart, or ask the agent."
        )
    data = source.text.source
    made = _made(data, table)
    if is_migration(table.file):
        return _migrated(project, table, _written(made, keys), made.name if made else table.name)
    if made is None or not made.ended:
        return Refused(f"Where `{table.name}` ends in {table.file} is not clear; end it with `;`.")
    keys = _written(made, keys)
    text = f"CREATE INDEX {_name(table, keys)} ON {made.name} {keys.body};"
    if LOWER.search(data):
        text = text.replace("CREATE INDEX", "create index").replace(" ON ", " on ")
    if keys.trigrams and "pg_trgm" not in data:
        text = f"{TRIGRAMS}\n{text}"
    at = len(data[: made.end + 1].encode("utf-8", "surrogatepass"))
    return change((table.file, [Edit(at, at, f"\n\n{text}", _why(table, keys))]))


def _migrated(project: Project, table: Table, keys: IndexKeys, written: str) -> Change | Refused:
    """Beside those who write, where the database can, which is outside of a transaction."""
    name = _name(table, keys)
    apart = project.dialect == "postgres" and alone(project, table.file)
    beside = " CONCURRENTLY" if apart and not keys.trigrams else ""
    up = f"CREATE INDEX{beside} {name} ON {written} {keys.body};"
    up = f"{TRIGRAMS}\n\n{up}" if keys.trigrams else up
    on = f" ON {written}" if project.dialect == "mysql" else ""
    down = f"DROP INDEX{beside} {name}{on};"
    slug = _name(table, keys).replace("idx", "index", 1)
    files = following(project, table.file, slug, up, down, apart=bool(beside))
    if not files:
        return Refused(
            f"`{table.name}` is made by the migration {table.file}, which may have run: "
            "the index takes a new migration, and how those beside it are numbered is not clear."
        )
    return Change({}, files)


def _made(data: str, table: Table) -> Made | None:
    """Where a table is made: no text and no comment that reads alike."""
    last = escape(table.name.rpartition(".")[2])
    head = r"create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?"
    begins = regex(rf"{head}((?:[\w.\"`\[\]]*[.\"`\[])?{last}(?!\w)[\"`\]]?)", IGNORECASE)
    for start, end in split(data):
        if (hit := begins.match(data, start)) is not None:
            return Made(hit[1], data[start:end], end, data[end : end + 1] == ";")
    return None


def _long(column: Column) -> bool:
    return LONG.match(column.type) is not None


def _written(made: Made | None, keys: IndexKeys) -> IndexKeys:
    """The columns as they are written where the table is made: `"userId"`, `` `order` ``."""
    if made is None:
        return keys

    def said(name: str) -> str:
        hit = regex(rf"[\"`\[]{escape(name)}[\"`\]]").search(made.sql)
        return hit[0] if hit is not None else name

    rows = (part.partition(" ") for part in keys.where.split(" AND ") if part)
    return replace(
        keys,
        columns=tuple(map(said, keys.columns)),
        include=tuple(map(said, keys.include)),
        where=" AND ".join(f"{said(name)} {rest}" for name, _, rest in rows),
    )


def _name(table: Table, keys: IndexKeys) -> str:
    words = ("idx", table.name.rpartition(".")[2], *keys.words)
    return "_".join(regex(r"\W+").sub("_", word).strip("_") for word in words)


def _why(table: Table, keys: IndexKeys) -> str:
    return f"`{table.name}` is looked up by {', '.join(keys.columns)}"
