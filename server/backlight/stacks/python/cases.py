"""Tests of refusals as text: each case a test, written as the tests of the project ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import dirname, join
from re import Pattern, escape
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.places import free_path, own_tests
from backlight.analysis.python_tree import name_of, walk
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.python.asking import Way, made
from backlight.stacks.python.brought import brought

WIDE = 88
FILLED = {
    "int": "2147483647",
    "UUID": "6f1c4f0e-6d0b-4a43-9d3c-3a1f0e2b7c55",
    "str": "there-is-none-of-this-name",
}
"""Values of parts of a path, by their types, that no row has."""
ODD = "nothing"
"""What is neither a number nor a UUID."""
VERSION = regex(r"^(?:api|v\d+)$")
VALUE = (
    r"(?:[{%<0-9][^/\s]*|[^/\s]*(?:nothing|none|non_?existent|not_|unknown|missing|invalid|fake|bad"
    r"|wrong)[^/\s]*)"
)
"""What tests put into a path."""
FILLERS = frozenset({*FILLED.values(), ODD})
PLAIN = ("routes", "route", "views", "view", "api", "main", "endpoints", "router", "__init__")
"""Names of files that say nothing of what they are about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request, and how it is refused."""

    name: str
    """What the name of the test says of it, behind that of the handler."""
    method: str
    url: str
    body: str = ""
    """`json={}`, if anything is sent."""
    signed: bool = False
    """Somebody asks who is known."""
    status: tuple[int, ...]
    says: tuple[str, ...] = ()
    """What else holds of `response`, as assertions."""


def written(project: Project, path: str, handler: str, cases: Sequence[Case], way: Way) -> Change:
    """The tests beside those of the file, or in a new file beside those they are modelled on."""
    able = [one for one in cases if way.signed or not one.signed]
    own = way.source.path in own_tests(path, project.paths)
    able = [one for one in able if not (own and known(way.source, one))]
    tests = [_test(handler, one, way) for one in able]
    if not own:
        head = _head(way, signed=any(one.signed for one in able))
        text = "\n\n\n".join([head, *tests] if head else tests)
        return Change({}, {beside(project, path, way.source): f"{text}\n"})
    last = _last(way.source)
    why = f"How `{handler}` refuses is tested."
    text = "".join(f"\n\n\n{test}" for test in tests)
    return change((way.source.path, [Edit(last.end_byte, last.end_byte, text, why)]))


def left(
    project: Project, path: str, cases: Sequence[Case], source: Source, *, signed: bool
) -> tuple[Case, ...] | Refused:
    """The cases that the tests of a file can be about and are not yet; else why there are none."""
    able = tuple(one for one in cases if signed or not one.signed)
    if not able:
        return Refused(
            "Its refusals are only seen by who has signed in, and no test here asks as somebody "
            "who has: ask the agent."
        )
    if source.path in own_tests(path, project.paths):
        able = tuple(one for one in able if not known(source, one))
    return able or Refused(f"{source.path} tests what is certain to be refused already.")


def known(source: Source, case: Case) -> bool:
    """Whether some test asks by the same method, in the same words of the path, for the status."""
    path = _pattern(case.url)
    status = regex("|".join(rf"\b{one}\b|_{one}_" for one in case.status))
    empty = case.body and case.status[0] in {400, 422}
    body = regex(r"json=\{\}|data=\{\}" if empty else "")
    for _, node in walk(source.root):
        if node.type != "function_definition" or not name_of(node).startswith("test"):
            continue
        code = text_of(node)
        asked = f".{case.method.lower()}(" in code and path.search(code)
        if asked and status.search(code) and body.search(code):
            return True
    return False


def _pattern(url: str) -> Pattern[str]:
    """How tests write the end of a path, whatever they put into it."""
    parts = [one for one in url.split("/") if one and not VERSION.match(one)]
    said = [VALUE if one in FILLERS else escape(one) for one in parts]
    fixed = [number for number, one in enumerate(parts) if one not in FILLERS][-2:]
    return regex("/".join(said[fixed[0] if fixed else 0 :]) + r"/?[\"'?]")


def _test(handler: str, case: Case, way: Way) -> str:
    client, given, also = way.client, way.given, ""
    if case.signed:
        client, given, also = way.signed, way.also, way.headers
    name = f"{'async ' if way.awaited else ''}def test_{handler}_{case.name}"
    head = called(name, given, f"{' -> None' if way.typed else ''}:", "")
    call = f"{'await ' if way.awaited else ''}{client}.{case.method.lower()}"
    sent = tuple(filter(None, (f'"{case.url}"', also, case.body)))
    status = case.status
    judged = f"== {status[0]}" if len(status) == 1 else f"in {{{', '.join(map(str, status))}}}"
    rows = [called(f"response = {call}", sent, "", "    "), f"assert response.status_code {judged}"]
    body = "\n".join(f"    {row}" for row in [*rows, *case.says])
    return "\n".join([*way.marks, head, body])


def called(name: str, given: Sequence[str], end: str, pad: str) -> str:
    """A call or a signature, over several lines where one is too long."""
    line = f"{name}({', '.join(given)}){end}"
    if len(pad + line) <= WIDE or not given:
        return line
    inner = f"{pad}    {', '.join(given)}"
    if len(inner) <= WIDE:
        return f"{name}(\n{inner}{',' if end and len(given) == 1 else ''}\n{pad}){end}"
    return f"{name}(\n" + "".join(f"{pad}    {one},\n" for one in given) + f"{pad}){end}"


def beside(project: Project, path: str, model: Source) -> str:
    """Where new tests of a file go: beside those they are modelled on."""
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(".py")
    if stem in PLAIN and folder:
        stem = folder.rpartition("/")[2]
    home = dirname(model.path)
    return free_path(join(home, f"test_{stem}"), "_refusals", ".py", project.paths)


def _head(way: Way, *, signed: bool) -> str:
    """What a new file imports and makes before its tests."""
    code = [*way.given, *way.marks, *(way.also if signed else ())]
    needed = [made(way.source, name) for name in ("pytestmark", way.client)]
    if signed:
        needed.append(made(way.source, way.signed))
    nodes = list({n.start_byte: n for n in needed if n is not None}.values())
    words = set(regex(r"\w+").findall(" ".join([*code, *map(text_of, nodes)])))
    imports = brought(way.source, words)
    return "\n\n".join(filter(None, [imports, "\n".join(map(text_of, nodes))]))


def _last(source: Source) -> Node:
    """The last of the tests that stand in no class, with its decorators."""
    tests = [n for n in source.root.named_children if _is_test(n)]
    return tests[-1]


def _is_test(node: Node) -> bool:
    inner = field(node, "definition") if node.type == "decorated_definition" else node
    found = inner is not None and inner.type == "function_definition"
    return found and inner is not None and name_of(inner).startswith("test_")
