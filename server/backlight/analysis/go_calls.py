"""Calls of a Go program while it is followed: functions, methods, conversions, frameworks."""

from backlight.analysis import go
from backlight.analysis.go_members import attribute
from backlight.analysis.go_routers import Router, Stripped
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import (
    Func,
    Instance,
    Method,
    Package,
    Scope,
    Thing,
    Type,
    Wrapped,
    joined,
    serves,
)
from backlight.analysis.go_told import REGISTERS, told

HANDLERS = ("func", "Handler", "HandlerFunc", "Handle", "MiddlewareFunc")


def called(run: Run, call: go.Call, scope: Scope) -> Thing:
    """What a call gives, after what it does was done."""
    of = call.of
    if isinstance(of, go.Name) and of.name in {"new", "make", "append", "string"}:
        return _built_in(run, of.name, call, scope)
    given = [run.value(v, scope) for v in call.given]
    if isinstance(of, go.Attr):
        owner = run.value(of.of, scope)
        if isinstance(owner, Instance | Package) and (
            not isinstance(owner, Package) or owner.folder is not None
        ):
            target = attribute(run, owner, of.name)
            if target is None and isinstance(owner, Instance):
                return _promoted(run, owner, of.name, given, call)
        else:
            found = run.speak(owner, of.name, given, call, run) if owner is not None else None
            return found if found is not None else _unknown(run, given, call, owner)
    else:
        target = run.value(of, scope)
    if isinstance(target, Method):
        return run.speak(target.of, target.name, given, call, run)
    if isinstance(target, Type):
        return given[0] if given else None
    if not isinstance(target, Func):
        return _unknown(run, given, call, target)
    before, run.told = run.told, told(given, run.file.path, call.line) or run.told
    answer = run.call(target, given)
    run.told = before
    if answer is None or (isinstance(answer, Func) and isinstance(answer.code, go.Literal)):
        results = target.code.results if isinstance(target.code, go.Function) else ("func",)
        behind = _through(given, text(of), None)
        if behind is not None and any(r.rpartition(".")[2].endswith(HANDLERS) for r in results):
            return behind
    return answer


def _runs(thing: Thing) -> bool:
    """Whether a thing is a function that stands where it is handed over, and serves no requests."""
    return isinstance(thing, Func) and isinstance(thing.code, go.Literal) and not serves(thing)


def _unknown(run: Run, given: list[Thing], call: go.Call, owner: Thing) -> Thing:
    """What a function gives that is not of the project, after what it was given to run."""
    name = text(call.of)
    if owner is None and REGISTERS.search(name) and told(given, "", 0) is not None:
        run.speak(None, name, given, call, run)
    carry_out(run, given)
    return _through(given, name, owner)


def carry_out(run: Run, given: list[Thing]) -> None:
    """Follow what a library is given to run: `g.Go(func() error {…})`, `Run:` of a command."""
    for thing in given:
        if isinstance(thing, Instance) and not thing.folder:
            carry_out(run, [one for one in thing.fields.values() if isinstance(one, Func)])
        elif _runs(thing) and thing.code not in run.seen:
            run.call(thing, [])


def text(value: go.Value) -> str:
    """A name as it is written, as far as it is one: `middleware.JWT`."""
    if isinstance(value, go.Name):
        return value.name
    if isinstance(value, go.Attr):
        return f"{text(value.of)}.{value.name}".lstrip(".")
    if isinstance(value, go.Call):
        return text(value.of)
    return ""


def _built_in(run: Run, name: str, call: go.Call, scope: Scope) -> Thing:
    if name in {"new", "make"}:
        kind = text(call.given[0]) if call.given else ""
        return [] if name == "make" else run.typed(kind)
    given = [run.value(v, scope) for v in call.given]
    if name == "string":
        return given[0] if given else None
    first, *rest = given or [None]
    more = [r for one in rest for r in (one if isinstance(one, list) else [one])]
    return [*(first if isinstance(first, list) else []), *more]


def _promoted(run: Run, owner: Instance, name: str, given: list[Thing], at: go.Call) -> Thing:
    """A method that a struct has from what it embeds of a framework."""
    declared = run.world.fields(owner.folder, owner.type)
    for field, kind in declared[1] if declared is not None else ():
        if field == kind.rpartition(".")[2]:
            inner = attribute(run, owner, field)
            if inner is not None and not isinstance(inner, Instance):
                found = run.speak(inner, name, given, at, run)
                if found is not None:
                    return found
    return _through(given, name, None)


def _through(given: list[Thing], name: str, owner: Thing) -> Thing:
    """What an unknown function most likely gives back: the handler it was given, or a chain.

    `alice.New(a, b).Then(handler)`, `logging(mux)`, `cors.Handler(r)`.
    """
    behind = [one for one in given if serves(one) or isinstance(one, Router | Stripped)]
    if not behind:
        return None
    guards = owner.guards if isinstance(owner, Wrapped) else ()
    return Wrapped(behind[-1], (*guards, name) if name else guards)


def formatted(given: list[Thing]) -> Thing:
    """`fmt.Sprintf` with its holes filled as far as they are known."""
    if not given or not isinstance(given[0], str):
        return None
    parts: list[Thing] = []
    rest = iter(given[1:])
    pieces = given[0].replace("%v", "%s").replace("%d", "%s").split("%s")
    for at, piece in enumerate(pieces):
        parts += [piece] if at == 0 else [next(rest, None), piece]
    return joined(parts)
