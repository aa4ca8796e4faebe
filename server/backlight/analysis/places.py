"""Where projects keep what, by the names of their files.

>>> is_test("tests/test_users.py"), is_test("src/users.service.spec.ts"), is_test("src/contest.py")
(True, True, False)
>>> is_test("tests.py")
True
>>> own_tests("app/users.py", ("tests/test_users.py", "tests/test_items.py"))
('tests/test_users.py',)
>>> own_tests("handlers/index.go", ("frontend/Index.spec.js",))
()
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain, count

from backlight.analysis.languages import language_of

TEST = re.compile(
    r"(^|/)(tests?|specs?|e2e|__tests__|(?:playwright|selenium|e2e|integration|unit|acceptance|functional|ui)[_-]tests?|unittests|test-?suites?)/|(^|/)test_|[._-](test|spec)s?\.\w+$|(^|/)tests\.py$|(^|/)features/(?:step_definitions|support)/"
    r"|[a-z](Tests?|IT)\.(java|kt)$"
)
SUPPORT = re.compile(r"(^|/)(fixtures?|factor(y|ies)|mocks?|__mocks__|stubs?|utils|helpers)/")
"""What tests need, and is none."""
MIGRATION = re.compile(r"(^|/)(migrations?|migrate|alembic|versions|changelog)/.+\.\w+$")
ONCE = re.compile(
    r"(^|/)(?:(?:db_)?migrations?(?:[-_]?scripts|[-_](?:old|legacy|archived?|backup))?|migrate|alembic|upgrades?|(?:db|liquibase)/changelog)/.+\.\w+$"
    r"|(^|/)versions/(?:[\da-f]{8}|\d{3,4}[_-])[^/]*\.py$|(^|/)(?:db_?)?(?:migrations?|upgrades?)\.\w+$"
)
"""Folders of the tools that migrate, revisions as Alembic names them, and modules of many steps."""
SCRIPT = re.compile(
    r"(^|/)(?:scripts?|tools?|utils/scripts|hack|bin|cli|(?:[\w.-]+[_-])?(?:examples?|demos?)|[\w.-]+[_-]samples?|docs?|devtools|management/commands)/"
    r"|(^|/)(?:seed|fixtures?|populate|sample_?data)\w*\.\w+$|(^|/)lib/tasks/|\.rake$"
    r"|(^|/)(?:commands|cli|manage)\.py$"
)
SETS_UP = re.compile(r"(?:^|/)(?:setup|install(?:er)?)\.\w+$")
BROWSER = re.compile(
    r"(^|/)(?:static|public|assets|frontend|client|web|www|components|pages|views|hooks|stores?|ui"
    r"|javascript|[\w-]+-(?:web|frontend|client|ui|desktop))/"
)
FAMILIES = (
    {"javascript", "typescript", "tsx"},
    {"java", "kotlin"},
    *({one} for one in ("python", "go", "ruby")),
)
"""Languages whose tests test each other."""
HEAD = 1000
"""Bytes in which a file says that it is generated."""
SAYS_SO = re.compile(
    rb"DO NOT (?:EDIT|MODIFY)|@generated\b|(?i:this file (?:is|was) auto-?generated)"
)
PLURAL = re.compile(r"(ies|es|s)$")
ROLE = re.compile(
    r"(^test_?|_?(tests?|spec|routes?|router|views?|controllers?|handlers?|api|service|it)$)",
    re.IGNORECASE,
)


def is_test(path: str) -> bool:
    """Whether a file holds tests, or what they need."""
    return TEST.search(path) is not None


def is_migration(path: str) -> bool:
    """Whether a file changes a database step by step."""
    return MIGRATION.search(path) is not None


def runs_once(path: str) -> bool:
    """Whether what a file holds has run, and runs no more: a migration, or a module of many."""
    return ONCE.search(path) is not None


def by_hand(path: str) -> bool:
    """Whether a file is for somebody who runs it by hand: a script, a tool, a command."""
    return SCRIPT.search(path) is not None


def browses(path: str) -> bool:
    """Whether a script stands where those for a browser do."""
    return BROWSER.search(path) is not None


def sets_up(path: str) -> bool:
    """Whether what a file holds runs once, for who installs, before anybody else is served."""
    return SETS_UP.search(path) is not None


def generated(data: bytes) -> bool:
    """Whether a file says that a program wrote it, and will write it anew.

    "DO NOT EDIT" alone is said to people of what they wrote themselves.
    """
    head = data[:HEAD]
    return b"generated" in head.lower() and SAYS_SO.search(head) is not None


def own_tests(path: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The tests that are named after a file: `test_users.py` for `users.py`, `routes/users.py`."""
    named = _by_subject(paths).get(_subject(path), ())
    own = language_of(path)
    mine = next((family for family in FAMILIES if own in family), None)
    return tuple(p for p in named if mine is None or language_of(p) in {None, *mine})


def free_path(stem: str, more: str, end: str, paths: tuple[str, ...]) -> str:
    """The first free path of `test_a.py`, `test_a_more.py`, `test_a_more_2.py` and so on."""
    later = (f"{more}{more[0]}{number}" for number in count(2))
    names = (f"{stem}{one}{end}" for one in chain(("", more), later))
    return next(one for one in names if one not in paths)


@lru_cache(maxsize=128)
def matching(pattern: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The paths that a regular expression finds; the paths of a project are searched once."""
    found = re.compile(pattern).search
    return tuple(path for path in paths if found(path))


@lru_cache(maxsize=8)
def tests_in(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The files of tests among the paths of a project."""
    return tuple(filter(is_test, paths))


@lru_cache(maxsize=8)
def migrations_in(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The migrations among the paths of a project."""
    return tuple(filter(is_migration, paths))


@lru_cache(maxsize=8)
def _by_subject(paths: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in tests_in(paths):
        if SUPPORT.search(path):
            continue
        if subject := _subject(path):
            found[subject] = (*found.get(subject, ()), path)
    return found


def _subject(path: str) -> str:
    """What a file is about, by its name without its role: `user` of `users.controller.ts`."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".", maxsplit=1)[0]
    before = ""
    while stem != before:
        before, stem = stem, ROLE.sub("", stem).strip("_-")
    while not stem and folder:  # `users/views.py` is about users, `users/tests/test_views.py` too
        folder, _, name = folder.rpartition("/")
        stem = "" if name in {"tests", "test", "spec", "__tests__"} else name
    return PLURAL.sub("", stem.lower().replace("-", "_"))
