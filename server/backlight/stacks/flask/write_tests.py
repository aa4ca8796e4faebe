"""Tests of what a Flask view is certain to refuse: by decorators, its body, what it looks up."""

from collections.abc import Iterator
from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.places import own_tests, tests_in
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_tree import decorators_of
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Change, Refused
from backlight.stacks.flask.bodies import Need, by_decorator, checks, in_body
from backlight.stacks.flask.doors import answers, is_door
from backlight.stacks.flask.hooks import before
from backlight.stacks.flask.paths import odd, ready, url
from backlight.stacks.flask.refusals import handled_otherwise, is_404
from backlight.stacks.pydantic.place import modules_of
from backlight.stacks.python.absent import absent
from backlight.stacks.python.asking import models, way_of
from backlight.stacks.python.cases import Case, left, written
from backlight.stacks.python.classed import home_of
from backlight.stacks.python.classed_tests import methods
from backlight.stacks.record import Writer

ROUTE = regex(r"^([\w.]+)\.(?:route|get|post|put|patch|delete)\(")
PART = regex(r"\{(\w+)\}")
SENDS = frozenset({"POST", "PUT", "PATCH"})
CSRF = ("flask_wtf.csrf", "flask_wtf.CSRFProtect", "flask_wtf.CsrfProtect", "flask_seasurf")
NOTHING = "What `{}` refuses does not follow from its declarations: ask the agent."


def write_tests(source: Source, handler: Handler, project: Project) -> Refused | Writer:
    """The refusals that follow from declarations alone, as the tests of the project ask."""
    function = function_of(source, handler)
    endpoint = next((e for e in served(project, source.path, handler.name)), None)
    if function is None or endpoint is None or "." in handler.name:
        return Refused(f"`{handler.name}` is no function with a route of its own: ask the agent.")
    if not any(p.endswith(".py") for p in tests_in(project.paths)):
        return Refused("No test of this project asks its application yet: ask the agent.")
    marks = _marks(function)
    promising = endpoint.path.count("{") or any(is_door(t) or checks(n) for n, t in marks)
    if not promising and endpoint.method not in SENDS:
        return Refused(NOTHING.format(handler.name))
    return lambda: _made(source, handler, project, (function, endpoint))


def _made(
    source: Source, handler: Handler, project: Project, of: tuple[Node, Endpoint]
) -> Change | Refused:
    modules = modules_of(project, source)
    cases = tuple(_cases(modules, project, source, *of))
    if not cases:
        return Refused(NOTHING.format(handler.name))
    why: Refused | None = None
    for model in models(project, source.path):
        able = [one for one in cases if ready(project, model, one)]
        way = way_of(model)
        home = home_of(model) if way is None else None
        if way is not None:
            found = left(project, source.path, able, way.source, signed=bool(way.signed))
            if not isinstance(found, Refused):
                return written(project, source.path, handler.name, found, way)
        elif home is not None:
            found = left(project, source.path, able, home.source, signed=bool(home.headers))
            if not isinstance(found, Refused):
                done = methods(project, source.path, handler.name, found, home)
                if isinstance(done, Change):
                    return done
                found = done
        else:
            continue
        why = why or found
        if model.path in own_tests(source.path, project.paths) and not home:
            break
    return why or Refused(
        "No test here asks the application through a client that others can use: ask the agent."
    )


def _marks(function: Node) -> list[tuple[Node, str]]:
    """What stands between the route and the view, from the outside in."""
    found = [(node, " ".join(text_of(node).split())) for node in decorators_of(function)]
    last = max((n for n, (_, text) in enumerate(found) if ROUTE.match(text)), default=-1)
    return found[last + 1 :]


def _cases(
    modules: Modules, project: Project, source: Source, function: Node, endpoint: Endpoint
) -> Iterator[Case]:
    asked = url(project, source, endpoint)
    hook = before(modules, project, source, _owner(function))
    if not asked or (endpoint.method != "GET" and _forged(modules, project)):
        return
    method = "GET" if endpoint.method == "ANY" else endpoint.method
    plain = Case(name="", method=method, url=asked, status=(404,))
    door = replace(plain, name="refuses_whoever_has_not_signed_in")
    calm404 = not handled_otherwise(modules, project, 404)
    if not hook.strangers or (hook.status and handled_otherwise(modules, project, hook.status)):
        return
    if hook.status:
        yield replace(door, status=(hook.status,))
        plain = replace(plain, signed=True)
    inside = _inside(modules, project, source, function, plain)
    for case in inside:
        if case.name == door.name and case.signed:
            return
        if not hook.known and case.signed:
            continue
        if case.status != (404,) or calm404:
            yield case
    if calm404 and (wrong := odd(project, source, endpoint, asked)):
        name, path = wrong
        yield replace(plain, name=f"answers_404_for_what_is_no_{name}", url=path, signed=False)


def _inside(
    modules: Modules, project: Project, source: Source, function: Node, plain: Case
) -> Iterator[Case]:
    """What decorators refuse in their order, then what the view does first."""
    for node, _ in _marks(function):
        need = by_decorator(modules, project, source, node, function)
        if need is not None:
            yield from _lacking(modules, project, plain, need)
        if checks(node):
            return
        status = answers(modules, project, source.path, node)
        if status == 0:
            return
        if status is not None:
            if status < 400 or not handled_otherwise(modules, project, status):
                yield replace(plain, name="refuses_whoever_has_not_signed_in", status=(status,))
            plain = replace(plain, signed=True)
    need = in_body(modules, project, source, function) if plain.method in SENDS else None
    if need is not None:
        yield from _lacking(modules, project, plain, need)
        return
    if key := absent(function, frozenset(PART.findall(_path(function))), is_404):
        body = "json={}" if "get_json" in text_of(function) else ""
        yield replace(plain, name=f"answers_404_for_an_unknown_{key}", body=body)


def _lacking(modules: Modules, project: Project, plain: Case, need: Need) -> Iterator[Case]:
    if handled_otherwise(modules, project, need.status) or plain.method not in SENDS:
        return
    name = f"refuses_a_body_without_{need.name}" if need.name else "refuses_an_empty_body"
    says = (f'assert "{need.name}" in response.get_data(as_text=True)',) if need.told else ()
    body = "data={}" if need.form else "json={}"
    yield replace(plain, name=name, body=body, status=(need.status,), says=says)


def _path(function: Node) -> str:
    """The parts of its path, as the routes of a view name them."""
    found = [text_of(n) for n in decorators_of(function) if ROUTE.match(text_of(n))]
    return regex(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>").sub(r"{\1}", " ".join(found))


def _owner(function: Node) -> str:
    hits = (ROUTE.match(text_of(n)) for n in decorators_of(function))
    return next((hit[1] for hit in hits if hit is not None), "")


def _forged(modules: Modules, project: Project) -> bool:
    """Whether a form without a token is refused before the view is asked, in tests as well."""
    every = {target for module in modules.by_path.values() for target in module.imports.values()}
    if any(target.startswith("flask_talisman") for target in every):
        return True
    if not any(target.startswith(CSRF) for target in every):
        return False
    off = regex(r"WTF_CSRF_ENABLED['\"]?\]?\s*[:=]\s*False")
    known = (source for source in map(project.read, modules.by_path) if source is not None)
    return not any(off.search(source.text.source) for source in known)
