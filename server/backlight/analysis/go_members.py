"""What a field, a method or a name of a package is, while a Go program is followed."""

from typing import TYPE_CHECKING

from backlight.analysis.go import Call, Other
from backlight.analysis.go_routers import Router
from backlight.analysis.go_things import Func, Instance, Method, Package, Scope, Thing, Type

if TYPE_CHECKING:
    from backlight.analysis.go_run import Run

NOWHERE = Call(Other(), (), 0)


def attribute(run: "Run", of: Thing, name: str) -> Thing:
    """What a field, a method or a name of a package is."""
    if isinstance(of, Package):
        if of.folder is not None:
            return of_package(run, of.folder, name)
        return run.speak(of, f".{name}", [], NOWHERE, run)
    if isinstance(of, Instance):
        return _member(run, of, name, 0)
    said = run.speak(of, f".{name}", [], NOWHERE, run) if of is not None else None
    return Method(of, name) if said is None and isinstance(of, Router) else said


def of_package(run: "Run", folder: str, name: str) -> Thing:
    """A function, constant, variable or type of a package."""
    found = run.world.function(folder, "", name)
    if found is not None:
        return Func(found[1], found[0])
    if (folder, name) in run.values:
        return run.values[folder, name]
    where = run.world.value(folder, name)
    if where is None:
        known = run.world.fields(folder, name) or run.world.made_of(folder, name)
        return Type(folder, name) if known else None
    run.values[folder, name] = None
    file, step, at = where
    before, run.file = run.file, file
    try:
        given = step.values[at] if len(step.values) == len(step.targets) else None
        thing = run.value(given, Scope()) if given is not None else run.typed(step.type)
    finally:
        run.file = before
    run.values[folder, name] = thing
    return thing


def _member(run: "Run", of: Instance, name: str, deep: int) -> Thing:
    if name in of.fields:
        return of.fields[name]
    found = run.world.function(of.folder, of.type, name)
    if found is not None:
        return Func(found[1], found[0], self=of)
    declared = run.world.fields(of.folder, of.type)
    if declared is None or deep > 4:
        return None
    file, fields = declared
    before, run.file = run.file, file
    try:
        kinds = dict(fields)
        if name in kinds:
            of.fields[name] = run.typed(kinds[name], router=True)
            return of.fields[name]
        for field, kind in fields:
            if field == kind.rpartition(".")[2]:
                inner = of.fields.setdefault(field, run.typed(kind, router=True))
                if isinstance(inner, Instance):
                    thing = _member(run, inner, name, deep + 1)
                    if thing is not None:
                        return thing
    finally:
        run.file = before
    return None
