"""write-without-transaction: two writes that belong together, and the first stays if one fails."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import is_migration, is_test, matching
from backlight.analysis.syntax import Source, Span, ancestors, descendants, field, span_of, text_of
from backlight.analysis.together import SAVES, Write, function_of, pairs, writes
from backlight.rules.report import report

UNIT = regex(
    r"(?i)atomic|transaction|\btrx\b|\btx\b|queryRunner|with_lock|\bbegin\b|unit_?of_?work|rollback"
    r"|compensat"
)
"""Words of code that makes several writes one, or undoes the first."""
ANYWHERE = frozenset({"prisma", "typeorm", "sequelize", "gorm", "sql"})
"""Each of their writes is a transaction of its own, whoever calls the function around it."""
HANDLED = frozenset({"django", "row", "commit", "active_record", "jpa"})
"""A caller may have begun a transaction for these: only in what serves a request nobody has."""
SPOKEN = frozenset({"javascript", "typescript", "tsx", "go"})
"""Where the connection that runs SQL is named; elsewhere it mostly has a transaction open."""
ASIDE = regex(r"(^|/)(?:seeds?|scripts?|tasks?|commands?|fixtures?|examples?|demo)(/|\.)|seed")
TYPES = frozenset({"class_definition", "class_declaration", "class"})


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the second write follows the first, and nothing makes them one."""
    if source.tree is None or is_test(source.path) or is_migration(source.path):
        return
    rows = bool(facts.handlers) and source.language in SAVES
    if ASIDE.search(source.path) or not (rows or any(q.returns == "write" for q in facts.queries)):
        return
    whole = Span(0, len(source.text.data))
    said: set[int] = set()
    for first, second in pairs(writes(source, facts.queries, whole)):
        function = function_of(second.node)
        if function is None or function.id in said or not _counts(facts, first, second):
            continue
        if UNIT.search(_around(function)) or _lent(first, function) or _always(facts, project):
            continue
        said.add(function.id)
        message = (
            f"`{first.target}` is written and then `{second.target}`, each on its own: if the"
            " second fails, the first stays; put both into one transaction."
        )
        yield from report(
            source, span_of(second.node), "write-without-transaction", "warning", message, "ask"
        )


def _counts(facts: FileFacts, first: Write, second: Write) -> bool:
    """Whether the two are known to have no transaction around them."""
    kinds = {first.kind, second.kind}
    if kinds <= ANYWHERE:
        return "sql" not in kinds or facts.language in SPOKEN
    at = second.node.start_byte
    return kinds <= HANDLED and any(h.span.start <= at < h.span.end for h in facts.handlers)


def _around(function: Node) -> str:
    """The function with its decorators, and the head of its class."""
    above = function.parent
    said = text_of(
        above if above is not None and above.type == "decorated_definition" else function
    )
    for one in ancestors(function):
        if one.type in TYPES:
            body = field(one, "body")
            whole = one.parent if one.parent is not None else one
            end = body.start_byte if body is not None else one.end_byte
            said += (whole.text or b"")[: end - whole.start_byte].decode("utf-8", "replace")
    before = function.prev_named_sibling
    while before is not None and before.type in {"decorator", "marker_annotation", "annotation"}:
        said += text_of(before)
        before = before.prev_named_sibling
    return said


def _lent(first: Write, function: Node) -> bool:
    """Whether the connection is given by the caller, who may have begun a transaction on it."""
    if first.kind in HANDLED:
        return False
    root = text_of(first.node).replace("await ", "").lstrip("(").partition(".")[0].strip()
    given = field(function, "parameters") or field(function, "parameter")
    names = descendants(given, "identifier") if given is not None else ()
    return any(text_of(name) == root for name in names)


def _always(facts: FileFacts, project: Project) -> bool:
    """Whether Django puts every request into a transaction."""
    if facts.language != "python":
        return False
    for path in matching(r"settings[^/]*(?:/[^/]+)?\.py$", (*project.paths, *project.files)):
        settings = project.read(path)
        if settings is not None and b"ATOMIC_REQUESTS" in settings.text.data:
            return True
    return False
