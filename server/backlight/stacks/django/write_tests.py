"""Tests of what a view of Django is certain to refuse: by decorators, and by what it looks up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import dirname, join
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.places import matching, own_tests, tests_in
from backlight.analysis.python_tree import decorators_of, name_of
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.django.of_class import of_class
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.absent import absent
from backlight.stacks.record import Writer

PART = regex(r"\{(\w+)\}")
CONVERTED = regex(r"<(?:(\w+):)?(\w+)>")
ROW = {
    "int": "2147483647",
    "slug": "there-is-none",
    "str": "there-is-none",
    "": "there-is-none",
    "uuid": "6f1c4f0e-6d0b-4a43-9d3c-3a1f0e2b7c55",
}
ROUTED = {"pk": "int", "id": "int", "slug": "slug"}
SIGNS = regex(r"^login_required\b(?!\()")
FROM = regex(r"(?m)^from django\.contrib\.auth\.decorators import [^\n]*\blogin_required\b")
METHODS = {"require_POST": ("POST",), "require_GET": ("GET",), "require_safe": ("GET", "HEAD")}
LISTED = regex(r"^require_http_methods\(\s*[\[(]([^\])]*)[\])]\s*\)$")
CALM = regex(
    r"^(?:csrf_exempt|never_cache|transaction\.atomic|cache_page|gzip_page|csrf_protect)\b"
)
CASES = regex(r"TestCase\b")
URLS = r"(?:^|/)urls(?:\.py$|/\w+\.py$)"
MOST = 12
SAID = {
    302: regex(r"assertRedirects|\b302\b"),
    404: regex(r"\b404\b"),
    405: regex(r"\b405\b"),
}
"""How tests say that they are about a status."""
NO_TESTS = "No test of this application is there to stand beside: ask the agent for a first."


@dataclass(frozen=True, slots=True)
class Case:
    """One request, and how it is refused."""

    name: str
    method: str
    status: int


def write_tests(source: Source, handler: Handler, project: Project) -> Refused | Writer:
    """What decorators refuse from the outside in, then what the view looks up first."""
    function = function_of(source, handler)
    found = served(project, source.path, handler.name)
    if handler.name.partition(".")[0] in _classes(source):
        return of_class(source, handler, project, lambda one: _url(project, one))
    if function is None or not found or "." in handler.name:
        return Refused(f"`{handler.name}` is no function with a route of its own: ask the agent.")
    url = _url(project, found[0])
    if not url:
        return Refused(f"What `{found[0].path}` takes in its path is not certain: ask the agent.")
    cases = tuple(_cases(source, function, found))
    if not cases:
        return Refused(
            f"What `{handler.name}` refuses does not follow from its declarations: ask the agent."
        )
    home = _home(project, source.path, handler.name)
    if not home:
        return Refused(NO_TESTS)
    return lambda: _written(project, home, (source.path, handler.name), (url, cases))


def _classes(source: Source) -> frozenset[str]:
    nodes = (n for n in source.root.named_children)
    inner = (field(n, "definition") or n if n.type == "decorated_definition" else n for n in nodes)
    return frozenset(name_of(n) for n in inner if n.type == "class_definition")


def _cases(source: Source, function: Node, found: Sequence[Endpoint]) -> Iterator[Case]:
    methods = {e.method for e in found}
    asked = "GET" if methods & {"GET", "ANY"} else min(methods)
    for decorator in map(text_of, decorators_of(function)):
        if SIGNS.match(decorator) and FROM.search(source.text.source):
            yield Case("whoever_has_not_signed_in", asked, 302)
            return
        if allowed := _allowed(decorator):
            asked = allowed[0]
            other = next(m for m in ("DELETE", "PUT") if m not in allowed)
            yield Case(f"a_request_by_{other.lower()}", other, 405)
        elif not CALM.match(decorator):
            return
    names = frozenset(PART.findall(found[0].path))
    if key := absent(function, names, _is_404):
        yield Case(f"an_unknown_{key}", asked, 404)


def _allowed(decorator: str) -> tuple[str, ...]:
    hit = LISTED.match(decorator)
    return tuple(regex(r"\w+").findall(hit[1])) if hit is not None else METHODS.get(decorator, ())


def _is_404(statement: Node) -> bool:
    return text_of(statement).startswith("raise Http404")


def _url(project: Project, endpoint: Endpoint) -> str:
    """The path with values that its converters take and no row has; empty if they are not seen."""
    names = PART.findall(endpoint.path)
    homes = dict.fromkeys((endpoint.route_file, *matching(URLS, project.paths))) if names else ()
    kinds: dict[str, str] = {}
    for source in filter(None, map(project.read, list(homes)[:MOST])):
        for kind, name in CONVERTED.findall(source.text.source):
            kinds[name] = kind if kinds.get(name, kind) == kind else "?"
    for name in names:  # What a router makes has no converter
        kinds.setdefault(name, ROUTED.get(name, "?") if "." in endpoint.handler else "?")
    if any(kinds[name] not in ROW for name in names):
        return ""
    return PART.sub(lambda hit: ROW[kinds[hit[1]]], endpoint.path)


def _home(project: Project, path: str, view: str) -> str:
    """The file of tests for a view: one that is named after it, its module's, another one's."""
    folder = dirname(path)
    files, above = tests_in(project.paths), dirname(folder)
    beside = [p for p in files if p.startswith(f"{folder}/".lstrip("/"))]
    beside = beside or [p for p in files if above and p.startswith(f"{above}/")]
    named = [p for p in beside if p.endswith(f"/test_{view}.py")]
    own = [p for p in own_tests(path, project.paths) if p in beside]
    for one in [*named, *own, *(p for p in beside if p.endswith(".py"))][:MOST]:
        source = project.read(one) if one.endswith(".py") and "test" in one else None
        if source is not None and CASES.search(source.text.source):
            return one
    return ""


def _written(
    project: Project, home: str, of: tuple[str, str], what: tuple[str, tuple[Case, ...]]
) -> Change | Refused:
    (path, handler), (url, cases) = of, what
    source = project.read(home)
    if source is None or source.tree is None:
        return Refused(NO_TESTS)
    own = own_tests(path, project.paths)
    if home.endswith(f"/test_{handler}.py"):
        cases = tuple(one for one in cases if not SAID[one.status].search(source.text.source))
    if not cases:
        return Refused(f"{home} tests what is certain to be refused already.")
    name = "".join(part.capitalize() for part in handler.split("_")) + "Refuses"
    if regex(rf"\bclass {name}\b").search(source.text.source):
        return Refused(f"{home} has a class `{name}` already.")
    rows = [f"class {name}(TestCase):"]
    for number, case in enumerate(cases):
        rows += [""] if number else []
        rows.append(f"    def test_{case.name}(self):")
        rows.append(f'        response = self.client.{case.method.lower()}("{url}")')
        rows.append(f"        self.assertEqual(response.status_code, {case.status})")
    text = "\n".join(rows)
    if any(home.endswith(end) for end in (f"/test_{handler}.py", "tests.py")) or home in own:
        end = source.root.named_children[-1].end_byte
        why = f"How `{handler}` refuses is tested."
        new = Edit(end, end, f"\n\n\n{text}", why)
        return change((home, [*add_import(source, "django.test", "TestCase"), new]))
    fresh = join(dirname(home), f"test_{handler}.py")
    if fresh in project.paths:
        return Refused(f"{fresh} exists already: add what is missing there, or ask the agent.")
    return Change({}, {fresh: f"from django.test import TestCase\n\n\n{text}\n"})
