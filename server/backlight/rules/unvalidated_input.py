"""unvalidated-input: a handler reads what a client sent, and nothing checks it."""

from collections.abc import Iterator
from re import compile as regex
from re import escape, split

from backlight.analysis.checked_there import checked_there
from backlight.analysis.converted import converted
from backlight.analysis.facts import FileFacts, Finding, Handler, Input, Project
from backlight.analysis.fails_on import fails_on
from backlight.analysis.places import matching, sets_up
from backlight.analysis.reaching import reaches
from backlight.analysis.refusals import (
    forms,
    is_tested,
    names_of,
    only_asked,
    only_fetched,
    only_looked_up,
)
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, Span
from backlight.analysis.turned_away import turned_away
from backlight.analysis.value_form import has_form
from backlight.analysis.written_for_sure import written_for_sure
from backlight.rules.report import report

PROOF = regex(
    r"(?i)token|csrf|saml|relay_?state|^code$|ticket|credential|captcha|challenge|^t?otp(?:_?code)?$|^scope$|^u?uid$|assertion|signature"
    r"|(?:access|invit\w*|verif\w*|confirm\w*|auth\w*|promo\w*|coupon|referral|activation|reset|join|pairing|security|pin|mfa|recovery|backup)_?code$"
    r"|^(?:user|client|account|owner|member)id$|^next(?:_?(?:path|url))?$|^client_?id$|redirect_?ur[il]|^state$|^service$|^(?:id|pk)$|_(?:id|pk)$|(?-i:[a-z]I[dD]s?)$"
)
"""What is looked up, compared, or verified by whoever gave it out: anything else is refused."""
BY_HAND = (
    r"""(?<![\w.])NAME\b["']?[\])]*\s+(?:not\s+)?in\s+[\w(\[{]"""
    r"""|\.(?:includes|include\?)\([^()]*\bNAME\b"""
)
"""Where a handler holds a value against those it allows, it checks by hand."""
LISTED = regex(r"""(\w+)["']?[\])]*\s+(?:not\s+)?in(?=\s+[\w(\[{])""")
"""The last words of whatever is held against a list."""
CHECKS = regex(
    r"(?i)(?<![\w])\w*(?:require|(?<!in)validat|ensure|verif|check)\w*\([^()\n]*"
    r"\b(?:req|request|body|data|payload|json|form|params?|fields|input)\b"
)
"""A function of the project that is given the body to check: `require_fields(req, ("name",))`."""
VALIDATED = regex(
    r"(?m)^[ \t]*@[\w.]*(?:(?<!in)validat|expect|use_kwargs|use_args)\w*"
    r"|\bform\w*\.(?:validate|is_valid)\w*\(|\b\w+(?:Form|FormSet)\(\s*(?:data\s*=\s*)?(?:self\.)?request\.(?:POST|form)\b|(?i:\b(?:if|unless)\b[^\n]{0,200}signature)"
)
"""A decorator checks the body, or a form does, or who signed it is known."""
MISSING = regex(
    r"\bfor\s+(\w+)\s+in\b[^\n]{0,200}\bif\s+(?:not\s+\w+\.get\(\s*\1\s*\)|\1\s+not\s+in\s)"
)
"""The keys that have to be there are looked for, one by one."""
SIGNS_IN = regex(
    r"(?i)log_?in\b|log_?in$|sign_?in|forgot|/login|authenticat|reset_?password|password_?reset"
)
"""What is compared with what is stored: anything else is refused."""
ABOVE = regex(r"\bsuper\(\)\.(?:create|update|partial_update)\(\s*(?:self\.)?request\b")
"""The view of REST framework above it asks its serializer before it writes."""
SHOWS = regex(r"(?:[fF]ilter|[sS]earch|[qQ]uery|[lL]ist|[fF]ind|[cC]ount)(?![a-z])|(?i:\w*preview)")
"""What only looks for something, or shows what would come of it: nothing is kept."""
SEARCHES = regex(r"(?i)\w*search(?:_?(?:controller|view|handler|resource|api))?$")
CHECKING = regex(
    r"(?i)(?<!in)valid(?!_?(?:user|token|session))|celebrate|schema|\b(?:joi|zod)\b|sanitiz"
)
"""Something before the handler holds the request against a schema."""
INSTALLS = regex(r"(?:^|/)(?:install(?:er|ation)?|setup)/")
"""Whoever installs it types it once, and sees what comes of it."""
REMOVES = regex(
    r"(?:^|[a-z_#.:])(?:[dD]el|[dD]elete|[rR]emove|[dD]estroy|[uU]nlink|[rR]evoke|[rR]estore|[uU]nsubscribe)(?![a-z])"
)
"""What a body only tells which rows: those that are not there are not taken away."""
FILES = regex(r"\bos\.|\bfs\.|\bpath\.|\bFiles?\.|\bPath\(|unlink|rmtree|shutil|filepath\.")
"""A file that is taken away is found by whatever name is sent."""
PLACES = ("body", "form")
"""What is read from the query mostly has a default, and filters only."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where fields of a body or form are read and no schema is declared for them.

    A body of Java is one object, which services, beans and the database hold against their rules.
    """
    if facts.language == "java" or sets_up(source.path) or INSTALLS.search(source.path):
        return
    for handler in facts.handlers:
        if handler.validated or not any(map(_unchecked, handler.inputs)):
            continue
        code = source.text.slice(handler.span.start, handler.span.end)
        if _passes(handler, code, facts, project):
            continue
        read = _left(handler, code, facts, project)
        there = tuple(filter(None, (*read, handler.body.rpartition(".")[2])))
        if not read or checked_there(code, there, project, facts.path):
            continue
        names = ", ".join(f"`{name}`" for name in read[:3]) + (", …" if len(read) > 3 else "")
        start, end = source.text.line(handler.line - 1)
        line = source.text.slice(start, end)
        span = Span(start + len(line) - len(line.lstrip()), end)
        checked = "it" if len(read) == 1 else "them"
        message = f"`{handler.name}` reads {names} of the request, and nothing checks {checked}."
        yield from report(source, span, "unvalidated-input", "warning", message, "add-validation")


