"""What Nest serves besides routes: operations of GraphQL, and messages of sockets."""

from collections.abc import Iterator, Mapping

from backlight.analysis.facts import Endpoint
from backlight.analysis.javascript_values import Call, Fields, Literal
from backlight.stacks.nestjs.decorators import named
from backlight.stacks.nestjs.fragment import Class, Fragment

FIELDS = ("Query", "Mutation", "Subscription")
SERVING = frozenset({*FIELDS, "SubscribeMessage"})
"""Decorators of methods that serve."""
SERVED = "/graphql"


def operations(own: Mapping[str, Fragment]) -> Iterator[Endpoint]:
    """Every operation of a resolver, and every message of a gateway."""
    for path in sorted(own):
        for one in own[path].classes:
            kinds = {named(call): call for call in one.decorators}
            if "Resolver" in kinds:
                yield from _served(path, one, FIELDS, SERVED)
            elif "WebSocketGateway" in kinds:
                yield from _served(path, one, ("SubscribeMessage",), _space(kinds))


def _served(path: str, one: Class, names: tuple[str, ...], root: str) -> Iterator[Endpoint]:
    for method in one.methods:
        call = next((c for c in method.decorators if named(c) in names), None)
        if call is None:
            continue
        kind = named(call)
        said = _name(call) or method.name
        socket = kind == "SubscribeMessage"
        yield Endpoint(
            method="WEBSOCKET" if socket else "POST",
            path=f"{root}#{said}" if socket else f"{root}#{kind}.{said}",
            handler=f"{one.name}.{method.name}",
            stack="nestjs",
            file=path,
            line=call.line,
            route_file=path,
            route_line=call.line,
        )


def _name(call: Call) -> str:
    """The name that a decorator gives: `@SubscribeMessage('x')`, `{ name: 'x' }`."""
    for given in call.args:
        if isinstance(given, Literal) and isinstance(given.value, str):
            return given.value
        if isinstance(given, Fields):
            found = dict(given.pairs).get("name")
            if isinstance(found, Literal) and isinstance(found.value, str):
                return found.value
    return ""


def _space(kinds: dict[str, Call]) -> str:
    for given in kinds["WebSocketGateway"].args:
        if isinstance(given, Fields):
            found = dict(given.pairs).get("namespace")
            if isinstance(found, Literal):
                return f"/{str(found.value).strip('/')}"
    return "/"
