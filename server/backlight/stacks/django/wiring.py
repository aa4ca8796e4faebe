"""Where the routes of a new resource are registered: a router that is there, or a new one."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_expressions import dotted, parts
from backlight.analysis.python_read import module
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.django.declare import written
from backlight.stacks.django.link import roots
from backlight.stacks.django.way import fragments
from backlight.stacks.pydantic.imports import add_imports

WHY = "the routes of the new resource"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is registered: the path, the viewset, and how other files import it."""

    path: str
    viewset: str
    relative: str
    """The module as a file of the same app imports it: `.views`."""
    absolute: str


def register(app: str, entry: Entry, project: Project) -> Change | Refused:
    """The registration at the router of the app, of the project, or at a new one."""
    own = f"{app}/urls.py".lstrip("/")
    source = project.read(own) if own in project.paths else None
    if source is not None:
        home = written(source, entry.relative.lstrip("."), entry.absolute)
        return _at_router(source, entry, home) or _new_router(source, entry, home)
    root = _root(project)
    if root is None:
        return Refused("No `ROOT_URLCONF` is found that the new routes could be included in.")
    found = _at_router(root, entry, entry.absolute)
    return found or _new_file(own, root, entry)


def add(
    app: str, items: list[str], wanted: dict[str, set[str]], project: Project
) -> Change | Refused:
    """Paths at the end of the app's `urlpatterns`; an urlconf is made if it has none."""
    own = f"{app}/urls.py".lstrip("/")
    source = project.read(own) if own in project.paths else None
    home = source or _root(project)
    found = _patterns(home) if home is not None else None
    if home is None or found is None:
        return Refused("No list of `urlpatterns` is found that the new routes could be added to.")
    if source is not None:
        items, wanted = _through(source, app, items, wanted)
        every = _appended(source, found[1], "\n    ".join(items))
        return change((source.path, [every, *add_imports(source, wanted)]))
    lines = [f"from {name} import {', '.join(sorted(wanted[name]))}" for name in sorted(wanted)]
    own_lines = [line for line in lines if line.startswith("from .")]
    head = [line for line in lines if line not in own_lines]
    listed = "".join(f"    {item}\n" for item in items)
    text = "\n".join([*head, "", *own_lines]) + f"\n\nurlpatterns = [\n{listed}]\n"
    module = own.removesuffix(".py").replace("/", ".")
    item, needed = _include(home, "api/", f'"{module}"')
    edits = [_appended(home, found[1], item), *add_imports(home, needed)]
    return change((home.path, edits), Change(created={own: text}))


def _through(
    source: Source, app: str, items: list[str], wanted: dict[str, set[str]]
) -> tuple[list[str], dict[str, set[str]]]:
    """The items through the modules that the file has whole: `views.order_list`."""
    left = dict(wanted)
    for name, names in wanted.items():
        whole = f"{app}/{name.rpartition('.')[2]}".strip("/").replace("/", ".")
        imports = module(source).imports.items()
        found = (n for n, target in imports if "." not in n and f".{whole}".endswith(f".{target}"))
        local = next(found, "")
        if local:
            one = regex(rf"(?<=[ (])({'|'.join(sorted(names))})\b(?!\s*=)")
            items = [one.sub(rf"{local}.\1", item) for item in items]
            del left[name]
    return items, left


def _root(project: Project) -> Source | None:
    """The urlconf that the settings name."""
    path = next(iter(roots(fragments(project))), None)
    return project.read(path) if path is not None else None


def _at_router(source: Source, entry: Entry, home: str) -> Change | None:
    """One line more below the last `router.register(…)` of a file."""
    last: tuple[Node, str] | None = None
    for statement, inner in _statements(source):
        name = dotted(field(inner, "function") or inner) if inner.type == "call" else ""
        if name.endswith(".register") and "admin" not in name and "converter" not in name:
            last = (statement, name)
    if last is None:
        return None
    statement, name = last
    named = f', basename="{entry.path}"' if "basename" in text_of(statement) else ""
    line = f'\n{name}("{entry.path}", {entry.viewset}{named})'
    edits = [Edit(statement.end_byte, statement.end_byte, line, WHY)]
    return change((source.path, [*edits, *add_imports(source, {home: {entry.viewset}})]))


