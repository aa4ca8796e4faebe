"""GraphQL by Python code: operations of Strawberry, Graphene and Ariadne as endpoints."""

from collections.abc import Iterator, Mapping
from re import compile as regex

from backlight.analysis import python_read
from backlight.analysis.facts import Endpoint
from backlight.analysis.python import Module
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_routes import is_test
from backlight.analysis.python_values import Call, Literal, Name, Value
from backlight.analysis.syntax import Source

NAME = "GraphQL in Python"
SERVED = "/graphql"
KINDS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
MADE = {"QueryType": "Query", "MutationType": "Mutation", "SubscriptionType": "Subscription"}
FIELDS = frozenset({"field", "mutation", "subscription", "connection", "node"})
DECLARES = regex(r"(?:\w*Field|List|\w*Connection\w*|String|Int|Boolean|Float|ID|NonNull)$")
MUTATES = ("mutate_and_get_payload", "mutate", "perform_mutation")
UNDERSCORE = regex(r"(?<=[a-zA-Z0-9])_+([a-zA-Z0-9])")


def scan(source: Source) -> Module | None:
    """What a file says; tests ask for operations, and serve none."""
    return None if is_test(source.path) else python_read.module(source)


def link(fragments: Mapping[str, Module]) -> tuple[Endpoint, ...]:
    """Every operation: those of the classes a schema is made of, and those set by name."""
    modules = Modules(dict(fragments))
    found = dict.fromkeys(
        one
        for kind, place in _roots(modules)
        for at in (place, *modules.bases(place))
        for one in _operations(modules, kind, at)
    )
    found |= dict.fromkeys(one for m in modules.by_path.values() for one in _set(m))
    return tuple(found)


def _roots(modules: Modules) -> Iterator[tuple[str, Place]]:
    """The classes that schemas are made of; without a schema, those that are called so."""
    found: dict[tuple[str, Place], None] = {}
    for module in modules.by_path.values():
        calls = [(_scope(name), said) for name, said in module.values.items()]
        calls += [(one.scope, one.call) for one in module.statements]
        for scope, call in calls:
            if not isinstance(call, Call) or "chema" not in call.name.rpartition(".")[2]:
                continue
            for position, (given, kind) in enumerate(KINDS.items()):
                named = call.argument(position, given)
                place = _class(modules, module.path, scope, named)
                if place is not None:
                    found[kind, place] = None
    if found:
        yield from found
        return
    for module in modules.by_path.values():
        for name in module.classes:
            if name in MADE or name in KINDS.values():
                yield name, Place(module.path, name)


def _class(modules: Modules, path: str, scope: str, said: Value | None) -> Place | None:
    place = modules.find(path, scope, said.dotted) if isinstance(said, Name) else None
    known = modules.by_path[place.path].classes if place is not None else {}
    return place if place is not None and place.name in known else None


def _operations(modules: Modules, kind: str, at: Place) -> Iterator[Endpoint]:
    """The fields of one class: decorated methods, and attributes that are fields."""
    module, start = modules.by_path[at.path], f"{at.name}."
    for function in module.decorated:
        own = function.name.removeprefix(start)
        calls = [c for c in function.decorators if _said(c).rpartition(".")[2] in FIELDS]
        if own != function.name and "." not in own and calls:
            name = _named(calls[0]) or camel(own)
            yield _endpoint(kind, name, function.name, (at.path, function.line), function.line)
    for name, said in module.values.items():
        own = name.removeprefix(start)
        if own == name or "." in own or not isinstance(said, Call):
            continue
        if DECLARES.search(said.name.rpartition(".")[2]) or _said(said).endswith(
            (".field", ".mutation", ".subscription", ".connection")
        ):
            handler, place = _served(modules, at, own, said)
            yield _endpoint(kind, _named(said) or camel(own), handler, place, said.line, at.path)


def _served(modules: Modules, at: Place, own: str, said: Call) -> tuple[str, tuple[str, int]]:
    """What serves a field: `resolve_x`, its `resolver`, or the mutation that it is the field of."""
    module = modules.by_path[at.path]
    method = module.functions.get(f"{at.name}.resolve_{own}")
    if method is not None:
        return method.name, (at.path, method.line)
    given = said.keyword("resolver")
    if isinstance(given, Name) and (place := modules.find(at.path, at.name, given.dotted)):
        function = modules.by_path[place.path].functions.get(place.name)
        if function is not None:
            return function.name, (place.path, function.line)
    of = modules.find(at.path, at.name, said.name.rpartition(".")[0]) if "." in said.name else None
    for one in (of, *modules.bases(of)) if of is not None else ():
        known = modules.by_path[one.path].functions
        for name in MUTATES:
            if f"{one.name}.{name}" in known:
                return f"{one.name}.{name}", (one.path, known[f"{one.name}.{name}"].line)
    return f"{at.name}.{own}", (at.path, said.line)


def _set(module: Module) -> Iterator[Endpoint]:
    """Ariadne: `@query.field("users")`, where `query = QueryType()`."""
    for function in module.decorated:
        for call in function.decorators:
            name, _, last = _said(call).rpartition(".")
            made = module.values.get(name)
            if last not in {"field", "source"} or not isinstance(made, Call):
                continue
            of = made.name.rpartition(".")[2]
            given = made.argument(0, "name")
            kind = MADE.get(of) or (given.value if isinstance(given, Literal) else "")
            said = call.argument(0, "name") if isinstance(call, Call) else None
            if kind in KINDS.values() and isinstance(said, Literal) and last == "field":
                place = (module.path, function.line)
                yield _endpoint(str(kind), str(said.value), function.name, place, function.line)


def _endpoint(
    kind: str, name: str, handler: str, place: tuple[str, int], line: int, path: str = ""
) -> Endpoint:
    return Endpoint(
        method="POST",
        path=f"{SERVED}#{kind}.{name}",
        handler=handler,
        stack=NAME,
        file=place[0],
        line=place[1],
        route_file=path or place[0],
        route_line=line,
    )


def _said(value: Value) -> str:
    return value.name if isinstance(value, Call) else getattr(value, "dotted", "")


def _named(value: Value) -> str:
    """The name that a field is given in the schema, if it is not that of the code."""
    given = value.keyword("name") if isinstance(value, Call) else None
    return given.value if isinstance(given, Literal) and isinstance(given.value, str) else ""


def camel(name: str) -> str:
    """The name of a field in the schema.

    >>> camel("create_user"), camel("users"), camel("get_2_rows")
    ('createUser', 'users', 'get2Rows')
    """
    return UNDERSCORE.sub(lambda hit: hit[1].upper(), name)


def _scope(name: str) -> str:
    return name.rpartition(".")[0]
