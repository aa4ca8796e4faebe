"""What the functions that a body goes to declare of its fields: their own annotations say it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, ValueType
from backlight.analysis.places import is_test
from backlight.analysis.python import Function, Parameter
from backlight.analysis.python_expressions import parts
from backlight.analysis.python_locals import argument_of, assignments, called, climb, occurrences
from backlight.analysis.python_read import module
from backlight.analysis.python_uses import Uses
from backlight.analysis.python_values import Literal
from backlight.analysis.syntax import ancestors, field, text_of
from backlight.stacks.pydantic.columns import initial
from backlight.stacks.pydantic.fields import Field, attribute

KINDS: Mapping[str, ValueType] = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "EmailStr": "email",
}
MAYBE = regex(r"^(?:typing\.)?Optional\[(.+)\]$|^(.+?)\s*\|\s*None$")
MOST = 400
"""Files that are looked through for a function."""


def told(found: tuple[Field, ...], uses: Uses, project: Project) -> tuple[Field, ...]:
    """The fields with the types of the parameters they are given to, and those that are missing."""
    typed = tuple(_typed(one, (one.name,), uses, project) for one in found)
    return (*typed, *_spread({one.name for one in found}, uses, project))


def _typed(one: Field, keys: tuple[str, ...], uses: Uses, project: Project) -> Field:
    """A field of no known type, read for a parameter that has one."""
    if one.inner:
        inner = (_typed(i, (*keys, i.name), uses, project) for i in one.inner)
        return replace(one, inner=tuple(inner))
    if one.type != "any":
        return one
    for at in (at for read in uses.reads if read.keys == keys for at in _goes(read.node)):
        call, label = argument_of(at), at.parent
        if call is None or label is None:
            continue
        if label.type != "keyword_argument":
            kind, longest = initial(call, parts(label).index(at), project)
            if kind != "any":
                return replace(one, type=kind, longest=longest)
            continue
        given = _parameter(_function(call, project), text_of(field(label, "name") or label))
        kind, empty = _kind(given)
        if kind != "any" and not (empty and one.required):
            return replace(one, type=kind)
    return one


def _goes(node: Node) -> Iterator[Node]:
    """Where a value stands: where it is read, or where the one name is that it is given."""
    at = climb(node)
    yield at
    left = field(at.parent, "left") if at.parent is not None else None
    function = next((n for n in ancestors(node) if n.type == "function_definition"), None)
    if left is not None and function is not None and left.type == "identifier":
        name = text_of(left)
        yield from occurrences(function, name) if len(assignments(function, name)) == 1 else ()


def _spread(have: set[str], uses: Uses, project: Project) -> tuple[Field, ...]:
    """`create(**body)`: what the function takes besides, and is not given by the call itself."""
    if len(uses.whole) != 1:
        return ()
    node, how = uses.whole[0]
    call = argument_of(node)
    spread = call is not None and how.startswith("spread")
    function = _function(call, project) if call is not None and spread else None
    if call is None or function is None:
        return ()
    given = field(call, "arguments")
    own = {text_of(field(n, "name") or n) for n in (given.named_children if given else ())}
    names = [one.name for one in function.parameters]
    keyed = function.parameters[names.index("*") + 1 :] if "*" in names else ()
    return tuple(
        Field(
            name=one.name,
            attribute=attribute(one.name),
            type=_kind(one)[0],
            required=one.default is None and not _kind(one)[1],
        )
        for one in keyed
        if one.name not in have | own and _kind(one)[0] != "any" and _plain(one)
    )


def _plain(one: Parameter) -> bool:
    """Whether what is left out is nothing: another default stays the function's own."""
    return one.default is None or one.default == Literal(None)


def _parameter(function: Function | None, name: str) -> Parameter | None:
    found = function.parameters if function is not None else ()
    return next((one for one in found if one.name == name), None)


def _kind(given: Parameter | None) -> tuple[ValueType, bool]:
    """The type that a parameter declares, `any` if we know none; whether it may be `None`."""
    written = given.annotation if given is not None else ""
    maybe = MAYBE.match(written)
    plain = (maybe[1] or maybe[2]) if maybe is not None else written
    return KINDS.get(plain.strip(), "any"), maybe is not None


def _function(call: Node, project: Project) -> Function | None:
    """The one function of the project that a call can mean by its name; else `None`."""
    owner, _, name = called(call).rpartition(".")
    found: list[Function] = []
    needle = f"def {name}(".encode()
    paths = [path for path in project.paths if path.endswith(".py") and not is_test(path)]
    for path in paths[:MOST]:
        source = project.read(path)
        if source is not None and source.tree is not None and needle in source.text.data:
            functions = module(source).functions.values()
            found += [one for one in functions if one.name.rpartition(".")[2] == name]
    if owner and len(found) > 1:
        found = [one for one in found if "." in one.name]
    return found[0] if len(found) == 1 else None