def _new_router(source: Source, entry: Entry, home: str) -> Change | Refused:
    """A router above `urlpatterns`, included at their end."""
    found = _patterns(source)
    if found is None:
        return Refused(f"{source.path} has no list of `urlpatterns` to add the routes to.")
    statement, listed = found
    made = f'router = DefaultRouter()\nrouter.register("{entry.path}", {entry.viewset})\n\n'
    item, wanted = _include(source, "", "router.urls")
    wanted["rest_framework.routers"] = {"DefaultRouter"}
    wanted[home] = {entry.viewset}
    above = Edit(statement.start_byte, statement.start_byte, made, WHY)
    edits = [above, _appended(source, listed, item), *add_imports(source, wanted)]
    return change((source.path, edits))


def _new_file(path: str, root: Source, entry: Entry) -> Change | Refused:
    """An urlconf for the app, included in the project's."""
    found = _patterns(root)
    if found is None:
        return Refused(f"{root.path} has no list of `urlpatterns` to add the routes to.")
    text = (
        "from django.urls import include, path\n"
        "from rest_framework.routers import DefaultRouter\n\n"
        f"from {entry.relative} import {entry.viewset}\n\n"
        f'router = DefaultRouter()\nrouter.register("{entry.path}", {entry.viewset})\n\n'
        'urlpatterns = [\n    path("", include(router.urls)),\n]\n'
    )
    package = entry.absolute.rpartition(".")[0]
    item, wanted = _include(root, "api/", f'"{package}.urls"' if package else '"urls"')
    edits = [_appended(root, found[1], item), *add_imports(root, wanted)]
    return change((root.path, edits), Change(created={path: text}))


def _include(source: Source, prefix: str, what: str) -> tuple[str, dict[str, set[str]]]:
    """`path("api/", include(…))`, or `url(…)` where a file knows nothing else, and its imports."""
    known = module(source).imports
    if "url" in known and "path" not in known and "re_path" not in known:
        package = known["url"].rpartition(".")[0]
        return f'url(r"^{prefix}", include({what})),', {package: {"include", "url"}}
    have = {name for name in ("include", "path") if name in known}
    return f'path("{prefix}", include({what})),', {"django.urls": {"include", "path"} - have}


def _appended(source: Source, listed: Node, item: str) -> Edit:
    """More at the end of a list that is written a line an item."""
    items = parts(listed)
    if not items:
        return Edit(listed.start_byte + 1, listed.start_byte + 1, f"\n    {item}\n", WHY)
    end = items[-1].end_byte
    rest = source.text.slice(end, listed.end_byte)
    if rest.lstrip().startswith(","):
        end += len(rest[: rest.index(",") + 1].encode())
        return Edit(end, end, f"\n    {item}", WHY)
    return Edit(end, end, f",\n    {item}", WHY)


def _patterns(source: Source) -> tuple[Node, Node] | None:
    """The statement that gives `urlpatterns`, and the list in it."""
    for statement, inner in _statements(source):
        left, right = field(inner, "left"), field(inner, "right")
        if left is None or right is None or text_of(left) != "urlpatterns":
            continue
        listed = next((n for n in (right, *right.named_children) if n.type == "list"), None)
        if inner.type == "assignment" and listed is not None:
            return statement, listed
    return None


def _statements(source: Source) -> Iterator[tuple[Node, Node]]:
    """The expression statements at the top of a file, each with its expression."""
    for statement in source.root.named_children:
        inner = parts(statement) if statement.type == "expression_statement" else []
        if inner:
            yield statement, inner[0]