def _passes(handler: Handler, code: str, facts: FileFacts, project: Project) -> bool:
    """Whether the whole of what a handler reads is checked, or nothing comes of it."""
    last = handler.name.rpartition(".")[2]
    if SIGNS_IN.search(handler.name):
        return True
    owner = handler.name.rpartition(".")[0].rpartition(".")[2]
    if (
        SHOWS.match(last)
        or SEARCHES.match(owner)
        or (REMOVES.search(last) and not FILES.search(code))
    ):
        return True
    if _guarded(handler, facts, project) or _only_reads(handler, facts, project):
        return True
    if facts.language == "python" and ABOVE.search(code):
        return True
    checks = any(one.search(code) for one in (MISSING, CHECKS, VALIDATED))
    if checks or _described(facts, project):
        return True
    read = [one.name for one in handler.inputs if _unchecked(one)]
    return _by_hand(code, [one for name in read for one in (name, *names_of(code, name))])


def _left(handler: Handler, code: str, facts: FileFacts, project: Project) -> list[str]:
    """The keys that nothing checks, and that get somewhere."""
    found = [one for one in handler.inputs if _unchecked(one)]
    may = [one.name for one in found if has_form(one, handler, facts.language)]
    read = [name for name in dict.fromkeys(may) if not is_tested(code, name, handler.body)]
    if facts.language != "python":
        return [name for name in read if _kept(handler, code, name, facts, project)]
    return [
        name
        for name in read
        if not only_looked_up(code, name)  # An object in its place asks a document store for all
        and (fails_on(code, name) or _kept(handler, code, name, facts, project))
    ]


def _kept(handler: Handler, code: str, name: str, facts: FileFacts, project: Project) -> bool:
    """Whether a value is written for certain, and nothing on its way says what it may be."""
    return (
        not (
            only_asked(code, name)
            or only_fetched(code, name)
            or turned_away(code, (*names_of(code, name), forms(name)[0]))
            or converted(code, name)
        )
        and reaches(code, name)
        and written_for_sure(code, name, handler.body, project, facts.path)
    )


def _by_hand(code: str, names: list[str]) -> bool:
    """Whether one of some names is held against what is allowed; few handlers list anything."""
    listed = set(LISTED.findall(code))
    may = [n for n in names if ".include" in code or split(r"\W", n)[-1] in listed]
    return any(regex(BY_HAND.replace("NAME", escape(name))).search(code) for name in may)


def _unchecked(one: Input) -> bool:
    return one.place in PLACES and not one.checked and not PROOF.search(one.name)


def _only_reads(handler: Handler, facts: FileFacts, project: Project) -> bool:
    """Whether a handler only answers to GET, or to nothing that is known: it changes nothing."""
    mine = [e.method for e in served(project, facts.path, handler.name)]
    if not mine:  # a helper that is given the request: what calls it checks, or is told
        return bool(project.endpoints)
    return set(mine) <= {"GET", "HEAD"}


def _guarded(handler: Handler, facts: FileFacts, project: Project) -> bool:
    """Whether something that stands before a handler checks what it will read."""
    mine = served(project, facts.path, handler.name)
    said = (*handler.guards, *(guard for e in mine for guard in e.guards))
    return any(e.checked for e in mine) or any(map(CHECKING.search, said))


def _described(facts: FileFacts, project: Project) -> bool:
    """Whether the application holds every request against its description in OpenAPI."""
    if facts.language not in {"javascript", "typescript"}:
        return False
    starts = matching(r"(^|/)(?:app|index|main|server)\.[jt]s$", (*project.paths, *project.files))
    for path in sorted(starts, key=len)[:MOST]:
        start = project.read(path)
        if start is not None and DESCRIBED.search(start.text.data):
            return True
    return False


DESCRIBED = regex(rb"openapi-validator|[\"'](?:exegesis(?:-express|-koa)?|openapi-backend)[\"']")
MOST = 12
"""Files that may start an application and are looked at: the nearest to the root."""
