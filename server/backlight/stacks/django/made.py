"""Go through code that makes routes, as Python would, with what is known of its values.

What is only known at run time stays as it is written; a loop over it makes nothing.
"""

import ast

from backlight.analysis.python_modules import Place
from backlight.analysis.python_values import Call, Name
from backlight.stacks.django.made_calls import carried_out, followed, inside, maker_of, parsed
from backlight.stacks.django.made_run import run
from backlight.stacks.django.made_things import MOST, Frame, Route, Said, fits, known
from backlight.stacks.django.made_values import read
from backlight.stacks.django.makers import Maker
from backlight.stacks.django.world import At, World

REGISTERED = Place("")
"""What stands for decorators that have kept what they decorate."""


def of_call(world: World, at: At, call: Call) -> object:
    """What a call of a function that makes routes comes to; `None` if it is no such function."""
    frame = Frame(world, at.file, 0)
    found = maker_of(frame, call.name, at.file)
    if found is None:
        return None
    args = [known(frame, one, at.file) for one in call.args]
    named = {name: known(frame, one, at.file) for name, one in call.named}
    registered(world)
    made = followed(frame, found, Said(call.of, at.file), args, named)
    return made if isinstance(made, list | Route) and fits(made, MOST) else None


def of_code(world: World, at: At, maker: Maker) -> object:
    """What a comprehension comes to, or what a loop adds to its list."""
    node, frame = parsed(maker.code), Frame(world, at.file, maker.line - 1)
    if isinstance(node, ast.Expr):
        made = read(frame, node.value, carried_out)
        return made if fits(made, MOST) else None
    if node is None or not maker.gives:
        return None
    added: list[object] = []
    frame.names[maker.gives] = added
    run(frame, [node], carried_out)
    return added if fits(added, MOST) else None


def own_way(world: World, file: str, name: str) -> bool:
    """Whether a class makes its view in a way of its own: which methods it has is not told."""
    found = maker_of(Frame(world, file, 0), name, file)
    return found is not None and "super().as_view" not in found[1].code


def registered(world: World) -> None:
    """Let decorators of the project keep what they decorate: `@register("path")`."""
    if REGISTERED in world.tables:
        return
    world.tables[REGISTERED] = True
    names = {
        name.rpartition(".")[2]
        for said in world.files.values()
        for name, maker in said.makers.items()
        if maker.keeps
    }
    for path, said in world.files.items() if names else ():
        decorated = {name: one.decorators for name, one in said.module.functions.items()}
        decorated |= {name: one.decorators for name, one in said.module.classes.items()}
        for name, decorators in decorated.items():
            for call in reversed(decorators):
                if isinstance(call, Call) and call.name.rpartition(".")[2] in names:
                    _kept(Frame(world, path, 0), call, Said(Name(name), path))


def _kept(frame: Frame, call: Call, decorated: Said) -> None:
    found = maker_of(frame, call.name, frame.file)
    if found is not None and found[1].keeps:
        args = [known(frame, one, frame.file) for one in call.args]
        named = {name: known(frame, one, frame.file) for name, one in call.named}
        made = followed(frame, found, Said(call.of, frame.file), args, named)
        inside(made, [decorated], {})
