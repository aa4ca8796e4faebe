"""Which files of a project run for a request: those with handlers, and what these import.

What somebody runs by hand, what runs in a page, what measures or fills a database stands beside the
handlers in every folder and under every name; what they all lack is a handler that leads to them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from posixpath import dirname, join, normpath

from backlight.analysis import javascript_modules, python_files
from backlight.analysis.facts import Endpoint, FileFacts, Project
from backlight.analysis.languages import language_of
from backlight.analysis.places import browses, by_hand, is_test

CALLED = re.compile(
    r"(?:^|/)(?:routes?|routers?|controllers?|handlers?|resolvers?|gateways?|middlewares?|consumers?"
    r"|listeners?|subscribers?|processors?|jobs?|workers?|queues?)/"
    r"|(?:^|/)pages/api/|(?:^|/)app/(?:[^/]+/)*route\.[jt]sx?$"
    r"|\.(?:controller|resolver|gateway|processor|consumer|listener|middleware)\.[jt]s$"
    r"|(?:^|/)(?:tasks|consumers|middlewares?|jobs|signals|receivers)\.py$|(?:^|/)tasks/[^/]+\.py$"
    r"|(?:Controller|Resource|Listener|Consumer|Job|Filter|Interceptor|Endpoint)\.java$"
)
"""Where stands what a framework or a queue calls, though no endpoint is known there."""
RUBY = re.compile(r"(?:^|/)(?:app|lib)/")
"""Rails loads these by the names of their classes, without a word."""
PACKAGED = (".java", ".go")
Find = Callable[[str, str], Iterable[str]]


def serves(path: str, project: Project) -> bool:
    """Whether a file runs for a request; where nobody can tell, it may."""
    known = project.serving()
    return known is None or path in known


def shows(path: str, project: Project) -> bool:
    """Whether there is evidence that a file runs for a request, or by a queue.

    A few files that stand alone are taken as they are; a project of many in which nothing serves is
    a library, a command, or speaks a framework that nobody here knows.
    """
    if project.serving() is not None:
        return serves(path, project)
    return len(project.files) <= ALONE or _called(path)


ALONE = 12


def serving(
    files: Mapping[str, FileFacts], endpoints: tuple[Endpoint, ...]
) -> frozenset[str] | None:
    """The paths of such files, and `None` where no endpoint is known: then nobody can tell."""
    roots = {one.handler_file or one.file for one in endpoints}
    roots = {path for path in roots if not (is_test(path) or by_hand(path))}
    if not endpoints:
        return None
    roots |= _called_in(files, roots)
    roots |= _beside(files, roots)
    ways, found, left = _ways(files), set(roots), list(roots)
    while left:
        path = left.pop()
        find = ways.get(language_of(path) or "")
        if find is None or path not in files:
            continue
        new = {one for name in files[path].imports for one in find(name, path)} - found
        found |= new
        left += new
    return frozenset(found)


def _called_in(files: Mapping[str, FileFacts], roots: Iterable[str]) -> set[str]:
    """What something calls by its path; a folder of scripts is of pages, unless its part serves.

    Libraries for pages have controllers and handlers as well.
    """
    parts = {_part(path) for path in roots if _is_script(path)}
    found = {path for path in files if _called(path)}
    return {
        path for path in found if not _is_script(path) or NAMED.search(path) or _part(path) in parts
    }


def _is_script(path: str) -> bool:
    return language_of(path) in {"javascript", "typescript"}


def _part(path: str) -> str:
    """The first folder of a path, or the first below one that holds the parts of a project."""
    hit = PART.match(path)
    return hit[0] if hit is not None else ""


PART = re.compile(r"(?:(?:apps|packages|services|libs)/)?[^/]*/")
NAMED = re.compile(
    r"(?:^|/)pages/api/|(?:^|/)app/(?:[^/]+/)*route\.[jt]sx?$"
    r"|\.(?:controller|resolver|gateway|processor|consumer|listener|middleware)\.[jt]s$"
)
"""Where a framework of servers finds what it calls."""


def _called(path: str) -> bool:
    """Whether something calls what stands there, by its path; pages are written in TSX."""
    ruby = path.endswith(".rb") and RUBY.search(path) is not None
    if not ruby and (CALLED.search(path) is None or path.endswith(("x", ".vue"))):
        return False
    return not (is_test(path) or by_hand(path) or browses(path))


def _beside(files: Mapping[str, FileFacts], roots: Iterable[str]) -> set[str]:
    """What Java and Go see without an import: the files of the same package."""
    packages = {dirname(path) for path in roots if path.endswith(PACKAGED)}
    near = (path for path in files if path.endswith(PACKAGED) and dirname(path) in packages)
    return {path for path in near if not (is_test(path) or by_hand(path))}


def _ways(files: Mapping[str, FileFacts]) -> dict[str, Find]:
    """By language: the files that an import in a file may mean."""
    spoken: dict[str, list[str]] = {}
    for path in files:
        spoken.setdefault(language_of(path) or "", []).append(path)
    scripts = _javascript([p for one in ("javascript", "typescript") for p in spoken.get(one, ())])
    return {
        "python": _python(spoken.get("python", [])),
        "javascript": scripts,
        "typescript": scripts,
        "go": _go(spoken.get("go", [])),
        "java": _java(spoken.get("java", [])),
    }


def _python(paths: list[str]) -> Find:
    known = python_files.Files(paths)
    every = frozenset(paths)

    def find(name: str, near: str) -> Iterator[str]:
        if name.startswith("."):
            up = len(name) - len(name.lstrip("."))
            base = normpath(join(dirname(near), *[".."] * (up - 1), *name[up:].split(".")))
            yield from (p for p in (f"{base}.py", f"{base}/__init__.py") if p in every)
        elif (path := known.named(name, near) or known.inside(name, near)) is not None:
            yield path

    return find


def _javascript(paths: list[str]) -> Find:
    known = javascript_modules.Files(paths)

    def find(name: str, near: str) -> Iterator[str]:
        path = known.resolve(name, near)
        if path is None and name.startswith("@"):  # A package of the same repository
            path = known.resolve(f"@{name.partition('/')[2]}/src/index", near)
        if path is not None:
            yield path

    return find


def _go(paths: list[str]) -> Find:
    """All files of the package; what is imported ends as the path of a folder does."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        if not is_test(path):
            folders.setdefault(dirname(path), []).append(path)

    def find(name: str, _near: str) -> Iterable[str]:
        parts = name.split("/")
        tails = ("/".join(parts[at:]) for at in range(len(parts)))
        return next((folders[tail] for tail in tails if tail in folders), ())

    return find


def _java(paths: list[str]) -> Find:
    """The type, what stands in its package, and what carries it out: `RatesImpl` for `Rates`."""
    names: dict[str, list[str]] = {}
    packages: dict[str, list[str]] = {}
    for path in paths:
        if not is_test(path):
            names.setdefault(path.rpartition("/")[2].removesuffix(".java"), []).append(path)
            packages.setdefault(dirname(path), []).append(path)

    def find(name: str, _near: str) -> Iterator[str]:
        last = name.rpartition(".")[2]
        tail = name.replace(".", "/") + ".java"
        for path in names.get(last, ()):
            if path.endswith(tail):
                yield from packages[dirname(path)]
                yield from names.get(f"{last}Impl", ())

    return find
