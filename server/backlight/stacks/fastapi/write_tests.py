"""Tests of what a FastAPI handler is certain to refuse, as far as its declarations say it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.guards import signs_in
from backlight.analysis.places import own_tests, tests_in
from backlight.analysis.python import Function, Module
from backlight.analysis.python_modules import Modules
from backlight.analysis.same import Same
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Change, Refused
from backlight.stacks.fastapi.handlers import paths
from backlight.stacks.fastapi.parameters import Parameter, parameters
from backlight.stacks.fastapi.schemes import Scheme, open_to_all, scheme
from backlight.stacks.pydantic.bodies import needed
from backlight.stacks.pydantic.place import modules_in, modules_of
from backlight.stacks.python.absent import absent
from backlight.stacks.python.asking import Way, ways
from backlight.stacks.python.cases import FILLED, ODD, WIDE, Case, left, written
from backlight.stacks.record import Writer

ENDS = regex(r"\b(?:status_code\s*=\s*|\(\s*)(?:status\.)?(?:HTTP_)?404(?:_NOT_FOUND)?\b")


def write_tests(source: Source, handler: Handler, project: Project) -> Refused | Writer:
    """The refusals that follow from declarations alone, as the tests of the project ask."""
    function = function_of(source, handler)
    found = (e for e in served(project, source.path, handler.name) if e.method != "ANY")
    endpoint = next(found, None)
    if function is None or endpoint is None or "." in handler.name:
        return Refused(f"`{handler.name}` has no route of its own whose method is known.")
    if not any(p.endswith(".py") for p in tests_in(project.paths)):
        return Refused("No test of this project asks its application yet: ask the agent.")
    modules = _linked(Same(modules_in(project.files)))
    said = _said(modules, source, handler)
    if said is None:  # The file reads otherwise since the project was linked
        modules = modules_of(project, source)
        said = _said(modules, source, handler)
    if said is None:
        return Refused(f"`{handler.name}` is declared twice: give it a name of its own first.")
    asked = _scheme(modules, project, (source.path, said), endpoint)
    guarded = bool(endpoint.guards) or any(map(signs_in, handler.guards))
    guarded = guarded or not open_to_all(modules, project, source.path, said)
    cases = [*_cases(function, endpoint, modules, project, source.path, signed=guarded)]
    if asked is not None:
        cases.insert(0, _unknown(endpoint, function, asked))
    if not cases:
        return Refused(
            f"What `{handler.name}` refuses does not follow from its declarations: ask the agent."
        )
    return lambda: _made(source, handler, project, cases, asked)


@lru_cache(maxsize=1)
def _linked(project: Same[Module]) -> Modules:
    return Modules(project.fragments)


def _said(modules: Modules, source: Source, handler: Handler) -> Function | None:
    here = modules.by_path.get(source.path)
    found = here.functions.get(handler.name) if here is not None else None
    return found if found is not None and found.line == handler.line else None


def _made(
    source: Source, handler: Handler, project: Project, cases: list[Case], asked: Scheme | None
) -> Change | Refused:
    why: Refused | None = None
    for way in ways(project, source.path):
        able, seen = cases, way
        if asked is not None and _replaced(project, way, asked.names):
            able = [one for one in cases if one.status != asked.status]
            seen = replace(way, signed=way.client, headers="", also=way.given)
        found = left(project, source.path, able, seen.source, signed=bool(seen.signed))
        if not isinstance(found, Refused):
            return written(project, source.path, handler.name, found, seen)
        why = why or found
        if way.source.path in own_tests(source.path, project.paths):
            break
    return why or Refused(
        "No test here asks the application through a client that others can use: ask the agent."
    )


def _replaced(project: Project, way: Way, names: tuple[str, ...]) -> bool:
    """Whether tests put something else in the place of a dependency."""
    homes = [p for p in tests_in(project.paths) if p.endswith("conftest.py")]
    texts = [way.source, *filter(None, map(project.read, homes))]
    said = "\n".join(s.text.source for s in texts if "dependency_overrides" in s.text.source)
    return any(name in said for name in names)


def _scheme(
    modules: Modules, project: Project, of: tuple[str, Function], endpoint: Endpoint
) -> Scheme | None:
    """What refuses strangers, where the route itself is registered with nothing before it."""
    return None if endpoint.guards else scheme(modules, project, *of)


def _unknown(endpoint: Endpoint, function: Node, asked: Scheme) -> Case:
    given = {one.name: one for one in parameters(function, paths(function))}
    return Case(
        name="refuses_whoever_has_not_signed_in",
        method=endpoint.method,
        url=_url(endpoint, given),
        status=asked.status,
    )


def _cases(
    function: Node,
    endpoint: Endpoint,
    modules: Modules,
    project: Project,
    path: str,
    *,
    signed: bool,
) -> Iterator[Case]:
    """What is refused once somebody is let in."""
    given = {one.name: one for one in parameters(function, paths(function))}
    url = _url(endpoint, given)
    if "{" in url:
        return
    plain = Case(name="", method=endpoint.method, url=url, status=(404,), signed=signed)
    bodies = [one for one in given.values() if one.role in {"model", "raw"}]
    loud = any("RequestValidationError" in m.imports for m in modules.by_path.values())
    known, first = False, ""
    if len(bodies) == 1:
        known, first = needed(modules, project, path, bodies[0].written)
    if first and bodies[0].required and not loud:
        name = f"refuses_a_body_without_{first}"
        yield replace(plain, name=name, body="json={}", status=(422,), says=_told(first))
    if not _enough(given) or (bodies and (first or not known)):
        return
    plain = replace(plain, body="json={}" if bodies else "")
    if key := absent(function, frozenset(paths(function)) & given.keys(), _is_404):
        yield replace(plain, name=f"answers_404_for_an_unknown_{key}")
    typed = next((one for one in given.values() if _kind(one) in {"int", "UUID"}), None)
    if typed is not None and not loud:
        odd = url.replace(FILLED[_kind(typed)], ODD)
        yield replace(plain, name=f"refuses_what_is_no_{typed.name}", url=odd, status=(422,))


def _enough(given: dict[str, Parameter]) -> bool:
    """Whether a request is complete with its path, and perhaps a body."""
    values = (one for one in given.values() if one.role == "value" and one.place != "path")
    return not any(one.required for one in values)


def _told(name: str) -> tuple[str, ...]:
    body, errors = f'["body", "{name}"]', 'error["loc"] for error in response.json()["detail"]'
    line = f"assert {body} in [{errors}]"
    if len(line) <= WIDE - 4:
        return (line,)
    return (f"assert {body} in [", f"    {errors}", "]")


def _url(endpoint: Endpoint, given: dict[str, Parameter]) -> str:
    """The path with values in it that no row has."""
    url = endpoint.path
    for name, one in given.items():
        if (value := FILLED.get(_kind(one))) is not None:
            url = url.replace(f"{{{name}}}", value)
    return url


def _kind(one: Parameter) -> str:
    return one.written.rpartition(".")[2] if one.place == "path" else ""


def _is_404(statement: Node) -> bool:
    code = text_of(statement)
    return code.startswith("raise ") and ENDS.search(code) is not None
