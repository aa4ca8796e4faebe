"""The fields of a request schema: from the keys a handler reads, and the columns they go to."""

import keyword
from dataclasses import dataclass, replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, ValueType
from backlight.analysis.python_expressions import parts, string
from backlight.analysis.python_inputs import Key, refused_without
from backlight.analysis.python_locals import argument_of, called, climb, occurrences
from backlight.analysis.python_nothing import passes
from backlight.analysis.python_uses import follow
from backlight.analysis.syntax import field, text_of
from backlight.analysis.tables import Column, Schema
from backlight.stacks.pydantic.columns import column_of, column_type

TEXTS = regex(
    r"(?:(?:^|_)|(?<=[a-z])(?=[A-Z]))(?i:(?:user|first|last|full|nick)?name|title|description|password"
    r"|slug|token|text|url|uri|phone|bio|summary|subject)$"
)
"""Names of what is a text, where nothing else says of what type it is."""
BOTH = "int | float"
"""A number of which nothing says that it is whole, or that it is not: it stays what it is."""
TAKEN = frozenset(
    ["json", "copy", "dict", "schema", "validate", "construct", "fields", "parse_obj", "parse_raw"]
)
"""Names that Pydantic's own methods have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field; `attribute` is its name in Python, `name` the one in the request."""

    name: str
    attribute: str
    type: ValueType
    required: bool
    default: str = ""
    """Source of the default, empty for none."""
    longest: int = 0
    exact: str = ""
    """A Python type that says more than the JSON type: `Decimal`."""
    inner: tuple["Field", ...] = ()
    nullable: bool = False
    """`None` is no failure: the handler looks for it, or nothing that is done with it fails."""


def fields(function: Node, keys: tuple[Key, ...], project: Project) -> tuple[Field, ...]:
    """The fields for keys; what is read from an object becomes a model of its own if it can."""
    return tuple(_field(function, key, project.schema) for key in keys)


def attribute(name: str) -> str:
    """A name that can stand in a class: `first-name` is `first_name`."""
    plain = "".join(c if c.isalnum() or c == "_" else "_" for c in name).strip("_") or "field"
    plain = f"field_{plain}" if plain[0].isdigit() else plain
    clash = keyword.iskeyword(plain) or plain in TAKEN or plain.startswith("model_")
    return f"{plain}_" if clash else plain


def whole_objects(function: Node, key: Key) -> bool:
    """Whether all that is done with an object is to read keys of it."""
    uses = follow(function, [read.node for read in key.reads])
    return not uses.unclear and not uses.whole and all(r.how == "item" for r in key.reads)


def converted(node: Node) -> Node | None:
    """The call that does nothing but convert a value: `int(…)`, `datetime.fromisoformat(…)`."""
    node = climb(node)
    call = argument_of(node)
    if call is None or node.parent is None or node.parent.type != "argument_list":
        return None
    last = called(call).rpartition(".")[2]
    alone = node.parent.named_child_count == 1
    return call if alone and last in {"int", "float", "Decimal", "fromisoformat"} else None


def _looked_at(function: Node, node: Node) -> bool:
    """Whether a value, or the name that it is given, is compared with `None`."""
    above = climb(node).parent
    left = field(above, "left") if above is not None and above.type == "assignment" else None
    names = occurrences(function, text_of(left)) if left is not None else ()
    asked = (one.parent for one in (climb(node), *names))
    return any(
        one is not None
        and one.type == "comparison_operator"
        and one.named_children[-1].type == "none"
        for one in asked
    )


def _takes_null(function: Node, key: Key, column: tuple[Column, bool] | None) -> bool:
    """Whether `null` went through: where there is a default, or the column may be null."""
    stored = column is not None and column[1]
    if stored and column is not None and not column[0].nullable:
        return False
    kept = stored and key.required and not any(refused_without(function, r) for r in key.reads)
    return (kept or not key.required) and passes(function, [read.node for read in key.reads])


def _field(function: Node, key: Key, schema: Schema) -> Field:
    values = [read for read in key.reads if read.how != "in"]
    calls = [converted(read.node) for read in values]
    named = {called(call).rpartition(".")[2] for call in calls if call is not None}
    fallbacks = {text_of(r.default) for r in values if r.default is not None} - {"None"}
    default = text_of(key.default) if key.default is not None and constant(key.default) else ""
    plain = len(values) == len(key.reads) and not fallbacks
    found = Field(
        name=key.name,
        attribute=attribute(key.name),
        type=key.type,
        required=key.required or (bool(named) and key.certain and plain),
        default="" if default == "None" else default,
        exact="Decimal" if named == {"Decimal"} else "",
        nullable=any(_looked_at(function, read.node) for read in values),
    )
    if key.inner:
        if whole_objects(function, key):
            return replace(found, inner=tuple(_field(function, k, schema) for k in key.inner))
        return found
    textual = key.default is not None and key.default.type == "string"
    if named and (textual or (None in calls and key.type in {"datetime", "date"})):
        return replace(found, type="string", exact="")
    found_in = (column_of(function, read.node, schema) for read in values)
    column = next((c for c in found_in if c and "binary" not in c[0].type.lower()), None)
    found = replace(found, nullable=found.nullable or _takes_null(function, key, column))
    if key.type == "number" and not named:
        whole = column is not None and column_type(column[0])[0] == "integer"
        loose = BOTH if column is None and "." not in default else ""
        return replace(found, type="integer" if whole else "number", exact=loose)
    if column is None and key.type == "any" and TEXTS.search(key.name):
        return replace(found, type="string")
    if column is None or key.type not in {"any", "string", "email"}:
        return found
    kind, longest = column_type(column[0])
    if kind in {"datetime", "date", "any"}:
        return found
    kind = key.type if key.type == "email" and kind == "string" else kind
    return replace(found, type=kind, longest=longest if column[1] else 0)


def constant(node: Node) -> bool:
    """Whether an expression is made of literals alone: it says the same wherever it stands."""
    if node.type in {"integer", "float", "true", "false", "none"}:
        return True
    if node.type in {"string", "concatenated_string"}:
        return string(node) is not None
    made = {"unary_operator", "parenthesized_expression", "list", "tuple", "dictionary", "pair"}
    return node.type in made and all(constant(part) for part in parts(node))
