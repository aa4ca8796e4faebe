"""Where a route leads: the controller and action that it names or implies."""

from re import compile as regex

from backlight.analysis.ruby import Join, Name, Pairs, Send, Text, Value
from backlight.stacks.rails.scope import Scope, text

IMPLIED = regex(r"^/?[-\w]+/[-\w/]+$")


def target_of(target: Value | None, path: str, named: Pairs, scope: Scope, *, symbol: bool) -> str:
    """`controller#action` of a route, with the modules around it."""
    if isinstance(target, Send):
        return target.name
    if target is not None and not isinstance(target, Text | Join):
        return target.name if isinstance(target, Name) else "app"
    to = said(target, scope)
    action = text(named.get("action"))
    controller = said(named.get("controller"), scope) or scope.controller
    if not to and not action and not symbol and not controller and IMPLIED.match(path):
        to = regex(r"/([^/]*)$").sub(r"#\1", path.strip("/")).replace("-", "_")
    if not to and not action:
        action = path.strip("/").rpartition("/")[2]
        action = regex(r"\(.*|\..*").sub("", action).replace("-", "_")
    if "#" in to:
        first, _, action = to.rpartition("#")
        return f"{within(scope, first or controller)}#{action}"
    return f"{within(scope, controller)}#{action or to}"


def within(scope: Scope, controller: str) -> str:
    """A controller with the modules around it."""
    if controller.startswith("/") or not scope.module:
        return controller.lstrip("/")
    return f"{scope.module}/{controller}"


def said(value: Value | None, scope: Scope) -> str:
    """A string with the names of loops filled in."""
    bound = dict(scope.bound)
    if isinstance(value, Name):
        return bound.get(value.name, "")
    if isinstance(value, Join):
        return "".join(said(part, scope) or "{}" for part in value.parts)
    return text(value)
