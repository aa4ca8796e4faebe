"""Tests of what a Nest route is certain to refuse: by its guards, pipes and classes of bodies."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.compared import route
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.places import own_tests, tests_in
from backlight.analysis.served import served
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused
from backlight.stacks.javascript_refused import Case
from backlight.stacks.nestjs.asked import Way, homes, said, ways
from backlight.stacks.nestjs.asked_text import left, written
from backlight.stacks.nestjs.doors import COUNTS, status_of
from backlight.stacks.nestjs.everywhere import OPEN
from backlight.stacks.nestjs.needs import body_type, parts, pipe, typed, wanted
from backlight.stacks.nestjs.otherwise import answered_otherwise
from backlight.stacks.nestjs.validate import method_of
from backlight.stacks.record import Writer

PART = regex(r"\{(\w+)\}")
SENDS = frozenset({"POST", "PUT", "PATCH"})
OVERRIDES = regex(r"overrideGuard\(|APP_GUARD|overrideProvider\(\s*\w*Guard")
MODULES = regex(r"createTestingModule")
NOTHING = "What `{}` refuses does not follow from its declarations: ask the agent."

UNASKED = Refused(
    "No test here asks the whole application for a route that is known: ask the agent."
)


def write_tests(source: Source, handler: Handler, project: Project) -> Refused | Writer:
    """What strangers are answered, a part that is no number, a body without a field."""
    endpoint = next((e for e in served(project, source.path, handler.name)), None)
    function = method_of(source, handler)
    if endpoint is None or function is None or endpoint.method == "ANY":
        return Refused(f"`{handler.name}` has no route of its own whose method is known.")
    if not tests_in(project.paths):
        return Refused("No test of this project asks its application yet: ask the agent.")
    asks = bool(_asking(endpoint)) or typed(function)[0] or body_type(function)
    if not asks:
        return Refused(NOTHING.format(handler.name))
    known = [said(project, one) for one in homes(project, source.path)]
    asked = {path for one in known for path in one or ()}
    if None not in known and not _url(project, endpoint, function, sorted(asked)):
        return UNASKED
    return lambda: _made(source, handler, project, (endpoint, function))


def _made(
    source: Source, handler: Handler, project: Project, of: tuple[Endpoint, Node]
) -> Change | Refused:
    endpoint, function = of
    why: Refused | None = None
    for way in ways(project, source.path):
        asked = _url(project, endpoint, function, way.paths)
        if not asked or not _serves(project, source, way):
            continue
        cases = tuple(_cases(source, handler, project, (endpoint, function), (way, asked)))
        if not cases:
            why = why or Refused(NOTHING.format(handler.name))
            continue
        able = left(way, [one for one in cases if way.signed or not one.signed])
        if able:
            return written(project, source.path, route(endpoint), able, way)
        if way.source.path in own_tests(source.path, project.paths):
            return Refused(f"{way.source.path} tests what is certain to be refused already.")
        why = why or Refused("Its refusals are only seen by who has signed in: ask the agent.")
    return why or UNASKED


def _asking(endpoint: Endpoint) -> list[str]:
    return [one for one in endpoint.guards if not COUNTS.search(one) and not OPEN.search(one)]


def _serves(project: Project, source: Source, way: Way) -> bool:
    """Whether the application of a test has the controller: it is the whole one, or its own."""
    text = way.source.text.source
    own = way.source.path in own_tests(source.path, project.paths)
    return own or "AppModule" in text or not MODULES.search(text)


def _url(project: Project, endpoint: Endpoint, function: Node, paths: Sequence[str]) -> str:
    """The path as tests write it, who may leave out what `main.ts` puts before it."""
    taken = parts(function)
    names = PART.findall(endpoint.path)
    full = PART.sub(lambda hit: taken.get(hit[1], "1"), endpoint.path)
    if any(name not in taken for name in names):
        return ""
    known = [e.path.strip("/").split("/") for e in project.endpoints if e.stack == "nestjs"]
    pieces = endpoint.path.strip("/").split("/")
    for count in range(min(3, len(pieces))):
        before = "".join(f"/{one}" for one in pieces[:count])
        for path in paths:
            plain = regex(r"\$\{[^}]*\}").sub("1", path.partition("?")[0])
            whole = before + plain if plain.startswith("/") else f"{before}/{plain}"
            if any(_fits(whole.strip("/").split("/"), one) for one in known):
                return full.removeprefix(before) or "/"
    return ""


def _fits(asked: list[str], known: list[str]) -> bool:
    """Whether a path is one of a route: a part of it that is given may be anything."""
    same = zip(asked, known, strict=False)
    return len(asked) == len(known) and all(one == of or ("{" in of and one) for one, of in same)


def _cases(
    source: Source,
    handler: Handler,
    project: Project,
    of: tuple[Endpoint, Node],
    by: tuple[Way, str],
) -> Iterator[Case]:
    (endpoint, function), (way, asked) = of, by
    plain = Case(name="", method=endpoint.method, url=asked, status=0)
    asking = _asking(endpoint)
    if asking:
        status = status_of(project, source.path, endpoint.guards, _marks(source, handler))
        otherwise = answered_otherwise(project, "Unauthorized")
        if not status or OVERRIDES.search(way.source.text.source) or otherwise:
            return
        yield replace(plain, name="whoever has not signed in", status=status)
        if len(asking) > 1:
            return
        plain = replace(plain, signed=True)
    name, taken = typed(function)
    body = body_type(function)
    quiet = not answered_otherwise(project, "BadRequest")
    if name and not body and quiet and asked.count(f"/{taken}") == 1:
        odd = asked.replace(f"/{taken}", "/nothing")
        yield replace(plain, name=f"what is no {name}", url=odd, status=400)
    if not body or endpoint.method not in SENDS:
        return
    need, judge = wanted(project, source.path, body), pipe(project, source, way.source)
    if need and judge is not None and (quiet or judge.status == 422):
        says = need if judge.told and quiet else ""
        yield replace(
            plain, name=f"a body without {need}", body=True, status=judge.status, says=says
        )


def _marks(source: Source, handler: Handler) -> str:
    """What stands above the class and the method."""
    text = source.text.slice(0, handler.span.end)
    owner = handler.name.rpartition(".")[0]
    before, _, inside = text.partition(f"class {owner}")
    head = before[before.rfind("\n\n") :] if owner else ""
    last = source.text.slice(handler.span.start, handler.span.end).partition("{")[0]
    return f"{head}\n{last}" if inside else last
