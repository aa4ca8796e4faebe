"""query-in-loop: SQL that reads is run anew for each item that a loop goes over."""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project, Query
from backlight.analysis.javascript_turns import MAPPERS, repeats
from backlight.analysis.only_reads import only_reads
from backlight.analysis.places import by_hand, is_test, runs_once
from backlight.analysis.rows_gone_over import over_rows
from backlight.analysis.seldom import seldom
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

KINDS = frozenset({"sql", "jpql", "jpa", "gorm", "active_record"}) | MAPPERS
SCRIPT = regex(
    r"(^|/)(lib/tasks|db|config|script|spec|test)/|\.rake$"
    r"|(^|/)(?:\w+_)?(?:data_?(?:hygiene|migrat\w*|fix\w*|import\w*)|back_?fills?|one_?offs?)(?:/|\w*\.rb$)"
)
"""What is run by hand, once in a while."""
EACH = regex(
    r"(?i)\bFROM\s+[\"`\[]?(?:\w+[\"`\]]?\.[\"`\[]?)?(?:\{\d+\}|%[sv])|^\s*SELECT\s+(?:pg_catalog\.)?(?:set|next)val\("
    r"|\bFROM\s+(?:information_schema\.|pg_|sqlite_master)|^\s*(?:PRAGMA|SHOW|DESCRIBE|EXPLAIN)\b|^\s*SELECT\s+(?:\w+\.)?\w+\([^()]*\)[\s;]*$|\bPRAGMA\s+\w+\("
)
"""Another table for each item, a function of the database, or what it says of a table: there is no
asking once."""
IN_PARTS = regex(
    r"(?i)partition|chunk|batch|slice|group_by|groupingby|in_groups|range\s+[\w.()]*(?:queue|chan\w*)\b"
)
"""A loop that asks for many at once already, or for each of a few kinds; or that waits for work."""
SAVED = regex(r"\.find_or_(?:initialize|create)_by")
CHANGED = regex(r"\s*&?\.(?:update|destroy|delete|touch|increment|toggle)\w*[!(]")
SAVED_ELSE = regex(
    r"\s*\.orElseGet\(\s*\(\)\s*->[^;]{0,300}?(?:\b|[a-z])(?:save|create|insert|persist)\w*\(",
    IGNORECASE,
)
"""Each item is written as well: to read them at once is the smaller part."""
MADE = regex(r"^(\w+(?:::\w+)*)\.(?:where|exists\?|find_by)\b")
"""A row is asked for that the next lines make where there is none."""
STATEMENTS = regex(r"\.(?:Raw|Exec)\(\s*(?:stmt|statement|sql|query|line|command)\s*\)")
"""Each item is a statement of its own."""
CONSTANT = regex(
    r"(?:\bin\s+|\brange\s+|\bof\s+|:\s*|^\s*)(?:[\w:]{1,80}[.:])?[A-Z][A-Z\d]*_[A-Z\d_]+\b"
)
"""What a loop goes over is written in the code: there are few."""
LAZY = regex(r"\.getReferenceById\(|\.getOne\(")
"""What gives a row that is not read before something else of it is asked."""
NEAR = 400
"""Characters behind a query in which stands what is done where it finds nothing."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a `for` loop runs a SELECT; a `while` loop may wait for something."""
    if is_test(source.path) or runs_once(source.path) or by_hand(source.path):
        return
    for query in facts.queries:
        if query.kind not in KINDS or query.loop is None or query.returns in {"write", "unknown"}:
            continue
        code = source.text.slice(query.span.start, query.span.end)
        if EACH.search(query.sql or code) or _few(source, query, project):
            continue
        if facts.language == "ruby" and SCRIPT.search(facts.path):
            continue
        if query.kind == "active_record" and not _known(query, project):
            continue
        if _otherwise(source, query, code) or not _by_item(source, facts, query):
            continue
        if query.call is None or not _repeats(source, query.loop):
            continue
        if _written_too(facts, query) or not _equal(source, query) or seldom(source, query):
            continue
        message = "N+1: this query is run once for each item; ask once for all of them."
        yield from report(source, query.call, "query-in-loop", "warning", message)


def _equal(source: Source, query: Query) -> bool:
    """Whether each turn asks for what is equal to something: `IN` asks for all of them at once."""
    asked = query.sql or source.text.slice(query.span.start, query.span.end)
    return RANGED.search(asked) is None and not (query.kind == "gorm" and BARE.match(asked))


RANGED = regex(r"[<>]=?\s*(?:\?|\$\d|:\w|%s|@\w|\{\d|#\{)|\b(?:I?LIKE|BETWEEN)\s")
"""What is compared otherwise for each item is another question each time."""


