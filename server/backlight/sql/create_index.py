"""An index as SQL: behind the table it is for, or in a migration where tables are made by those."""

from re import IGNORECASE, Match, escape
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.index_keys import IndexKeys
from backlight.analysis.next_migration import alone, following
from backlight.analysis.places import is_migration
from backlight.analysis.tables import Table
from backlight.edits import Change, Edit, Refused, change

LOWER = regex(r"\bcreate table\b")
TRIGRAMS = "CREATE EXTENSION IF NOT EXISTS pg_trgm;"


def create_index(project: Project, table: Table, keys: IndexKeys) -> Change | Refused:
    """`CREATE INDEX` behind `CREATE TABLE`; a migration that ran is never changed."""
    source = project.read(table.file)
    if source is None:
        return Refused(f"{table.file} cannot be read.")
    if is_migration(table.file):
        return _migrated(project, table, keys)
    data = source.text.source
    made = _made(data, table)
    end = data.find(";", made.end()) if made is not None else -1
    if made is None or end < 0:
        return Refused(f"Where `{table.name}` ends in {table.file} is not clear; end it with `;`.")
    text = f"CREATE INDEX {_name(table, keys)} ON {made[1]} {keys.body};"
    if LOWER.search(data):
        text = text.replace("CREATE INDEX", "create index").replace(" ON ", " on ")
    if keys.trigrams and "pg_trgm" not in data:
        text = f"{TRIGRAMS}\n{text}"
    at = len(data[: end + 1].encode("utf-8", "surrogatepass"))
    return change((table.file, [Edit(at, at, f"\n\n{text}", _why(table, keys))]))


def _migrated(project: Project, table: Table, keys: IndexKeys) -> Change | Refused:
    """Beside those who write, where the database can, which is outside of a transaction."""
    name = _name(table, keys)
    source = project.read(table.file)
    made = _made(source.text.source, table) if source is not None else None
    written = made[1] if made is not None else table.name
    apart = project.dialect == "postgres" and alone(project, table.file)
    beside = " CONCURRENTLY" if apart and not keys.trigrams else ""
    up = f"CREATE INDEX{beside} {name} ON {written} {keys.body};"
    up = f"{TRIGRAMS}\n\n{up}" if keys.trigrams else up
    on = f" ON {written}" if project.dialect == "mysql" else ""
    down = f"DROP INDEX{beside} {name}{on};"
    slug = "_".join(("index", table.name.rpartition(".")[2], *keys.words))
    files = following(project, table.file, slug, up, down, apart=bool(beside))
    if not files:
        return Refused(
            f"`{table.name}` is made by the migration {table.file}, which may have run: "
            "the index takes a new migration, and how those beside it are numbered is not clear."
        )
    return Change({}, files)


def _made(data: str, table: Table) -> Match[str] | None:
    """Where a table is made, and its name as it is written there: `"user"` is a word of SQL."""
    last = escape(table.name.rpartition(".")[2])
    head = r"create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?"
    return regex(rf"{head}((?:[\w.\"`\[\]]*[.\"`\[])?{last}(?!\w)[\"`\]]?)", IGNORECASE).search(
        data
    )


def _name(table: Table, keys: IndexKeys) -> str:
    return "_".join(("idx", table.name.rpartition(".")[2], *keys.words))


def _why(table: Table, keys: IndexKeys) -> str:
    return f"`{table.name}` is looked up by {', '.join(keys.columns)}"
