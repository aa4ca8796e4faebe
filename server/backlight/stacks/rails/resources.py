"""`resources` and `resource`: the routes that they stand for, and the scope inside their block."""

from collections.abc import Iterator
from dataclasses import replace

from backlight.analysis.ruby import Send, Text, Value, words
from backlight.stacks.rails.paths import joined
from backlight.stacks.rails.scope import Scope, ending, pairs, text
from backlight.stacks.rails_words import plural, singular

MANY = ("index", "create", "new", "edit", "show", "update", "destroy")
ONE = ("create", "new", "edit", "show", "update", "destroy")
METHODS = {
    "index": ("GET",),
    "create": ("POST",),
    "new": ("GET",),
    "edit": ("GET",),
    "show": ("GET",),
    "update": ("PATCH", "PUT"),
    "destroy": ("DELETE",),
}
Made = list[tuple[str, str, str]]


def resources(send: Send, scope: Scope, *, api_only: bool) -> Iterator[tuple[Made, Scope]]:
    """For each resource that is named: method, path and target of its routes, and its scope."""
    for name in (w for given in send.given for w in words(given)):
        inner = _inside(send, name, scope)
        actions = _actions(send, inner, api_only=api_only, many=send.name == "resources")
        rows = [row for action in actions for row in _rows(action, inner)]
        yield [(method, path + ending(send.named), to) for method, path, to in rows], inner


def _inside(send: Send, name: str, scope: Scope) -> Scope:
    named, many = send.named, send.name == "resources"
    base = text(named.get("path")) if named.get("path") is not None else name
    param = text(named.get("param")) or "id"
    module = text(named.get("module"))
    controller = text(named.get("controller")) or (name if many else plural(name))
    shallow = scope.shallow or named.get("shallow") is not None
    before = scope.here()
    return replace(
        scope,
        path=joined(before, base),
        module=f"{scope.module}/{module}".strip("/") if module else scope.module,
        controller=controller,
        level="resources" if many else "resource",
        member=f":{param}" if many else "",
        nested=f":{singular(name)}_{param}" if many else "",
        names=scope.names + pairs(named.get("path_names")),
        shallow=shallow,
        flat=joined(_outer(scope), base) if many and shallow and scope.level == "resources" else "",
    )


def _outer(scope: Scope) -> str:
    """Where members of shallow resources begin: what is around the outermost of them."""
    parts = scope.path.split("/")
    cut = next((at for at, part in enumerate(parts) if part.startswith(":")), len(parts) - 1)
    return "/".join(parts[: max(cut - 1, 0)] if cut < len(parts) - 1 else parts[:-1])


def _actions(send: Send, scope: Scope, *, api_only: bool, many: bool) -> list[str]:
    """The actions of a resource: those it names itself, or those that its scope names."""
    only, without = (_said(send.named.get(key), scope) for key in ("only", "except"))
    found = [a for a in (MANY if many else ONE) if not (api_only and a in {"new", "edit"})]
    if only is not None or (without is None and scope.only is not None):
        kept = words(only) if only is not None else scope.only or ()
        return [action for action in (MANY if many else ONE) if action in kept]
    left = words(without) if without is not None else scope.without
    return [action for action in found if action not in left]


def _said(value: Value | None, scope: Scope) -> Value | None:
    """Actions that are named; a list that is not known leaves none out."""
    return value if isinstance(value, Text) else scope.list(value)


def _rows(action: str, scope: Scope) -> Iterator[tuple[str, str, str]]:
    names = dict(scope.names)
    one = joined(scope.flat if scope.shallow and scope.flat else scope.path, scope.member)
    path = {
        "index": scope.path,
        "create": scope.path,
        "new": joined(scope.path, names.get("new", "new")),
        "edit": joined(one, names.get("edit", "edit")),
    }.get(action, one)
    owner = scope.controller
    if scope.module and not owner.startswith("/"):
        owner = f"{scope.module}/{owner}"
    for method in METHODS[action]:
        yield method, path, f"{owner.lstrip('/')}#{action}"
