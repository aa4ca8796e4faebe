"""interpolated-sql: what a client sends can become a part of the statement.

A place is shown where something says that it matters: a text that is put between quotes, a value
that a column is compared with, or a name that is made of what a request brings. Names of tables and
columns, lists of placeholders and conditions that another function made are the program's own, as
a rule; a better form of the statement is offered there all the same.
"""

from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex
from re import finditer

from backlight.analysis.asks import asks, asks_between
from backlight.analysis.facts import FileFacts, Finding, Project, Query
from backlight.analysis.handed import handed
from backlight.analysis.handed_here import handed_here
from backlight.analysis.hole import Hole
from backlight.analysis.mapped_types import harmless
from backlight.analysis.places import by_hand, is_test, sets_up
from backlight.analysis.queries_own import beside, looked_at, own_key, own_piece, written_out
from backlight.analysis.resolvers import resolves
from backlight.analysis.served import endpoints_in
from backlight.analysis.serving import serves
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

MIGRATION = regex(r"(^|/)(?:(?:(?:\w+_)?migrations?|alembic|db/migrate)/|migrations?\.\w+$)")
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


SPOKEN = frozenset({"python", "javascript", "typescript", "tsx", "go", "java", "ruby"})
DEFINES = regex(
    r"(?i)\s*(?:alter|create|drop|truncate|grant|revoke|vacuum|analyze|set|pragma|attach|detach)\b"
)
"""Statements about tables and rights: the program, and who runs it, say which."""
FUNCTION = regex(r"\n[ \t]*(?:async[ \t]+)?(?:def|func|function|public|private|protected)[ \t]")
FAR = 4000
"""Characters before a statement in which its function is looked for."""
TOLD = regex(r"(?i)\b(?:user_?)?input\b|inject|\bargs\[|\bargv\b|payload|untrusted")
"""What a value is called that somebody types, or sends."""
PARAM = regex(r"\bparam\d?\b")
OWN = regex(
    r"(?i)(?:column|table|field|schema|index|constraint)(?:_?names?|_?list|s)?(?:_?str)?$|place_?holders?|question_?marks?"
    r"|(?:date|time)\w*(?:range|span)|_(?:created|updated|at)$|_?version$"
    r"|^(?!.*(?: for |=>)).*\.join\("
)
"""What the parts of a statement are called, and what a program writes out itself."""
PIECE = regex(
    r"(?i)(?:column|table|field|schema|index|constraint|alias|name|key|attr\w*|clause|condition|pattern|join|where|filter"
    r"|order|sort|direction|sql|quer(?:y|ie)|select|expr\w*|fragment|prefix|suffix|placeholder|mark|bind|list"
    r"|limit|offset|interval|type|op(?:erator)?|part|range|date|time|count|num\w*|size|version)s?(?:\[[^\]]*\])?$"
    r"|^(?!.*(?: for |=>)).*\.join\("
)
"""The same where no quotes are around it, so that a text would not fit."""
HELPER = regex(r"(?:self\.|this\.)?(\w+)(?:\(|$)")
"""A value that a function gives, by its name."""
HELD = regex(r"(?i)(?:=|\blike)\s*$")
"""What a column is compared with by."""
CALLED = regex(r"(?s)(?<!\.join)\(.*\)$")
HELPS = regex(r"(^|/)test(?:ing|_?(?:utils?|helpers?|support))?\.\w+$")


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a value is put into SQL, and nothing shows that it is harmless."""
    if not facts.queries:
        return
    started = any((by_hand(source.path), sets_up(source.path), MIGRATION.search(source.path)))
    aside = (started and not _serves(facts, project)) or ASSERTS in source.text.data
    if is_test(source.path) or HELPS.search(source.path) or aside:
        return
    told: set[Span] = set()
    for query in facts.queries:
        exposed = [hole for hole in query.holes if hole.exposed]
        if query.kind not in KINDS or not exposed or _compared(source, query):
            continue
        if looked_at(source, query.call or query.span):
            continue
        exposed = _grave(source, facts, query, project)
        if query.kind == "mybatis":
            exposed = [one for one in exposed if not harmless(one, source, project)]
        if not exposed:
            continue
        names = ", ".join(f"`{' '.join(hole.code.split())[:40]}`" for hole in exposed[:3])
        can = any(hole.kind == "value" or hole.built for hole in exposed)
        how = "bind it as a parameter" if can else "compare it with a list of allowed ones"
        message = f"{names} can change this SQL statement (SQL injection); {how}."
        mends = "parameterize-query" if query.kind == "sql" else "optimize-query"
        first = exposed[0].span if query.kind == "mybatis" else query.call or query.span
        for span in dict.fromkeys((first, *query.also)):
            if span in told:
                continue  # A part that several statements of MyBatis include
            told.add(span)
            yield from report(source, span, "interpolated-sql", "error", message, mends)


def _grave(source: Source, facts: FileFacts, query: Query, project: Project) -> list[Hole]:
    """What of a statement is likely to be a client's words.

    In a project whose endpoints are known, a handler has to hand something to the function, or
    nobody may be seen to call it: who does is not told by names then, as a framework or a field of
    what a module exports is not.
    """
    whole, mapped = query.sql.strip() == "{0}", query.kind == "mybatis"
    exposed = [(at, hole) for at, hole in enumerate(query.holes) if hole.exposed]
    exposed = [one for one in exposed if whole or not own_piece(source, query.sql, *one)]
    every, known = [hole for _, hole in exposed], project.serving() is not None
    if whole and (all(written_out(hole) for hole in every) or beside(source, query)):
        return []
    if _sent(source, facts, query, project) or (not known and (whole or mapped)):
        return every
    if any(hole.sent for hole in every):
        return [hole for hole in every if hole.sent]
    if DEFINES.match(query.sql):
        return []
    grave = [hole for at, hole in exposed if _told(hole) or _text(source, query.sql, at, hole)]
    grave = every if whole else grave
    if not (grave and known and facts.language in SPOKEN):
        return grave
    name = query.function.rpartition(".")[2]
    if not name or not serves(source.path, project):
        return []
    return [] if handed(source.path, name, project) is False else grave


def _sent(source: Source, facts: FileFacts, query: Query, project: Project) -> bool:
    """Whether the function around a statement is there for a request, or is given what one says."""
    at = query.span.start
    if source.language == "python" and not query.function:
        return project.serving() is None  # It runs where its file is loaded
    if any(one.span.start <= at < one.span.end for one in facts.handlers) or resolves(
        source, query.span
    ):
        return True
    before = FUNCTION.split(source.text.tail(at, FAR))[-1]
    name = query.function.rpartition(".")[2]
    start = at - len(before.encode("utf-8", "surrogatepass"))
    said = asks_between(source.text.data, start, query.span.end)
    values = tuple(hole.code for hole in query.holes if hole.exposed)
    if said or (name and handed_here(source.text.source, name, values)):
        return True
    called = {hit[1] for hole in query.holes if hole.exposed and (hit := HELPER.match(hole.code))}
    return any(_helps(source.text.source, one) for one in called)


@lru_cache(maxsize=256)
def _helps(code: str, name: str) -> bool:
    """Whether a function of a file that is put into a statement begins with reading a request."""
    begins = rf"\b(?:def|func|function)\s+(?:self\.)?{name}\b(?:[^\n]*\n){{1,5}}"
    return any(asks(hit[0]) for hit in finditer(begins, code))


def _told(hole: Hole) -> bool:
    """Whether a value is called like what somebody sends; a parameter may be called so at most."""
    given = PARAM.search(hole.code) is not None and bool(hole.given)
    return given or TOLD.search(hole.code) is not None


def _text(source: Source, sql: str, at: int, hole: Hole) -> bool:
    """Whether a value is a text or compared with one, and no part of a statement by its name."""
    if hole.built:
        return True
    before = sql.partition(f"{{{at}}}")[0]
    start = max(map(before.rfind, "'\"{}"))
    quoted = before[start : start + 1] in {"'", '"'} or before.rstrip()[-1:] in set("=<>")
    start = max(map(before.rfind, '"{}'))
    held = before[start : start + 1] == '"' and HELD.search(before, max(0, start - 40), start)
    if hole.kind != "value" and not held:
        return False
    if source.language == "ruby" and own_key(sql, at, hole):
        return False
    called = CALLED.sub("", hole.code)
    return not any(map((OWN if quoted else PIECE).search, (hole.code, called)))


def _serves(facts: FileFacts, project: Project) -> bool:
    """Whether a file has endpoints; a command of a framework looks like one, and is none."""
    return bool(endpoints_in(project, facts.path))


def _compared(source: Source, query: Query) -> bool:
    """Whether a text is only held against another: a test that looks at what was run."""
    start = query.span.start
    if query.call is None and is_test(source.path):
        return True
    return query.call is None and COMPARED.search(source.text.tail(start, 60)) is not None
