"""Statements of code that makes routes, carried out as far as their tests and loops are known."""

import ast
from dataclasses import dataclass

from backlight.stacks.django.made_methods import items, method
from backlight.stacks.django.made_things import NOTHING, Frame, summed, truth
from backlight.stacks.django.made_values import Ask, bind, read


@dataclass(frozen=True, slots=True)
class Inner:
    """A function inside of one, with what it sees there."""

    node: ast.FunctionDef
    frame: Frame


def run(frame: Frame, body: list[ast.stmt], ask: Ask) -> str:
    """Carry out statements; what ends them: `continue`, `break`, `return`, or nothing."""
    return next((end for node in body if (end := _one(frame, node, ask))), "")


def _one(frame: Frame, node: ast.stmt, ask: Ask) -> str:
    match node:
        case ast.Return(value=value):
            frame.given.append(read(frame, value, ask) if value is not None else None)
            return "return"
        case ast.For():
            return _loop(frame, node, ask)
        case ast.With(body=inner) | ast.Try(body=inner):
            return run(frame, inner, ask)
        case ast.If(test=test, body=inner, orelse=other):
            sure = truth(read(frame, test, ask))
            if sure is not None:
                return run(frame, inner if sure else other, ask)
            _both(frame, inner, other, ask)
        case ast.Continue() | ast.Break() | ast.Raise():
            return {ast.Continue: "continue", ast.Break: "break"}.get(type(node), "return")
        case _:
            _plain(frame, node, ask)
    return ""


def _plain(frame: Frame, node: ast.stmt, ask: Ask) -> None:
    """A call that stands alone, or names that are given a value."""
    match node:
        case ast.Expr(value=value):
            read(frame, value, ask)
        case ast.Assign(targets=targets, value=value):
            said = read(frame, value, ask)
            for target in targets:
                bind(frame, target, said, ask)
        case ast.FunctionDef(name=name):
            frame.names[name] = Inner(node, frame)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            bind(frame, target, read(frame, value, ask), ask)
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value):
            _more(frame, name, read(frame, value, ask))


def _loop(frame: Frame, node: ast.For, ask: Ask) -> str:
    for item in items(read(frame, node.iter, ask)):
        bind(frame, node.target, item, ask)
        end = run(frame, node.body, ask)
        if end == "return":
            return end
        if end == "break":
            break
    return ""


def _both(frame: Frame, body: list[ast.stmt], other: list[ast.stmt], ask: Ask) -> None:
    """Both ways of a test that is not known; a name that they bind apart is not known then."""
    before = dict(frame.names)
    run(frame, body, ask)
    after = dict(frame.names)
    frame.names.clear()
    frame.names.update(before)
    run(frame, other, ask)
    for name in {*after, *frame.names}:
        if name not in after or name not in frame.names or after[name] is not frame.names[name]:
            frame.names[name] = NOTHING


def _more(frame: Frame, name: str, more: object) -> None:
    """`+=` lengthens a list where it is."""
    before = frame.names.get(name, NOTHING)
    if isinstance(before, list):
        method(before, "extend", [more])
    else:
        frame.names[name] = summed(before, more)
