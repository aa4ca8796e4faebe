"""The layer of an application that a file is of: what a person goes through a change by."""

from collections.abc import Mapping
from re import compile as regex

from backlight.analysis.languages import language_of
from backlight.analysis.syntax import parse
from backlight.index import facts_of
from backlight.text import Text

NAMES: Mapping[str, str] = {
    "dependency": "Dependencies",
    "schema": "Schemas: what requests and answers look like",
    "model": "Models and tables",
    "migration": "Migrations",
    "route": "Routes and handlers",
    "query": "Queries",
    "test": "Tests",
    "other": "Other code",
}
"""Every layer, and what it is called."""

_WORDS = (
    ("model", regex(r"\.prisma$")),
    ("test", regex(r"(^|/)(tests?|specs?|__tests__|e2e)/|(^|[/_.])(test|spec)([_.]|$)|_test\.")),
    ("migration", regex(r"(^|/)(migrations?|alembic|migrate)/")),
    (
        "dependency",
        regex(
            r"(^|/)(requirements[^/]*(/[^/]*)?\.(txt|in)|pyproject\.toml|package(-lock)?\.json"
            r"|pipfile|go\.(mod|sum)|gemfile(\.lock)?|pom\.xml|build\.gradle(\.kts)?)$"
        ),
    ),
    (
        "schema",
        regex(r"(^|[/_.])(schemas?|serializers?|forms?|dtos?|validators?|validations?)[/_.]"),
    ),
    ("model", regex(r"(^|[/_.])(models?|entit(y|ies)|tables?)[/_.]")),
    (
        "route",
        regex(
            r"(^|[/_.])(routes?|routers?|urls|views?|controllers?|handlers?|endpoints?|blueprints?"
            r"|resources?)[/_.]|(^|/)api/.*\.(py|[cm]?[jt]sx?|java|go|rb)$"
        ),
    ),
    ("query", regex(r"\.sql$")),
)


def layer(path: str, text: Text) -> str:
    """The layer of a file: by its name, else by what stands in it."""
    name = path.lower()
    found = next((layer for layer, words in _WORDS if words.search(name)), None)
    if found is not None or language_of(path) is None:
        return found or "other"
    facts = facts_of(parse(path, text))
    return "route" if facts.handlers else "model" if facts.tables else "other"
