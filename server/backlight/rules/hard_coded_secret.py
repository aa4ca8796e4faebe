"""hard-coded-secret: a key or a password stands in the code, for everyone who reads it."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import is_test
from backlight.analysis.syntax import Source
from backlight.rules.report import report

ASIDE = regex(
    r"(^|/)\.[^/]+/|(^|/)(?:cypress|e2e|ci|dev|docs?|documentation|locales?|_{1,2}mocks_{1,2}|test[_-]env(?:ironment)?s?|(?:integration|functional|acceptance|smoke|unit|e2e)[_-]?tests?)/|pipelines?\.ya?ml$|vagrant[\w.-]*\.ya?ml$|(^|/|[._-])(?:ci|dev|development|test|testing|local|cypress|e2e|story|stories)\.|(^|/)(?:docker-)?compose[\w.-]*\.ya?ml$"
)
"""What lives as long as a run of the tests, or as containers on the machine of one developer;
and what a page says in other languages."""


def find(facts: FileFacts, source: Source, _project: Project) -> Iterator[Finding]:
    """Found where a value looks like a real one; examples and what is to be filled in do not."""
    if is_test(source.path) or ASIDE.search(source.path):
        return
    for name, span in facts.secrets:
        message = f"`{name}` is a secret in the code; read it from the environment, and replace it."
        yield from report(source, span, "hard-coded-secret", "warning", message, "ask")
