"""Whether a project counts requests, or wrong passwords, anywhere before a handler is reached."""

from functools import lru_cache
from re import IGNORECASE, Pattern
from re import compile as regex

from backlight.analysis.facts import FileFacts, Project
from backlight.analysis.guards import limited
from backlight.analysis.places import matching

MOST = 40
"""Files that may be asked before every request: the nearest to the root."""
HOOKS = r"(?:^|/)(?:app|main|server|context|middlewares?|security|extensions|hooks?|__init__)\.py$"
FIRST = regex(
    r"@\w+(?:\.\w+)?\.before_(?:app_)?request\b[^\n]*\n"
    r"[ \t]*(?:async )?def (?:[^\n]*\n){1,30}?[^\n]*(?:rate_?limit|throttl)",
    IGNORECASE,
)


FRONTS = r"(?:^|/)[^/]*nginx[^/]*(?:/|$)|\.conf(?:\.\w+)?$|(?:^|/)Caddyfile$|(?:^|/)traefik[^/]*$"
COUNTS = regex(r"limit_req|rate_?limit|ratelimit")


def counted_first(project: Project) -> bool:
    """Whether what Flask calls before each request of the application counts them."""
    return _said(project, HOOKS, (*project.paths, *project.files), FIRST)


def counted_in_front(project: Project) -> bool:
    """Whether the web server that stands before the application counts requests."""
    return _said(project, FRONTS, project.paths, COUNTS)


def _said(project: Project, named: str, paths: tuple[str, ...], pattern: Pattern[str]) -> bool:
    """Whether files of such names say so, the nearest to the root."""
    nearest = sorted(matching(named, paths), key=len)[:MOST]
    read = (project.read(path) for path in nearest)
    return any(one is not None and pattern.search(one.text.source) for one in read)


def elsewhere(facts: FileFacts, project: Project) -> bool:
    """Whether a controller of Java uses types of other modules: these may count what failed."""
    if facts.language != "java":
        return False
    package = facts.path.rpartition("java/")[2].split("/")[:-1][:3]
    ours = ".".join(package) + "."
    known = _files((*project.paths, *project.files))
    types = (name.rpartition(".")[2] for name in facts.imports if name.startswith(ours))
    return any(one[:1].isupper() and f"{one}.java" not in known for one in types)


@lru_cache(maxsize=2)
def _files(paths: tuple[str, ...]) -> frozenset[str]:
    """The names of the files of a project."""
    return frozenset(path.rpartition("/")[2] for path in paths)


LOCKS = regex(
    r"(?i)(?:fail|bad|invalid|wrong|login|sign_?in)\w*(?:count|attempt|tries)|\battempts?$|lock(?:ed)?_?(?:out|at|until|time|count)|is_?locked"
)


def _locks(project: Project) -> bool:
    """Whether a table keeps how often somebody failed, or until when an account is locked."""
    return any(LOCKS.search(c.name) for table in project.schema.tables for c in table.columns)


def counts(project: Project) -> bool:
    """Whether the project counts anywhere: by a file of that name, or by a column."""
    return _named((*project.paths, *project.files)) or _locks(project)


@lru_cache(maxsize=2)
def _named(paths: tuple[str, ...]) -> bool:
    """Whether a file of the project is named after a limit."""
    return any(map(limited, paths))
