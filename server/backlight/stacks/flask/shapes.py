"""The shape in which the other files of a Flask project refuse, for a file that has none yet."""

from collections import Counter
from dataclasses import replace
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.python_read import module
from backlight.analysis.python_routes import is_test
from backlight.analysis.syntax import Source
from backlight.stacks.flask.answers import Answer, own

MOST = 12
"""Files that are looked at, the nearest first."""
CALLED = regex(r"(?:return |raise )?([A-Za-z_]\w*)\(")


def shared(source: Source, project: Project) -> Answer | None:
    """The answer to a bad request that most of the nearest files give, with what it imports."""
    folder = source.path.rpartition("/")[0]
    near = sorted(
        (p for p, f in project.files.items() if f.handlers and f.language == "python"),
        key=lambda path: (path.rpartition("/")[0] != folder, path),
    )
    found: Counter[Answer] = Counter()
    for path in [p for p in near if p != source.path and not is_test(p)][:MOST]:
        other = project.read(path)
        said = own(other, other.root) if other is not None else None
        if other is not None and said is not None and (known := _imported(said, other, source)):
            found[known] += 1
    return found.most_common(1)[0][0] if found else None


def _imported(said: Answer, other: Source, source: Source) -> Answer | None:
    """The answer with the import that it needs; `None` if it calls what only its own file has."""
    hit = CALLED.match(said.lines[-1])
    if hit is None:
        return said
    target = module(other).imports.get(hit[1], "")
    home, _, name = target.rpartition(".")
    if not home or home.startswith(".") or name != hit[1]:
        return None
    known = module(source).imports.get(name, "")
    if known and known != target:
        return None
    return replace(said, imports=frozenset({(home, name)}))