BARE = regex(r"^\w+\.(?:Find|Scan|Count)\(\s*&\w+\s*\)")
"""What is asked was put together elsewhere, for each item in its own way."""


def _written_too(facts: FileFacts, query: Query) -> bool:
    """Whether the loop writes a row of the same kind for each item as well."""
    loop = query.loop
    return loop is not None and any(
        one.returns == "write"
        and loop.start <= one.span.start < loop.end
        and query.model
        and one.model == query.model
        for one in facts.queries
    )


def _otherwise(source: Source, query: Query, code: str) -> bool:
    """Whether to ask once would not help: each is written as well, or is another statement."""
    if not only_reads(source, query):
        return True
    if _told(source, query) or _saved(source, query):
        return True
    if LAZY.search(code) or SAVED.search(code) or STATEMENTS.search(code):
        return True
    return _made(source, query) or _written(source.text.head(query.span.end, NEAR))


def _told(source: Source, query: Query) -> bool:
    """Whether a query is asked for the words of a refusal alone."""
    start, end = source.text.line_at(query.span.start)
    return REFUSAL.search(source.text.slice(start, end)) is not None


REFUSAL = regex(r"\b(?:errors?\.add|errors?\.append|raise|throw|logger|log|warn)\b")


def _saved(source: Source, query: Query) -> bool:
    """Whether the row that is found is written in its turn, as each item has to be."""
    if query.loop is None:
        return False
    given = ASSIGNED.search(source.text.tail(query.span.start, 120))
    if given is None:
        return False
    after = source.text.slice(query.span.end, query.loop.end)
    if regex(rf"(?<![\w.]){given[1]}{WRITES}").search(after) is not None:
        return True
    if source.language in {"ruby", "python"} and regex(
        rf"(?m)^\s*{given[1]}\.\w+\s*(?:[|+-]+)?=(?![=~])"
    ).search(after):
        return True
    named = regex(rf"(?<![\w.]){given[1]}\b")
    return any(WRITING.search(line) and named.search(line) for line in after.split("\n"))


WRITING = regex(
    r"\.(?:create|update|update_all|save|insert|insert_all|upsert|destroy|delete|bulk_create)!?\("
)
"""A line that writes something of the row that was found."""
ASSIGNED = regex(r"(?<![\w.])(\w+)(?:\s*:\s*[\w.]+)?\s*:?=\s*(?:await\s+)?$")
WRITES = (
    r"&?\.(?:save|update|destroy|delete|touch|increment|create|notify)(?:_\w+|[A-Z]\w*)?[!(]?(?=\W)"
)


def _repeats(source: Source, loop: Span) -> bool:
    """Whether a loop goes over items one by one, and not over parts, nor until something comes."""
    start, end = source.text.line_at(loop.start)
    waits = source.text.slice(loop.start, loop.start + 6).startswith(
        ("while", "until", "do {", "for {")
    )
    if source.language == "go" and COUNTS.search(source.text.slice(start, end)) is None:
        return False  # `for id != ""`: it goes on until something is found
    return not waits and IN_PARTS.search(source.text.slice(start, end)) is None


COUNTS = regex(r"\brange\b|\blen\(")
"""What a loop of Go goes over is counted."""


def _by_item(source: Source, facts: FileFacts, query: Query) -> bool:
    """Whether a mapper of JavaScript is asked by a value of each item; others are not looked at."""
    return query.kind not in MAPPERS or repeats(source, query, facts.queries)


def _known(query: Query, project: Project) -> bool:
    """Whether a class is a model: in a project whose tables are known, it has one.

    Rows of a list are not asked for before they are used.
    """
    return query.returns != "rows" and (
        not project.schema.tables or project.schema.of_model(query.model) is not None
    )


def _few(source: Source, query: Query, project: Project) -> bool:
    """Whether a loop goes over what a constant holds, or over anything but rows."""
    loop = query.loop or query.span
    start, end = source.text.line_at(loop.start)
    constant = CONSTANT.search(source.text.slice(start, end)) is not None
    return constant or not over_rows(source, query, project)


def _written(after: str) -> bool:
    """Whether what is found is changed at once, or written where it is not found."""
    return SAVED_ELSE.match(after) is not None or CHANGED.match(after) is not None


def _made(source: Source, query: Query) -> bool:
    """Whether a loop makes the row that it has not found, so that each item is written anyway."""
    hit = MADE.match(source.text.slice(query.span.start, query.span.end))
    if hit is None or query.loop is None:
        return False
    within = source.text.slice(query.loop.start, query.loop.end)
    return regex(rf"\b{hit[1]}\.(?:create|new|insert)\b").search(within) is not None
