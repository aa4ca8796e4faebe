"""Where a new resource goes: the sibling it is written after, and where that is mounted."""

from collections import Counter
from dataclasses import dataclass
from posixpath import basename, dirname, join
from re import compile as regex
from re import escape

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, ancestors
from backlight.analysis.tables import Table
from backlight.edits import Refused
from backlight.stacks.express.follow import linked
from backlight.stacks.express.link import surveyed
from backlight.stacks.express.naming import singular
from backlight.stacks.express.route import Route, Router
from backlight.stacks.express.routers import Mounts
from backlight.stacks.rails_words import plural


@dataclass(frozen=True, slots=True)
class Sibling:
    """A file of routes that a new one is written after."""

    source: Source
    routes: tuple[Route, ...]
    word: str
    """What it is about, as its file name says it: `article`."""
    mount: Source
    """The file in which it is mounted."""
    prefix: str
    """The path it is mounted at there, `/` if its routes say the whole path."""
    controller: str = ""
    """The file of its handlers, if that is another one."""


def sibling(project: Project, table: Table) -> Sibling | Refused:
    """The file of routes nearest to what a new resource looks like."""
    routes, mounts = surveyed(linked(project).world.modules)
    by_router: dict[Router, list[Route]] = {}
    for route in routes:
        by_router.setdefault(route.router, []).append(route)
    ordered = sorted(by_router.items(), key=lambda item: (-len(item[1]), str(item[0])))
    found = (_sibling(project, mounts, router, some) for router, some in ordered)
    return next(filter(None, found), None) or Refused(
        "No file of routes was found that another file mounts and that is named after what it "
        f"serves, so there is no pattern for `{table.model}` to follow: ask the agent for it."
    )


def _sibling(
    project: Project, mounts: Mounts, router: Router, routes: list[Route]
) -> Sibling | None:
    path, start, _ = router
    source = project.read(path)
    if source is None or not isinstance(start, int) or not mounts.get(router):
        return None
    if any(route.file != path for route in routes) or _inside(source, start):
        return None
    (parent, _, _), prefix = mounts[router][0][0], mounts[router][0][1]
    mount = project.read(parent)
    if mount is None or parent == path:
        return None
    segments = [s for s in f"{prefix}/{routes[0].path}".split("/") if s and s[0] not in ":{*"]
    words = [w for s in segments for w in (s, singular(s), plural(s))]
    stem = basename(path) if not basename(path).startswith("index.") else basename(dirname(path))
    word = next((w for w in sorted(words, key=len) if w.lower() in stem.lower()), "")
    if not word:
        return None
    others = Counter(r.handler_file for r in routes if r.handler_file != path)
    controller = others.most_common(1)[0][0] if sum(others.values()) * 2 > len(routes) else ""
    return Sibling(source, tuple(routes), singular(word), mount, prefix, controller)


def _inside(source: Source, start: int) -> bool:
    """Whether something stands in a class or a function."""
    node = source.root.descendant_for_byte_range(start, start + 1)
    kinds = ("class", "function", "method", "arrow")
    return node is not None and any(n.type.startswith(kinds) for n in ancestors(node))


def renamed(path: str, word: str, name: str) -> str:
    """A path with what it is about replaced, in folders and file, in its number and case."""
    many, one = plural(word), singular(word)

    def put(found: str) -> str:
        new = plural(name) if found.lower() == many.lower() and many != one else name
        return new[:1].upper() + new[1:] if found[:1].isupper() else new

    small = f"{escape(many)}|{escape(one)}"
    large = "|".join(word[:1].upper() + word[1:] for word in small.split("|"))
    pattern = regex(rf"(?:(?<![A-Za-z])(?:{small})|(?:{large}))(?![a-z])")
    folder, file = dirname(path), basename(path)
    parts = folder.split("/") if folder else []
    parts = [pattern.sub(lambda m: put(m[0]), p) if pattern.fullmatch(p) else p for p in parts]
    return (
        join(*parts, pattern.sub(lambda m: put(m[0]), file))
        if parts
        else pattern.sub(lambda m: put(m[0]), file)
    )
