"""missing-index: a query looks rows up by columns that no index begins with."""

from collections.abc import Iterator
from re import compile as regex
from re import escape

from backlight.analysis.facts import FileFacts, Finding, Project, Query
from backlight.analysis.growth import grows
from backlight.analysis.places import is_test, matching, runs_once
from backlight.analysis.subject import is_long
from backlight.analysis.syntax import Source
from backlight.rules.report import report
from backlight.sql.wanted import Wanted, wanted

ACROSS = regex(
    r"\b\w+?__(?!(?:exact|iexact|in|gte?|lte?|range|date|year|month|day|isnull|i?contains"
    r"|i?startswith|i?endswith|i?regex)\b)\w+\s*="
)
"""A condition of Django's on another table: which index is used depends on both."""


SCRIPT = regex(r"random|seed|fixture|populate|demo")
"""What fills a database with examples."""
FEW = regex(
    r"(?i)^(?:(?:is|has|can|was|allow)_\w+|(?-i:(?:is|has|can|was)[A-Z]\w*)|enabled|disabled|hidden|allow(?:ed)?|active|deleted|visible|public|published|read"
    r"|\w*(?:state|status|type|kind|category|role|level|visibility|scope|locale|lang(?:uage)?|gender|group|mode|priority|version)"
    r"|(?:deleted|removed|archived)_(?:at|on))$"
)
"""Few values share all rows: an index that picks a large part of them is not used."""
PICKS = regex(
    r"(?i)(?:^|_|(?<=[a-z])(?-i:(?=[A-Z])))(?:(?:uu|gu)?ids?|e?mail|names?|title|slug|token|key|code|hash|sha\d*|digest|number|nr|no"
    r"|phone|ur[li]|path|file(?:name)?|image|ip|address|user(?:name)?|login|serial|isbn|cve|barcode|ref(?:erence)?"
    r"|fingerprint|session|seen|at|on|date|time(?:stamp)?|guid|designation|external|remote|object|match)$|(?:[iI][dD]|name|seen|[gG]uid|[aA]t)$"
)
"""A value of these has few of all rows: it names one, whose it is, or when it came."""
BY_KEY = regex(r"[(,]\s*(?:pk|id)\s*=(?!=)")
"""What is found by its key needs no other index."""
NIGHTLY = regex(r"(?:^|/)(?:\w+_)?(?:tasks?|crons?|jobs?)[/.]")
"""What runs now and then, and nobody waits for."""
SETS_UP = regex(r"(?i)(?:^|\.)(?:set_?up|install)$")
"""Whoever installs it is served once, before there are rows."""
SMALL = regex(r"(?i)(?:^|_)(?:configs?|configuration|settings?|options?|preferences?)$")
"""What an administrator sets fits into a page of the disk: it is read faster than an index."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a handler or a loop asks a table that grows for few of its rows.

    The table is known with its keys, and nothing in the project makes an index of the column.
    """
    if is_test(source.path) or runs_once(source.path) or SCRIPT.search(source.path):
        return
    for query in facts.queries:
        if query.returns == "write" or not _often(facts, query):
            continue
        code = source.text.slice(query.span.start, query.span.end)
        if ACROSS.search(code) or BY_KEY.search(code) or _otherwise(query, code, project):
            continue
        missing = wanted(query, code, project.schema)
        if missing is None or not _pays(missing, query, project) or _made(missing, project):
            continue
        message = f"This query looks up `{missing}`, which no index serves; add one."
        yield from report(
            source, query.call or query.span, "missing-index", "info", message, "add-index"
        )


def _otherwise(query: Query, code: str, project: Project) -> bool:
    """Whether ActiveRecord looks rows up by more than is seen: whose they are, or a relation."""
    table = project.schema.of_model(query.model)
    if query.kind != "active_record" or table is None:
        return False
    known = {column.name for column in table.columns}
    return OF_A_ROW.match(code) is not None or any(
        (hit[1] or hit[2]) not in known for hit in KEYS.finditer(code)
    )


OF_A_ROW = regex(r"@?[a-z_]\w*[.&]")
"""The rows of one: its key is looked up as well."""
KEYS = regex(r"(?::(\w+)\s*=>|[(,{]\s*(\w+):(?!:))")


def _pays(missing: Wanted, query: Query, project: Project) -> bool:
    """Whether an index would be used: the table becomes long, and a value picks few of its rows."""
    table = missing.table
    names = [one for one in missing.columns if not FEW.search(one) and PICKS.search(one)]
    if not names or SMALL.search(table.name) or not any(c.primary_key for c in table.columns):
        return False
    if not (grows(table.model or table.name, table, project) or is_long(table.name)):
        return False
    column = table.column(names[0])
    foreign = column is not None and bool(column.references)
    return not (foreign and "mysql" in {query.dialect, *project.engines})


def _made(missing: Wanted, project: Project) -> bool:
    """Whether a migration or a script makes an index of it, by the names it says.

    What is read step by step may be put together in code: there the names stand close together.
    """
    table, column = escape(missing.table.name), escape(missing.columns[0])
    name = missing.table.model or missing.table.name
    made = regex(
        rf"(?i)(?:index|unique)[^;]{{0,200}}\b(?:{table}|{escape(name)})\b[^;]{{0,200}}\b{column}\b"
        rf"|createTable\(\s*[\"'`]{table}\b[^;]{{0,2000}}(?:index|unique)[^;]{{0,200}}\b{column}\b"
    )
    paths = matching(MIGRATES, (*project.paths, *project.files))
    found = (project.read(path) for path in paths[:MOST])
    return any(one is not None and made.search(one.text.source) is not None for one in found)


MIGRATES = r"(?:^|/)migrations?/.+\.[cm]?[jt]s$"
MOST = 300
"""Migrations that are looked at."""


def _often(facts: FileFacts, query: Query) -> bool:
    """Whether a query is asked with every request, or with every item."""
    start = query.span.start
    served = any(
        h.span.start <= start < h.span.end and not SETS_UP.search(h.name) for h in facts.handlers
    )
    return served or (query.loop is not None and not NIGHTLY.search(facts.path))
