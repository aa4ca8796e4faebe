"""Read a file of a Spring project into what it says."""

from re import compile as regex

from backlight.analysis import kotlin
from backlight.analysis.java import file
from backlight.analysis.syntax import Source
from backlight.stacks.spring import functional, path_prefixes
from backlight.stacks.spring.fragment import Code, Fragment
from backlight.stacks.spring.settings import description, settings

SETTINGS = regex(r"(^|/)application\.(properties|ya?ml)$")
OF_TESTS = regex(r"(^|/)(test|tests|integrationTest|testFixtures|it)/(java|resources|kotlin)/")


def scan(source: Source) -> Fragment | None:
    """What a file says, `None` if it is of tests or says nothing of paths."""
    if OF_TESTS.search(source.path):
        return None
    if source.language == "java":
        found = file(source)
        routed = tuple(functional.pieces(source))
        return Code(found, tuple(path_prefixes.prefixes(source)), routed) if found.types else None
    if source.language == "kotlin":
        said = kotlin.file(source)
        return Code(said) if said.types else None
    if SETTINGS.search(source.path):
        return settings(source)
    return description(source) if source.language == "yaml" else None
