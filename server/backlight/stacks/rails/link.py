"""The endpoints of a Rails project: its routes, and the actions of controllers they lead to."""

from collections.abc import Iterator, Mapping

from backlight.analysis.facts import Endpoint
from backlight.analysis.ruby import Class, File, Send, Value, sends
from backlight.stacks.rails.draw import Drawing, Route, drawn
from backlight.stacks.rails.paths import full
from backlight.stacks.rails.scope import Scope
from backlight.stacks.rails_words import underscore

NAME = "Rails"
DEEPEST = 12


def link(fragments: Mapping[str, File]) -> tuple[Endpoint, ...]:
    """Every route of every routes file, those of mounted engines under their paths."""
    files = [fragments[path] for path in sorted(fragments)]
    classes = Classes(files)
    found: dict[tuple[object, ...], Endpoint] = {}
    for route in _routes(files):
        endpoint = _endpoint(route, classes)
        key = (endpoint.method, endpoint.path, endpoint.handler, route.file, route.line)
        found.setdefault(key, endpoint)
    return tuple(found.values())


class Classes:
    """The controllers of a project, by the names that routes have for them."""

    def __init__(self, files: list[File]) -> None:
        self._named: dict[str, tuple[File, Class]] = {}
        for file in files:
            for one in file.classes:
                self._named.setdefault(underscore(one.name), (file, one))

    def controller(self, name: str) -> tuple[File, Class] | None:
        """The class of `admin/users`."""
        return self._named.get(f"{name}_controller")

    def above(self, one: Class) -> Iterator[tuple[File, Class]]:
        """What a class is made of: what it includes, and what it inherits from."""
        around = one.name.rpartition("::")[0]
        for name in (*one.includes, one.above):
            for full_name in (f"{around}::{name}", name) if name else ():
                found = self._named.get(underscore(full_name.removeprefix("::")))
                if found is not None and found[1] is not one:
                    yield found
                    break

    def action(self, one: Class, file: File, name: str, deep: int = 0) -> tuple[File, int] | None:
        """Where an action is defined: in the class, or in what it is made of."""
        for method, line in one.methods:
            if method == name:
                return file, line
        for above_file, above in self.above(one) if deep < DEEPEST else ():
            found = self.action(above, above_file, name, deep + 1)
            if found is not None:
                return found
        return None

    def guards(self, one: Class, action: str, deep: int = 0) -> list[str]:
        """What stands before an action, from the topmost class down."""
        found: list[str] = []
        for _, above in reversed(list(self.above(one))) if deep < DEEPEST else ():
            found += self.guards(above, action, deep + 1)
        for each in one.filters:
            if each.stands_before(action):
                found = [name for name in found if name != each.name]
                found += [] if each.skipped else [each.name]
        return found


def _routes(files: list[File]) -> Iterator[Route]:
    bodies: dict[str, tuple[Value, ...]] = {file.path: file.body for file in files if file.body}
    api_only, mounts = any(file.api_only for file in files), {}  # type: tuple[bool, dict[str, str]]
    engines: list[tuple[str, Send]] = []
    for path, body in bodies.items():
        for send in sends(body):
            if send.name not in {"draw", "append", "prepend"} or not isinstance(send.of, Send):
                continue
            owner = _owner(send.of)
            if owner.endswith("Engine"):
                engines.append((path, send))
                continue
            of = Drawing(path, bodies, api_only, mounts)
            yield from drawn(send.block or (), Scope(), of)
    for path, send in engines:
        owner = _owner(send.of)
        at = next((p for name, p in mounts.items() if name.lstrip(":") == owner), "")
        module = underscore(owner.removesuffix("::Engine")) if owner != "Engine" else ""
        of = Drawing(path, bodies, api_only, mounts)
        yield from drawn(send.block or (), Scope(path=at, module=module), of)


def _owner(value: Value | None) -> str:
    """`Shop::Engine` of `Shop::Engine.routes.draw`."""
    while isinstance(value, Send):
        value = value.of
    return getattr(value, "name", "")


def _endpoint(route: Route, classes: Classes) -> Endpoint:
    controller, _, action = route.to.partition("#")
    found = classes.controller(controller) if action else None
    place = classes.action(found[1], found[0], action) if found is not None else None
    if found is not None and place is None:
        place = found[0], found[1].line
    return Endpoint(
        method=route.method,
        path=full(route.path),
        handler=route.to,
        stack=NAME,
        file=place[0].path if place is not None else route.file,
        line=place[1] if place is not None else route.line,
        route_file=route.file,
        route_line=route.line,
        guards=tuple(classes.guards(found[1], action)) if found is not None else (),
    )
