"""Calls in code that makes routes: functions of the project are entered, views stay as written."""

import ast
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from backlight.analysis.python_modules import Place
from backlight.analysis.python_values import Call, Name, Unknown
from backlight.stacks.django.made_classes import asked
from backlight.stacks.django.made_methods import function, items, method
from backlight.stacks.django.made_run import Inner, run
from backlight.stacks.django.made_things import NOTHING, Frame, Route, Said, written
from backlight.stacks.django.made_values import read
from backlight.stacks.django.makers import Maker

ROUTES = {"path", "re_path", "url"}


@lru_cache(maxsize=512)
def parsed(code: str) -> ast.stmt | None:
    """The statement that a piece of code is, wherever it is indented."""
    whole = f"if 1:\n{code}" if code.startswith((" ", "\t")) else code
    try:
        first = ast.parse(whole).body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
        return None
    return first.body[0] if isinstance(first, ast.If) and whole is not code else first


def maker_of(frame: Frame, name: str, file: str) -> tuple[Place, Maker] | None:
    """The function that a name leads to, in its class or a base of it."""
    place = frame.modules.find(file, "", name) if name else None
    if place is None:
        return None
    owner, _, last = place.name.rpartition(".")
    places: Iterable[Place] = (place,)
    if owner:
        bases = frame.modules.bases(Place(place.path, owner))
        places = (Place(base.path, f"{base.name}.{last}") for base in bases)
    for one in places:
        said = frame.world.files.get(one.path)
        if said is not None and one.name in said.makers:
            return one, said.makers[one.name]
    return None


def followed(
    frame: Frame,
    found: tuple[Place, Maker],
    of: Said,
    args: list[object],
    named: dict[str, object],
) -> object:
    """What a function gives for what it is given."""
    place, maker = found
    node = parsed(maker.code)
    if not isinstance(node, ast.FunctionDef) or frame.depth == 0:
        return NOTHING
    offset = maker.line - 1 - (1 if maker.code.startswith((" ", "\t")) else 0)
    here = replace(frame, file=place.path, line=offset, names={}, depth=frame.depth - 1, given=[])
    taken = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    if taken[:1] in (["self"], ["cls"]) and isinstance(of.value, Name):
        args = [Said(Name(of.value.dotted.rpartition(".")[0]), of.file), *args]
    return _entered(here, node, args, named)


def _entered(
    here: Frame, node: ast.FunctionDef, args: list[object], named: dict[str, object]
) -> object:
    """What a function gives once its parameters have their values."""
    taken = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    defaults = node.args.defaults
    here.names.update(dict.fromkeys(taken, NOTHING))
    for name, default in zip(taken[len(taken) - len(defaults) :], defaults, strict=True):
        here.names[name] = read(here, default, carried_out)
    for one, only in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        here.names[one.arg] = read(here, only, carried_out) if only is not None else NOTHING
    here.names.update(zip(taken, args, strict=False))
    if node.args.vararg is not None:
        here.names[node.args.vararg.arg] = args[len(taken) :]
    here.names.update(named)
    run(here, node.body, carried_out)
    if len(here.given) < 2:
        return here.given[0] if here.given else NOTHING
    return [one for given in here.given for one in items(given)] or NOTHING


def inside(inner: object, args: list[object], named: dict[str, object]) -> object:
    """What a function inside of one gives."""
    if not isinstance(inner, Inner) or inner.frame.depth == 0:
        return NOTHING
    frame = inner.frame
    here = replace(frame, names=dict(frame.names), depth=frame.depth - 1, given=[])
    return _entered(here, inner.node, args, named)


def carried_out(frame: Frame, node: ast.Call) -> object:
    """What a call comes to: a route, what a function of the project gives, or as it is written."""
    args = [
        one
        for given in node.args
        for one in (
            items(read(frame, given.value, carried_out))
            if isinstance(given, ast.Starred)
            else [read(frame, given, carried_out)]
        )
    ]
    named = {one.arg: read(frame, one.value, carried_out) for one in node.keywords if one.arg}
    if isinstance(node.func, ast.Attribute):
        owner = read(frame, node.func.value, carried_out)
        if not isinstance(owner, Said):
            return method(owner, node.func.attr, args)
        of = _attribute(owner, node.func.attr)
    elif isinstance(node.func, ast.Name) and isinstance(frame.names.get(node.func.id), Inner):
        return inside(frame.names[node.func.id], args, named)
    elif isinstance(node.func, ast.Name) and node.func.id not in frame.names:
        of = Said(Name(node.func.id), frame.file)
    else:
        found = read(frame, node.func, carried_out)
        of = found if isinstance(found, Said) else NOTHING
    return _called(frame, of, args, named, node.lineno + frame.line)


def _attribute(owner: Said, name: str) -> Said:
    """A method of what is written, by its name."""
    if isinstance(owner.value, Name):
        return Said(Name(f"{owner.value.dotted}.{name}"), owner.file)
    return NOTHING


def _called(
    frame: Frame, of: Said, args: list[object], named: dict[str, object], line: int
) -> object:
    name = of.value.dotted if isinstance(of.value, Name) else ""
    last = name.rpartition(".")[2]
    if last in ROUTES:
        return _route(frame, last, args, named, line)
    if last == "include" and args and isinstance(args[0], list):
        paired = len(args[0]) == 2 and isinstance(args[0][1], str)
        return args[0][0] if paired else args[0]
    found = maker_of(frame, name, of.file) if last != "as_view" else None
    made = followed(frame, found, of, args, named) if found is not None else NOTHING
    if not isinstance(made, Said):
        return made
    if name in {"list", "tuple", "set", "sorted", "enumerate", "zip", "str"}:
        return function(name, args)
    if last in {"type", "issubclass", "isinstance", "isclass"}:
        return asked(frame, last, args)
    foreign = [one for one in args if isinstance(one, Said) and one.file != of.file]
    if foreign:
        return foreign[0]
    given = [written(one, of.file) or Unknown("") for one in args]
    kept = [(key, written(one, of.file) or Unknown("")) for key, one in named.items()]
    return Said(Call(of.value, tuple(given), tuple(kept), line=line), of.file)


def _route(
    frame: Frame, last: str, args: list[object], named: dict[str, object], line: int
) -> object:
    """A route whose path is known; one whose path is not is none."""
    by_name = named.get("route", named.get("regex"))
    pattern = args[0] if args else by_name
    target = args[1] if len(args) > 1 else named.get("view", NOTHING)
    if not isinstance(pattern, str):
        return NOTHING
    return Route(pattern, last != "path", target, frame.file, line)
