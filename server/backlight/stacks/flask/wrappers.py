"""What a project puts over `add_url_rule`: `register(app, ["/users"], Users.as_view("users"))`.

A call of such a function, or of a method that adds to what its object holds, is read as the calls
that it makes, with what it was given in place of its parameters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backlight.analysis.python import Function, Module, Statement
from backlight.analysis.python_modules import Place
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_values import Call, Join, Many, Name, Value
from backlight.stacks.flask.rows import over, rules

ADDS = "add_url_rule"
Wrappers = Mapping[Place, tuple[Module, Function, tuple[Call, ...]]]
"""Functions whose owner is a parameter or an attribute of `self`, and the rules they add to it."""
Given = Mapping[str, Value]
"""What a call gives, by parameter."""


def wrappers(owners: Owners) -> Wrappers:
    """Every function of a project that adds rules to what it is given, or holds."""
    found: dict[Place, tuple[Module, Function, tuple[Call, ...]]] = {}
    for module in owners.modules.by_path.values():
        for one in module.statements:
            owner, _, last = one.call.name.rpartition(".")
            function = module.functions.get(one.scope)
            if last != ADDS or function is None:
                continue
            taken = {parameter.name for parameter in function.parameters} - {"self"}
            if owner in taken or (owner.startswith("self.") and _is_told(module, function, one)):
                at = Place(module.path, one.scope)
                before = found[at][2] if at in found else ()
                found[at] = (module, function, (*before, one.call))
    return found


def unwrapped(
    owners: Owners, known: Wrappers, module: Module, one: Statement
) -> Iterator[Statement]:
    """The rules that a call of such a function adds."""
    at = _called(owners, known, module, one) if known else None
    if at is None:
        return
    home, function, calls = known[at]
    given = _given(home, function, one.call)
    for call in calls:
        owner = call.name.rpartition(".")[0]
        on = given.get(owner.partition(".")[0])
        if not isinstance(on, Name):
            continue
        of = Name(".".join(filter(None, (on.dotted, owner.partition(".")[2], ADDS))))
        rows = given.get(over(home, function.name, call))
        if rows is not None:
            inner = replace(one, call=replace(one.call, of=of))
            yield from rules(owners, module, inner, (home, function.name, call), rows)
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
            yield Statement(one.scope, replace(one.call, of=of, args=(), named=more))


def _is_told(module: Module, function: Function, one: Statement) -> bool:
    """Whether the rule that a method adds is made of what the method is given."""
    given = {parameter.name: Name(parameter.name) for parameter in function.parameters}
    said = one.call.argument(0, "rule")
    told = said.parts if isinstance(said, Join) else (said,)
    return any(_told(module, function, part, given) in given.values() for part in told)


def _called(owners: Owners, known: Wrappers, module: Module, one: Statement) -> Place | None:
    """The function of these that a call calls, or the method of an object of the project."""
    at = owners.modules.find(module.path, one.scope, one.call.name)
    if at in known:
        return at
    owner, _, last = one.call.name.rpartition(".")
    if not owner or not any(place.name.endswith(f".{last}") for place in known):
        return None
    kind = owners.callers.class_of(module.path, one.scope, owner)
    bases = owners.modules.bases(kind) if kind is not None else ()
    methods = (Place(base.path, f"{base.name}.{last}") for base in bases)
    return next((method for method in methods if method in known), None)


def _given(home: Module, function: Function, call: Call) -> Given:
    """What a call gives for each parameter; a method is given its object."""
    parameters = list(function.parameters)
    given: dict[str, Value] = {}
    if function.name.rpartition(".")[0] in home.classes and parameters:
        given = {parameters.pop(0).name: Name(call.name.rpartition(".")[0])}
    for position, parameter in enumerate(parameters):
        value = call.argument(position, parameter.name)
        if parameter.rest:
            value = Many(call.args[position:])
        if value is not None:
            given[parameter.name] = value
    return given


def _told(home: Module, function: Function, said: Value | None, given: Given) -> Value | None:
    """What a name in such a function stands for: what it was given, or goes over."""
    for _ in range(3):
        if isinstance(said, Join):
            parts = (_told(home, function, part, given) or part for part in said.parts)
            return replace(said, parts=tuple(parts))
        if isinstance(said, Call):
            return _shown(said, given)
        if not isinstance(said, Name):
            return said
        if said.dotted in given:
            return given[said.dotted]
        inside = home.values.get(f"{function.name}.{said.dotted}")
        said = inside if inside is not None and inside != said else None
    return None


def _shown(said: Call, given: Given) -> Call:
    """`view.as_view("x")` of the class that was given as `view`."""
    head, dot, rest = said.name.partition(".")
    one = given.get(head)
    return replace(said, of=Name(f"{one.dotted}{dot}{rest}")) if isinstance(one, Name) else said
