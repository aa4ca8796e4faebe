"""Which migrations of Django come before a new one, in every app that it depends on."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from posixpath import basename
from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source
from backlight.checks import earlier

HOME = regex(r"(?:^|/)migrations/(?!__init__)\w+\.py$")
DEPENDS = regex(r"\(\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)[\"']\s*,?\s*\)")
SWAPPED = regex(r"swappable_dependency\(\s*settings\.AUTH_USER_MODEL")
USER = regex(r"^[ \t]*AUTH_USER_MODEL\s*=\s*[\"'](\w+)\.(\w+)[\"']", MULTILINE)
SETTINGS = regex(r"(?:^|/)(?:\w*settings\w*|base|config|common)(?:/\w+)*\.py$")
OPERATIONS = regex(r"^[ \t]+operations\s*(?::[^=\n]+)?=", MULTILINE)
Place = tuple[str, str]
"""The label of an app, and the name of a migration."""


def label(project: Project, path: str) -> str:
    """The label of the app of a migration: as its dependencies say it, else its folder's name."""
    return _labels(project, [path])[path.rpartition("/")[0]]


def user(project: Project) -> Place:
    """The model of users that the settings name."""
    for path in project.paths:
        if SETTINGS.search(path):
            hit = USER.search(earlier.text(project, path))
            if hit is not None:
                return hit[1], hit[2].lower()
    return "auth", "user"


def migrations(before: Project, new: Source) -> list[tuple[str, Source]]:
    """Each with the label of its app; what a migration depends on comes before it."""
    paths = [path for path in before.paths if HOME.search(path)]
    labels = _labels(before, [*paths, new.path])
    known = {(labels[path.rpartition("/")[0]], basename(path)[:-3]): path for path in paths}
    people = user(before)[0]
    found: list[Place] = []
    seen: set[Place] = set()
    mine: Place = ("", new.path)
    open_ = [(mine, _follows(new.text.source, known, people))]
    while open_:
        one = next((one for one in open_[-1][1] if one not in seen), None)
        if one is not None:
            seen.add(one)
            open_.append((one, _follows(earlier.text(before, known[one]), known, people)))
        else:
            found.append(open_.pop()[0])
    found.remove(mine)
    read = ((place[0], before.read(known[place])) for place in found)
    return [(app, source) for app, source in read if source is not None]


def _follows(text: str, known: dict[Place, str], people: str) -> Iterator[Place]:
    head = OPERATIONS.split(text, maxsplit=1)[0]
    said = DEPENDS.findall(head)
    said += [(people, "__first__")] if SWAPPED.search(head) else []
    for app, name in said:
        mine = sorted(one for one in known if one[0] == app)
        if (app, name) in known:
            yield app, name
        elif mine and name in {"__first__", "__latest__"}:
            yield mine[0 if name == "__first__" else -1]


def _labels(project: Project, paths: list[str]) -> dict[str, str]:
    """Folder of migrations -> label of the app, which can be another one than its name."""
    names = defaultdict(set)
    for path in project.paths:
        if HOME.search(path):
            names[path.rpartition("/")[0]].add(basename(path)[:-3])
    found = {}
    for folder in dict.fromkeys(path.rpartition("/")[0] for path in paths):
        said = [
            pair
            for name in sorted(names[folder])[:9]
            for pair in DEPENDS.findall(
                OPERATIONS.split(earlier.text(project, f"{folder}/{name}.py"), maxsplit=1)[0]
            )
        ]
        labels = Counter(app for app, name in said if name in names[folder])
        plain = basename(folder.rpartition("/")[0])
        found[folder] = labels.most_common(1)[0][0] if labels else plain
    return found
