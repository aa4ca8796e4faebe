"""Which files of an app a new resource goes into, how they import, and how text gets there."""

from collections import Counter

from backlight.analysis.facts import Project
from backlight.analysis.python_read import module
from backlight.analysis.python_values import Literal
from backlight.analysis.syntax import Source, parse
from backlight.edits import Change, Edit, applied, change
from backlight.stacks.django.declare import written
from backlight.stacks.django.registry import Known, find
from backlight.stacks.django.way import fragments
from backlight.stacks.names import snake
from backlight.stacks.pydantic.imports import add_imports
from backlight.stacks.rails_words import plural
from backlight.text import Text

Wanted = dict[str, set[str]]


def folder(path: str) -> str:
    """The folder of the app that a model belongs to."""
    above, _, last = path.rpartition("/")[0].rpartition("/")
    return above if last == "models" else path.rpartition("/")[0]


def views(app: str, project: Project) -> Source:
    """The file of the app with most of its endpoints, else its `views.py`, perhaps still empty."""
    start = f"{app}/".lstrip("/")
    inside = [e.file for e in project.endpoints if e.file.startswith(start)]
    path = Counter(inside).most_common(1)[0][0] if inside else f"{start}views.py"
    return at(path, project)


def tests(model: str, app: str, project: Project) -> Source:
    """`tests/` of the app, its `tests.py`, `tests/` of the project; else a new `tests.py`."""
    start, name = f"{app}/".lstrip("/"), f"test_{plural(snake(model))}.py"
    if any(path.startswith(f"{start}tests/") for path in project.paths):
        return at(f"{start}tests/{name}", project)
    if f"{start}tests.py" not in project.paths and any(
        p.startswith("tests/") for p in project.paths
    ):
        return at(f"tests/{name}", project)
    return at(f"{start}tests.py", project)


def at(path: str, project: Project) -> Source:
    """A file of the project, or an empty one in its place."""
    found = project.read(path) if path in project.paths else None
    return found if found is not None else parse(path, Text(""))


def model_import(known: Known, path: str, project: Project) -> Wanted:
    """How a file imports a model: from the package that shows it, near by a relative name."""
    home = known.source.path
    package = home.rpartition("/")[0]
    shown = project.read(f"{package}/__init__.py") if package.endswith("/models") else None
    if shown is not None and known.name in module(shown).imports:
        home = f"{package}.py"
    near = path.rpartition("/")[0]
    dotted = dotted_name(home, project)
    if home.rpartition("/")[0] != near:
        return {dotted: {known.name}}
    inner = home.removeprefix(near).strip("/").removesuffix(".py")
    return {written(at(path, project), inner, dotted): {known.name}}


def dotted_name(path: str, project: Project) -> str:
    """A module by the name that other files of the project call it by."""
    names = path.removesuffix(".py").split("/")
    tops: Counter[str] = Counter()
    for fragment in fragments(project).values():
        root = fragment.texts.get("ROOT_URLCONF")
        said = [root.value] if isinstance(root, Literal) and isinstance(root.value, str) else []
        tops.update(name.split(".")[0] for name in (*fragment.module.imports.values(), *said))
    first = next((i for i, name in enumerate(names[:-1]) if tops[name]), 0)
    return ".".join(names[first:])


def put(
    into: Source,
    text: str,
    wanted: Wanted,
    project: Project,
    why: str,
    plain: tuple[str, ...] = (),
) -> Change:
    """A text at the end of a file, or in a new one, with its imports; `plain` are `import x`."""
    if into.path not in project.paths:
        groups: dict[int, list[str]] = {-1: [f"import {name}" for name in plain], 0: [], 1: []}
        for name in sorted(wanted):
            line = f"from {name} import {', '.join(sorted(wanted[name]))}"
            groups[_group(name, into)].append(line)
        lines = ["\n".join(group) for group in groups.values()]
        head = "\n\n".join(line for line in lines if line)
        return Change(created={into.path: f"{head}\n\n\n{text}"})
    data = into.text.data
    gap = "\n\n" if data.endswith(b"\n") else "\n\n\n"
    end = Edit(len(data), len(data), f"{gap}{text}" if data.strip() else text, why)
    missing = [name for name in plain if name not in module(into).imports]
    first = _first_import(into)
    gap = "" if into.text.data.startswith(b"import ", first) else "\n"
    above = "".join(f"import {name}\n" for name in missing) + gap
    edits = [Edit(first, first, above, why)] if missing else []
    return change((into.path, [*edits, *add_imports(into, wanted), end]))


def with_imports(made: Change, path: str, wanted: Wanted, project: Project) -> Change:
    """A change of a file with more imports in it, whether the file is new or not."""
    if path not in made.created:
        return change(made, (path, add_imports(at(path, project), wanted)))
    new = parse(path, Text(made.created[path]))
    after = applied(Change({path: tuple(add_imports(new, wanted))}), lambda _path: new.text)
    return Change(made.edits, {**made.created, path: after[path].source})


def models_of_tests(rows: dict[str, tuple[str, str]], path: str, project: Project) -> Wanted:
    """The imports of the models whose rows a test makes."""
    wanted: Wanted = {}
    for model, _ in rows.values():
        known = find(project, model)
        for name, names in model_import(known, path, project).items() if known else ():
            wanted[name] = wanted.get(name, set()) | names
    return wanted


def _first_import(source: Source) -> int:
    """Where the first import that is not from `__future__` stands."""
    kinds = {"import_statement", "import_from_statement"}
    return next((n.start_byte for n in source.root.named_children if n.type in kinds), 0)


def _group(name: str, into: Source) -> int:
    """0 for packages, 1 for the project."""
    return int(name.startswith(".") or name.split(".", maxsplit=1)[0] in into.path.split("/"))
