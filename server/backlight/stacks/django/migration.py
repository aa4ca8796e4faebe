"""A new migration of Django, behind the one that is the last of its app."""

from collections import Counter
from collections.abc import Sequence
from posixpath import basename
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused

NUMBERED = regex(r"^(\d{4})_\w+\.py$")
DEPENDS = regex(r"\(\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)[\"']\s*,?\s*\)")


def home_of(table: Table) -> str:
    """The folder of an app, by the file of its models."""
    folder = table.file.rpartition("/")[0]
    return folder.removesuffix("/models") if folder != "models" else ""


def migration(
    project: Project,
    home: str,
    slug: str,
    operations: list[str],
    *,
    imports: Sequence[tuple[str, str]] = (),
    apart: bool = False,
) -> Change | Refused:
    """The file of the migration; no change at all where the app has none.

    `imports` are modules and their names that the operations say, besides what each migration
    imports; what is done `apart` is done by PostgreSQL outside of a transaction.
    """
    folder = f"{home}/migrations" if home else "migrations"
    inside = [path for path in project.paths if path.rpartition("/")[0] == folder]
    known = {
        basename(path).removesuffix(".py"): path
        for path in inside
        if NUMBERED.match(basename(path))
    }
    if not known:
        return Change()
    told = [pair for path in known.values() for pair in DEPENDS.findall(_text(project, path))]
    labels = Counter(label for label, name in told if name in known)
    label = labels.most_common(1)[0][0] if labels else basename(home)
    leaves = sorted(known.keys() - {name for own, name in told if own == label})
    if len(leaves) != 1:
        return Refused(f"{folder} has {len(leaves)} last migrations, not one; merge them first.")
    number = max(int(name[:4]) for name in known) + 1
    path = f"{folder}/{number:04}_{slug}.py"
    lines = [
        *_imported([*imports, ("django.db", "migrations"), ("django.db", "models")]),
        "",
        "",
        "class Migration(migrations.Migration):",
        *(["    atomic = False", ""] if apart else []),
        f'    dependencies = [("{label}", "{leaves[0]}")]',
        "",
        "    operations = [",
        *(f"        {line}" for line in operations),
        "    ]",
        "",
    ]
    return Change({}, {path: "\n".join(lines)})


def _imported(wanted: Sequence[tuple[str, str]]) -> list[str]:
    """A line for each module, with the names of it."""
    by_module: dict[str, set[str]] = {}
    for module, name in wanted:
        by_module.setdefault(module, set()).add(name)
    return [f"from {one} import {', '.join(sorted(by_module[one]))}" for one in sorted(by_module)]


def _text(project: Project, path: str) -> str:
    source = project.read(path)
    return source.text.source if source is not None else ""
