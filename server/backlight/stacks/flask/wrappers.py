"""Functions that a project puts over `add_url_rule`: `register(app, ["/users"], Users.as_view())`.

A call of one is read as the calls that it makes, with what it was given in place of its parameters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backlight.analysis.python import Function, Module, Statement
from backlight.analysis.python_modules import Place
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_values import Call, Join, Many, Name, Value

ADDS = "add_url_rule"
Wrappers = Mapping[Place, tuple[Module, Function, tuple[Call, ...]]]
"""Functions whose owner is a parameter, and the rules that they add to it."""


def wrappers(owners: Owners) -> Wrappers:
    """Every function of a project that adds rules to what it is given."""
    found: dict[Place, tuple[Module, Function, tuple[Call, ...]]] = {}
    for module in owners.modules.by_path.values():
        for one in module.statements:
            owner, _, last = one.call.name.rpartition(".")
            function = module.functions.get(one.scope)
            if last != ADDS or function is None:
                continue
            if owner in {parameter.name for parameter in function.parameters}:
                at = Place(module.path, one.scope)
                before = found[at][2] if at in found else ()
                found[at] = (module, function, (*before, one.call))
    return found


def unwrapped(
    owners: Owners, known: Wrappers, module: Module, one: Statement
) -> Iterator[Statement]:
    """The rules that a call of such a function adds."""
    at = owners.modules.find(module.path, one.scope, one.call.name) if known else None
    if at is None or at not in known:
        return
    home, function, calls = known[at]
    given = {
        parameter.name: value
        for position, parameter in enumerate(function.parameters)
        if (value := one.call.argument(position, parameter.name)) is not None
    }
    for call in calls:
        owner = given.get(call.name.rpartition(".")[0])
        if not isinstance(owner, Name):
            continue
        named = dict(call.named)
        rule = _told(home, function, call.argument(0, "rule"), given)
        view = _told(home, function, call.argument(2, "view_func"), given)
        rest = {name: one.call.keyword(name) or value for name, value in named.items()}
        rest |= {name: value for name, value in one.call.named if name == "methods"}
        for path in rule.items if isinstance(rule, Many) else (rule,):
            more = tuple(
                (name, value)
                for name, value in {**rest, "rule": path, "view_func": view}.items()
                if value is not None
            )
            of = Name(f"{owner.dotted}.{ADDS}")
            yield Statement(one.scope, replace(one.call, of=of, args=(), named=more))


def _told(
    home: Module, function: Function, said: Value | None, given: Mapping[str, Value]
) -> Value | None:
    """What a name in such a function stands for: what it was given, or goes over."""
    for _ in range(3):
        if isinstance(said, Join):
            parts = (_told(home, function, part, given) or part for part in said.parts)
            return replace(said, parts=tuple(parts))
        if not isinstance(said, Name):
            return said
        if said.dotted in given:
            return given[said.dotted]
        inside = home.values.get(f"{function.name}.{said.dotted}")
        said = inside if inside is not None and inside != said else None
    return None
