"""Expressions in code that makes routes, as far as they are known without running it."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from backlight.stacks.django.made_classes import member, same
from backlight.stacks.django.made_methods import items
from backlight.stacks.django.made_things import (
    FEW,
    MOST,
    NOTHING,
    Frame,
    Said,
    fits,
    looked_up,
    summed,
    truth,
)

Ask = Callable[[Frame, ast.Call], object]
"""What carries out a call."""


def read(frame: Frame, node: ast.expr, ask: Ask) -> object:
    """What an expression comes to."""
    if next(frame.steps) > MOST:
        return NOTHING
    match node:
        case ast.Constant(value=str() | int() | float() | None as value):
            return value
        case ast.Name(id=name):
            return frame.names[name] if name in frame.names else looked_up(frame, name, frame.file)
        case ast.Attribute(value=owner, attr=name):
            return member(frame, read(frame, owner, ask), name)
        case ast.Call():
            return ask(frame, node)
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
            inner = replace(frame, names=dict(frame.names))
            return [read(inner, node.elt, ask) for _ in _turns(inner, node.generators, ask)]
    found = _display(frame, node, ask)
    return _judged(frame, node, ask) if found is NOTHING else found


def bind(frame: Frame, target: ast.expr, value: object, ask: Ask) -> None:
    """Give a name or a key its value, or several theirs."""
    if isinstance(target, ast.Name):
        frame.names[target.id] = value
    elif isinstance(target, ast.Subscript):
        table, key = read(frame, target.value, ask), read(frame, target.slice, ask)
        if isinstance(table, dict) and isinstance(key, str | int) and len(table) < MOST:
            table[key] = value
    elif isinstance(target, ast.Tuple | ast.List):
        row = items(value)
        for at, one in enumerate(target.elts):
            bind(frame, one, row[at] if len(row) == len(target.elts) else NOTHING, ask)


def _display(frame: Frame, node: ast.expr, ask: Ask) -> object:
    """Lists, tables and texts that are put together."""
    match node:
        case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
            return [one for elt in elts for one in _items(frame, elt, ask)]
        case ast.Dict(keys=keys, values=values):
            pairs = [(read(frame, k, ask), v) for k, v in zip(keys, values, strict=True) if k]
            return {k: read(frame, v, ask) for k, v in pairs if isinstance(k, str | int)}
        case ast.JoinedStr(values=pieces):
            return _text([read(frame, piece, ask) for piece in pieces])
        case ast.FormattedValue(value=value, format_spec=None):
            return read(frame, value, ask)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return summed(read(frame, left, ask), read(frame, right, ask))
    return NOTHING


def _judged(frame: Frame, node: ast.expr, ask: Ask) -> object:
    """What a test decides: `or`, `and`, `not`, `==`, `in`, `a if b else c`."""
    match node:
        case ast.BoolOp(op=op, values=values):
            found: object = NOTHING
            for one in values:
                found = read(frame, one, ask)
                if truth(found) in {None, isinstance(op, ast.Or)}:
                    return found
            return found
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            sure = truth(read(frame, operand, ask))
            return NOTHING if sure is None else not sure
        case ast.IfExp(test=test, body=body, orelse=other):
            sure = truth(read(frame, test, ask))
            return NOTHING if sure is None else read(frame, body if sure else other, ask)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(op, read(frame, left, ask), read(frame, right, ask))
        case ast.Subscript(value=owner, slice=key):
            return _item(read(frame, owner, ask), read(frame, key, ask))
    return NOTHING


def _compared(op: ast.cmpop, left: object, right: object) -> object:
    if isinstance(left, Said) or isinstance(right, Said):
        sure = same(left, right)
        return NOTHING if sure is None else sure is isinstance(op, ast.Is | ast.Eq)
    if isinstance(left, list | dict) and not fits([left, right], FEW):
        return NOTHING  # What is one thing is compared at once, with however much.
    match op:
        case ast.Eq() | ast.Is():
            return left == right
        case ast.NotEq() | ast.IsNot():
            return left != right
        case ast.In() | ast.NotIn() if isinstance(right, list | dict):
            if any(isinstance(one, Said) for one in right):
                return NOTHING
            return (left in items(right)) is isinstance(op, ast.In)
    return NOTHING


def _item(owner: object, key: object) -> object:
    if isinstance(owner, dict) and isinstance(key, str | int):
        return owner[key] if isinstance(owner, defaultdict) else owner.get(key, NOTHING)
    if isinstance(owner, list) and isinstance(key, int) and -len(owner) <= key < len(owner):
        return owner[key]
    return NOTHING


def _items(frame: Frame, node: ast.expr, ask: Ask) -> list[object]:
    if isinstance(node, ast.Starred):
        return items(read(frame, node.value, ask))
    return [read(frame, node, ask)]


def _text(pieces: list[object]) -> object:
    if any(not isinstance(piece, str | int) for piece in pieces):
        return NOTHING
    said = "".join(str(piece) for piece in pieces)
    return said if len(said) < MOST else NOTHING


def _turns(frame: Frame, loops: list[ast.comprehension], ask: Ask) -> Iterator[None]:
    """Each turn of nested loops, its names bound; a turn whose test is not known is taken."""
    if not loops:
        yield None
        return
    for item in items(read(frame, loops[0].iter, ask)):
        bind(frame, loops[0].target, item, ask)
        if all(truth(read(frame, test, ask)) is not False for test in loops[0].ifs):
            yield from _turns(frame, loops[1:], ask)
