"""hard-coded-secret: a key or a password stands in the code, for everyone who reads it.

What serves a run of the tests, an example, a manual or one developer's machine is no finding, and
neither is what every browser is given. In a project whose endpoints are known, a secret is one
where it is used: in what runs for a request, or in the settings; a key whose form its maker
publishes is one wherever it stands.
"""

from collections.abc import Iterator
from re import IGNORECASE, Pattern
from re import compile as regex

from backlight.analysis.browser import in_page
from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import browses, by_hand, is_test
from backlight.analysis.scopes import function_at
from backlight.analysis.secrets import KEYS
from backlight.analysis.serving import serves
from backlight.analysis.syntax import Source, Span, ancestors, node_at
from backlight.rules.report import report

ASIDE = regex(
    r"(^|/)\.[^/]+/"
    r"|(^|/)(?:cypress|e2e|ci|dev|docs?|documentation|locales?|website|samples?|examples?|demos?|seeds?|fixtures?|_{0,2}mocks?_{0,2}"
    r"|sandbox|suites?|molecule|playground|storybook|testing|test[_-]?(?:env(?:ironment)?s?|data|utils?|helpers?|support)"
    r"|[\w.-]+[_-](?:samples?|examples?|demos?)"
    r"|(?:integration|functional|acceptance|smoke|unit|e2e)[_-]?tests?)/"
    r"|pipelines?\.ya?ml$|(^|/)(?:vagrant|prometheus)[\w.-]*\.ya?ml$"
    r"|(^|/|[._-])(?:ci|dev|development|test|testing|testutils?|local|cypress|e2e|story|stories"
    r"|sample|example|template|dist|seeds?|fixtures?|mocks?|demo|dummy)\."
    r"|(^|/)(?:docker-)?compose[\w.-]*\.ya?ml$|(^|/)(?:docusaurus\.config|defaults?[_-]settings?)\.",
    IGNORECASE,
)
"""What lives as long as a run of the tests, or as containers on the machine of one developer;
and what a page says in other languages."""
SETTINGS = regex(
    r"(?:^|/|[_-])(?:settings|conf|config(?:uration)?s?|constants?|secrets?|credentials?|production|prod|env(?:ironment)?"
    r"|database|initializers|security)(?:[_-](?:base|common|default|prod|production))?(?:/[\w.-]+)?\.\w+$"
    r"|(?:^|/)(?:application|bootstrap|hibernate|persistence)[\w-]*\.(?:ya?ml|properties|xml)$"
    r"|(?i:(?:config(?:uration)?|constants?|properties|settings|security)\.(?:java|go|[jt]s|rb|py)$)"
)
"""Where a program looks for what it is to use, by the names that frameworks and people give it."""
SHOWN = regex(r"(?i)(?:api|public|site)_?key")
"""What services give to pages, as those of searches and maps do: whoever opens one can read it."""
SCRIPTS = frozenset({"javascript", "typescript", "tsx"})


LENT = regex(
    r"(?i)(?:api|access|consumer|client|app|application|service|subscription|developer)[_-]?(?:key|secret|token)"
)
"""What one service is asked by for another: often of an application that is given to everybody."""
SIGNED = regex(r"(?i)jwt|session|sign|encr|private|auth_?secret")
TRIAL = regex(r"(?i)https?://(?:[\w.]+[.-])?(?:test|demo|sandbox)[.-]")
"""A service that its makers show to everybody."""
NEAR = 700


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a value looks like a real one; examples and what is to be filled in do not."""
    if is_test(source.path) or ASIDE.search(source.path):
        return
    if not facts.secrets:
        return
    served = project.serving() is not None
    script, paths = facts.language in SCRIPTS, (*project.paths, *project.files)
    opened = script and browses(source.path)
    page = script and in_page(source.path, source.text.data, paths)
    used, replaced = _used(source.path, project), _replaced(source.path, project)
    settings = SETTINGS.search(source.path) is not None
    for name, span in facts.secrets:
        if opened and SHOWN.search(name):
            continue
        if KEYS.search(source.text.slice(span.start, span.end)) is None:
            lent = served and not settings and LENT.search(name) and not SIGNED.search(name)
            if lent or _tries(source, span):
                continue
        shown = page or not used or _documents(source, span)
        if shown and KEYS.search(source.text.slice(span.start, span.end)) is None:
            continue  # Whoever opens the page can read it, wherever it is read from
        before = source.text.tail(span.start, NEAR)
        if TRIAL.search(before) and "ENV" in before + source.text.slice(span.start, span.end):
            continue  # By default it is what everybody tries the other service with
        if name in replaced or _shows(source, span, SHOWS if served else EXAMPLES):
            continue
        message = f"`{name}` is a secret in the code; read it from the environment, and replace it."
        yield from report(source, span, "hard-coded-secret", "warning", message, "ask")


NAMED = r"(?:example|sample|template|dummy|placeholder|demo|fixture|mock)s?\w*\s*(?::[^=\n]+)?=[^=]"
EXAMPLES = regex(f"(?i){NAMED}")
"""What is an example by its name."""
SHOWS = regex(
    f"(?i){NAMED}|(?:localhost|127\\.0\\.0\\.1|host\\.docker\\.internal|example\\.(?:com|org))"
)
"""So is this, in what serves, and what is used on the machine of one developer alone."""
LINES = 6


def _shows(source: Source, span: Span, shows: Pattern[str]) -> bool:
    """Whether the lines before a secret say that it is an example, or of this machine alone.

    A key whose form its maker publishes, and what signs, are secrets wherever they are used.
    """
    said = source.text.slice(span.start, span.end)
    if KEYS.search(said):
        return False
    before = source.text.tail(span.start, NEAR).split("\n")[-LINES:]
    return "localhost" in before[-1] or shows.search("\n".join(before)) is not None


def _tries(source: Source, span: Span) -> bool:
    """Whether a place is in what a module of Python does when it is run by itself: it shows how."""
    around = function_at(source, span) if source.language == "python" else None
    return around is not None and TRIES.match(around.name) is not None


TRIES = regex(r"_*(?:main|demo|examples?|usage)(?:_\w+)?$")


def _documents(source: Source, span: Span) -> bool:
    """Whether a place is in a text of Python that is a statement by itself: an example in words."""
    if source.tree is None or source.language != "python":
        return False
    return any(
        one.type == "string"
        and one.parent is not None
        and one.parent.type == "expression_statement"
        for one in ancestors(node_at(source, span))
    )


def _used(path: str, project: Project) -> bool:
    """Whether what stands in a file is used by what serves; where nobody can tell, it may be."""
    if project.serving() is None or serves(path, project):
        return True
    return SETTINGS.search(path) is not None and not by_hand(path)


def _replaced(path: str, project: Project) -> frozenset[str]:
    """Names that settings beside these give another value: what runs elsewhere has that."""
    if not path.endswith(".py") or SETTINGS.search(path) is None:
        return frozenset()
    folder = path.rpartition("/")[0]
    beside = (one for one in project.files if one.endswith(".py") and one != path)
    sources = (project.read(one) for one in beside if one.rpartition("/")[0] == folder)
    return frozenset(hit for one in sources if one for hit in GIVEN.findall(one.text.source))


GIVEN = regex(r"(?m)^[ \t]*([A-Z_][A-Z\d_]*)[ \t]*=[ \t]*+(?![\"'])")
"""A constant that is given no text."""
