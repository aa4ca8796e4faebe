"""interpolated-sql: what a client sends can become a part of the statement."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project, Query
from backlight.analysis.places import by_hand, is_test
from backlight.analysis.syntax import Source
from backlight.rules.report import report

MIGRATION = regex(r"(^|/)(?:(?:migrations?|alembic|db/migrate)/|migrations?\.\w+$)")
"""Where no client has a word, if it serves nothing: it is run by who deploys."""
ASSERTS = b"*testing.T"
"""What tests of Go are helped with."""
KINDS = {"sql", "jpql", "mybatis"}
COMPARED = regex(
    r"(?:==|!=|\bin|startswith\(|assert\w*\([^()]*,)\s*\(?\s*$"
    r"|(?:\b(?:print\w*|puts|console\.\w+|fmt\.(?:F?[Pp]rint|Error)\w*|System\.\w+\.print\w*"
    r"|\w*[lL]og(?:ger|ging)?(?:\.\w+)*|\w*(?:Error|Exception)))\(?\s*$"
)
"""Where a text is held against another, or only told."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a value is put into SQL, and nothing shows that it is harmless."""
    if not facts.queries:
        return
    started = by_hand(source.path) or MIGRATION.search(source.path) is not None
    aside = (started and not _serves(facts, project)) or ASSERTS in source.text.data
    if is_test(source.path) or aside:
        return
    for query in facts.queries:
        exposed = [hole for hole in query.holes if hole.exposed]
        if query.kind not in KINDS or not exposed or _compared(source, query):
            continue
        names = ", ".join(f"`{' '.join(hole.code.split())[:40]}`" for hole in exposed[:3])
        can = any(hole.kind == "value" for hole in exposed)
        how = "bind it as a parameter" if can else "compare it with a list of allowed ones"
        message = f"{names} can change this SQL statement (SQL injection); {how}."
        mends = "parameterize-query" if query.kind == "sql" else "optimize-query"
        first = exposed[0].span if query.kind == "mybatis" else query.call or query.span
        for span in (first, *query.also):
            yield from report(source, span, "interpolated-sql", "error", message, mends)


def _serves(facts: FileFacts, project: Project) -> bool:
    """Whether a file has endpoints; a command of a framework looks like one, and is none."""
    return any(facts.path in {one.file, one.handler_file} for one in project.endpoints)


def _compared(source: Source, query: Query) -> bool:
    """Whether a text is only held against another: a test that looks at what was run."""
    start = query.span.start
    if query.call is None and is_test(source.path):
        return True
    return query.call is None and COMPARED.search(source.text.tail(start, 60)) is not None
