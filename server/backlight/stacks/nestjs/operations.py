"""What Nest serves besides routes: operations of GraphQL, and messages of sockets."""

from collections.abc import Iterator, Mapping

from backlight.analysis.facts import Endpoint
from backlight.analysis.javascript_values import Call, Fields, Literal, dotted
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
            if "WebSocketGateway" in kinds:
                yield from _served(path, one, ("SubscribeMessage",), _space(kinds))
            elif "Resolver" in kinds or _asks_graphql(own[path]):
                yield from _served(path, one, FIELDS, SERVED)


def _asks_graphql(fragment: Fragment) -> bool:
    """Whether a file names GraphQL's decorators: `@Resolver` itself may be left out."""
    return any(one.module == "@nestjs/graphql" for one in fragment.module.imports.values())


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
            guards=tuple(dict.fromkeys(guards((*one.decorators, *method.decorators)))),
        )


def guards(calls: tuple[Call, ...]) -> Iterator[str]:
    """The guards that decorators name, as a reader calls them."""
    for call in calls:
        for given in call.args if named(call) == "UseGuards" else ():
            if name := dotted(given) or dotted(getattr(given, "of", given)):
                yield name


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
