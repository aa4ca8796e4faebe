"""write-without-transaction: two writes that belong together, and the first stays if one fails."""

from collections.abc import Iterator
from re import compile as regex
from re import escape

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import is_test, matching, runs_once
from backlight.analysis.scopes import function_at
from backlight.analysis.syntax import Source
from backlight.analysis.tied import related, tied
from backlight.analysis.together import SAVES
from backlight.analysis.transactions import Loose, loose
from backlight.rules.report import report

UNIT = regex(
    r"(?i)atomic|transaction|\btrx\b|\btx(?:Client)?\b|queryRunner|with_lock|\bbegin\b|unit_?of_?work|rollback"
    r"|compensat"
)
"""Words of code that makes several writes one, or undoes the first."""
NAMED = regex(r"(?!(?:OR|db|INTO|SET)$)\S")
"""Two writes are of things that have a name; `UPDATE OR IGNORE` begins with none."""
ANYWHERE = frozenset({"prisma", "typeorm", "sequelize", "gorm", "sql"})
"""Each of their writes is a transaction of its own, whoever calls the function around it."""
HANDLED = frozenset({"django", "row", "commit", "active_record", "jpa"})
"""A caller may have begun a transaction for these: only in what serves a request nobody has."""
SPOKEN = frozenset({"javascript", "typescript", "tsx", "go"})
"""Where the connection that runs SQL is named; elsewhere it mostly has a transaction open."""
ASIDE = regex(
    r"(^|/)(?:scripts?|tasks?|commands?|fixtures?|examples?|demo|(?:dev|test)-(?:plugins?|servers?))(/|\.)"
    r"|(?:(?<![A-Za-z])seed|Seed)(?:s|er|ers|ing)?(?![a-z])"
)
ATOMIC = regex(
    r"(?m)^(?![ \t]*#)[^\n]*\bATOMIC_REQUESTS[\"']?\]?\s*(?::\s*bool\s*)?[:=]\s*"
    r"(?!(?:False|None|0)\b)\S"
)
"""Switched on; a comment does not, nor does `False`."""


ONCE = regex(r"(?i)migrat|upgrad|back_?fill")


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the second write follows the first, and nothing makes them one."""
    if source.tree is None or is_test(source.path) or runs_once(source.path):
        return
    rows = bool(facts.handlers) and source.language in SAVES
    if ASIDE.search(source.path) or not (rows or any(q.returns == "write" for q in facts.queries)):
        return
    for pair in loose(source, facts):
        named = NAMED.match(pair.first) and NAMED.match(pair.second)
        if (
            not named
            or not _counts(facts, pair)
            or pair.inside
            or UNIT.search(pair.around)
            or _once(source, pair)
            or not _together(pair, project)
            or _always(facts, project)
        ):
            continue
        message = (
            f"`{pair.first}` is written and then `{pair.second}`, each on its own: if the second"
            " fails, the first stays; put both into one transaction."
        )
        yield from report(source, pair.span, "write-without-transaction", "warning", message, "ask")


def _once(source: Source, pair: Loose) -> bool:
    """Whether the function around two writes changes what is there to what a new version wants."""
    function = function_at(source, pair.span)
    return function is not None and ONCE.search(function.name) is not None


def _counts(facts: FileFacts, pair: Loose) -> bool:
    """Whether the two are known to have no transaction around them."""
    if pair.kinds <= ANYWHERE:
        return not pair.lent and ("sql" not in pair.kinds or facts.language in SPOKEN)
    at = pair.span.start
    return pair.kinds <= HANDLED and any(h.span.start <= at < h.span.end for h in facts.handlers)


def _together(pair: Loose, project: Project) -> bool:
    """Whether the one says something of the other, so that one alone would be wrong."""
    one, two = pair.first, pair.second
    if regex(rf"{escape(two)}\s*=\s*[^\n=]*\b{escape(one)}\b[\w.]*\.create\w*").search(pair.around):
        return False  # The row that was just made is written once more
    return pair.shares or tied(pair.around, one, two) or related(project.schema, one, two)


def _always(facts: FileFacts, project: Project) -> bool:
    """Whether Django puts every request into a transaction."""
    if facts.language != "python":
        return False
    for path in matching(r"settings[^/]*(?:/[^/]+)?\.py$", (*project.paths, *project.files)):
        settings = project.read(path)
        if settings is not None and ATOMIC.search(settings.text.source):
            return True
    return False
