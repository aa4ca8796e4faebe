"""Pages by the last key seen: another contract than OFFSET, and judged by rules of its own.

>>> from backlight.analysis.tables import Schema
>>> faults("SELECT id FROM users WHERE id > %s ORDER BY id LIMIT 20", Schema())
()
"""

from collections.abc import Callable, Iterator
from re import DOTALL, IGNORECASE, escape
from re import compile as regex

from backlight.analysis.facts import Project, Query
from backlight.analysis.offsets import OFFSET, skips
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Schema, Table

Render = Callable[[Source, Query, Project], object]
"""The statement that a chain runs, a text where it is certain."""
SKIPPED = regex(r"\boffset\b|\bskip\b|setfirstresult|\blimit\s+[:@$%?{]\S*\s*,")
"""How chains of the mappers, and statements, say that rows are skipped."""
ORDERED = regex(r"\border\s+by\s+(.*?)(?:\blimit\b|\bfetch\b|$)", IGNORECASE | DOTALL)
WHOLE = regex(r"\bselect\b", IGNORECASE)
BOUNDED = regex(r"\b(?:limit|fetch)\b", IGNORECASE)
KEY = regex(
    r"(?:\w+\.)?[\"`]?(\w+)[\"`]?(?:\s+(asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*$", IGNORECASE
)


def faults(sql: str, schema: Schema) -> tuple[str, ...]:
    """What is not right about a statement that should give one page after the last key."""
    ordered = ORDERED.search(sql)
    if ordered is None:
        return ("A page needs ORDER BY: without one, pages overlap and rows are lost.",)
    if BOUNDED.search(sql) is None:
        return ("A page needs LIMIT: this statement reads all that is left.",)
    keys = [found for part in ordered[1].split(",") if (found := KEY.search(part.strip()))]
    before = sql[: ordered.start()]
    missing = [key[1] for key in keys if not _compared(before, key[1])]
    if not keys or missing:
        names = ", ".join(f"`{name}`" for name in missing) or "the columns of ORDER BY"
        return (f"Compare {names} with the key of the last row seen, in the WHERE.",)
    if len({(key[2] or "asc").lower() for key in keys}) > 1 and _row_wise(before):
        return ("A comparison of rows goes one way only; here ORDER BY goes both ways.",)
    tables = [one for one in schema.tables if _named(before, one.name)]
    if tables and not any(_alone(one, [key[1] for key in keys]) for one in tables):
        return ("End ORDER BY with a unique column: rows with the same key are lost otherwise.",)
    return ()


def _named(before: str, name: str) -> bool:
    """Whether a table is named, with special characters in it or not."""
    return regex(rf"(?i)(?<!\w){escape(name)}(?!\w)").search(before) is not None


def _compared(before: str, name: str) -> bool:
    """Whether a column is compared with `<` or `>`, alone or in a row of columns."""
    alone = rf"\b{name}\b[\"`]?\s*[<>]|[<>]=?\s*(?:\w+\.)?[\"`]?{name}\b"
    return regex(rf"(?i){alone}|\([^()]*\b{name}\b[^()]*\)\s*[<>]").search(before) is not None


def _row_wise(before: str) -> bool:
    return regex(r"\([^()]*,[^()]*\)\s*[<>]").search(before) is not None


def _alone(table: Table, keys: list[str]) -> bool:
    """Whether no two rows of a table have the same keys."""
    names = {key.lower() for key in keys}
    primary = {one.name.lower() for one in table.columns if one.primary_key}
    unique = any(one.unique and one.name.lower() in names for one in table.columns)
    return unique or (bool(primary) and primary <= names)


def sought(
    before: Project, after: Project, *, path: str, name: str, render: Render | None = None
) -> tuple[str, ...]:
    """What is not right yet about a query that should look up where the last page ended."""
    had, left = (_skipped(project, path, render) for project in (before, after))
    if left >= had:
        return (f"`{name}` still skips rows by OFFSET.",)
    known = {*_statements(before, path, render)}
    fresh = [sql for sql in _statements(after, path, render) if sql not in known]
    said = {sql: faults(sql, after.schema) for sql in fresh if not OFFSET.search(sql)}
    ends = {_end(sql) for sql, wrong in said.items() if not wrong}
    first = {sql for sql in said if _end(sql) in ends}
    return tuple(dict.fromkeys(f for sql, wrong in said.items() if sql not in first for f in wrong))


def _end(sql: str) -> str:
    """The order of a statement: the first page has that of the next, and no key to compare."""
    ordered = ORDERED.search(sql)
    return " ".join(ordered[1].split()) if ordered is not None else sql


def _skipped(project: Project, path: str, render: Render | None) -> int:
    """How often rows are skipped in a file: by statements, and by chains, whatever they say."""
    facts, source = project.files.get(path), project.read(path)
    queries = facts.queries if facts is not None and source is not None else ()
    texts = (f"{_code(source, one)} {one.sql}".lower() for one in queries)
    chains = (_run(source, one, project, render) for one in queries)
    return sum(
        SKIPPED.search(text) is not None or skips(run)
        for text, run in zip(texts, chains, strict=True)
    )


def _run(source: Source | None, query: Query, project: Project, render: Render | None) -> str:
    """What a chain certainly runs: a slice skips rows without a word that says so."""
    if query.kind == "sql" or source is None or render is None:
        return ""
    said = render(source, query, project)
    return said if isinstance(said, str) else ""


def _code(source: Source | None, query: Query) -> str:
    return source.text.slice(query.span.start, query.span.end) if source is not None else ""


def _statements(project: Project, path: str, render: Render | None) -> Iterator[str]:
    """The statements of a file, of chains those that they certainly run."""
    facts, source = project.files.get(path), project.read(path)
    for query in facts.queries if facts is not None else ():
        if query.kind == "sql":
            if WHOLE.search(query.sql):  # a condition in a chain is a part of what that runs
                yield query.sql
        elif query.returns == "rows":
            said = _run(source, query, project, render)
            if BOUNDED.search(said):
                yield said
