"""The type of a field by the column of a Django model that it goes to."""

from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, ValueType
from backlight.analysis.python_inputs import Key
from backlight.analysis.python_locals import (
    argument_of,
    assignments,
    called,
    climb,
    leaves,
    occurrences,
)
from backlight.analysis.syntax import ancestors, field, text_of
from backlight.analysis.tables import Column
from backlight.stacks.pydantic.columns import SIZE
from backlight.stacks.pydantic.fields import Field, fields

KINDS: dict[str, ValueType] = {
    "CharField": "string",
    "TextField": "string",
    "SlugField": "string",
    "URLField": "string",
    "UUIDField": "string",
    "EmailField": "email",
    "BooleanField": "boolean",
    "FloatField": "number",
    "IntegerField": "integer",
    "BigIntegerField": "integer",
    "SmallIntegerField": "integer",
    "PositiveIntegerField": "integer",
    "PositiveBigIntegerField": "integer",
    "PositiveSmallIntegerField": "integer",
}
"""Classes of fields whose values a request can hold as they are."""
REFUSES = regex(r"\b4\d\d\b|_4\d\d_|\braise\b|[Ee]rror|BadRequest|NotFound|Forbidden|[Ii]nvalid")
"""How a handler says that it refuses a request."""
STORES = {"create", "update", "get_or_create", "update_or_create"}


def typed(function: Node, keys: tuple[Key, ...], project: Project) -> tuple[Field, ...]:
    """The fields for keys; what its use does not say, the column that it goes to says."""
    known = zip(keys, fields(function, keys, project), strict=True)
    return tuple(_typed(function, key, _needed(function, key, one), project) for key, one in known)


def _needed(function: Node, key: Key, one: Field) -> Field:
    """A field that the handler answers without an error when it is missing is not required."""
    places = [read.node for read in key.reads]
    for read in key.reads:
        above = climb(read.node).parent
        left = field(above, "left") if above is not None and above.type == "assignment" else None
        if left is not None and left.type == "identifier":
            places += occurrences(function, text_of(left))
    return replace(one, required=False) if any(map(_spared, places)) else one


def _spared(node: Node) -> bool:
    """Whether a condition on a value leads to an answer that is no refusal."""
    for above in ancestors(node):
        condition = field(above, "condition") if above.type == "if_statement" else None
        if condition is None:
            continue
        inside = condition.start_byte <= node.start_byte and node.end_byte <= condition.end_byte
        block = field(above, "consequence")
        ends = inside and block is not None and leaves(block)
        return ends and block is not None and REFUSES.search(text_of(block)) is None
    return False


def _typed(function: Node, key: Key, one: Field, project: Project) -> Field:
    if one.inner or one.type not in {"any", "string"}:
        return one
    for read in key.reads:
        found = _column(function, read.node, project, 1)
        if found is not None:
            column, stored = found
            kind = KINDS.get(column.type.partition("(")[0])
            size = SIZE.search(column.type) if stored else None
            if kind is None or (one.type == "string" and kind not in {"string", "email"}):
                return one
            return replace(one, type=kind, longest=int(size[1]) if size else 0)
    return one


def _column(function: Node, node: Node, project: Project, hops: int) -> tuple[Column, bool] | None:
    """The column that a value is given to or compared with, and whether it is stored there."""
    node = climb(node)
    above = node.parent
    if above is None:
        return None
    if above.type == "keyword_argument":
        return _given(above, project)
    left = field(above, "left") if above.type == "assignment" else None
    if left is None or left.type != "identifier" or not hops:
        return None
    name = text_of(left)
    if len(assignments(function, name)) != 1:
        return None
    found = (_column(function, at, project, hops - 1) for at in occurrences(function, name))
    return next((column for column in found if column), None)


def _given(argument: Node, project: Project) -> tuple[Column, bool] | None:
    """`Order(number=…)`, `Order.objects.create(number=…)`, `Order.objects.filter(number=…)`."""
    call = argument_of(argument.child_by_field_name("value") or argument)
    name = text_of(field(argument, "name") or argument)
    if call is None:
        return None
    names = called(call).split(".")
    model = names[0] if len(names) == 1 else names[-3] if names[-2:-1] == ["objects"] else ""
    table = project.schema.of_model(model) if model else None
    if table is None:
        return None
    column = next((c for c in table.columns if name in {c.attribute, c.name}), None)
    stored = len(names) == 1 or names[-1] in STORES
    return (column, stored) if column is not None else None
