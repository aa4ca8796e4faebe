"""The column that a value of a request goes to, and what it says of its type."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, ValueType
from backlight.analysis.python_locals import argument_of, assignments, called, climb, occurrences
from backlight.analysis.python_read import module
from backlight.analysis.syntax import ancestors, descendants, field, text_of
from backlight.analysis.tables import Column, Schema, Table

SIZE = regex(r"\b(?:String|VARCHAR|Unicode|CharField|AutoString)\s*\(\s*(?:length\s*=\s*)?(\d+)")
PASSWORD = regex(r"(?i)passw(?:or)?d|passphrase|pwd")
COLUMN_TYPES: tuple[tuple[str, ValueType], ...] = (
    ("bool", "boolean"),
    ("datetime", "datetime"),
    ("timestamp", "datetime"),
    ("date", "date"),
    ("biginteger", "integer"),
    ("int", "integer"),
    ("float", "number"),
    ("numeric", "number"),
    ("decimal", "number"),
    ("double", "number"),
    ("json", "any"),
    ("str", "string"),
    ("text", "string"),
    ("char", "string"),
    ("unicode", "string"),
    ("uuid", "string"),
)


def column_type(column: Column) -> tuple[ValueType, int]:
    """The JSON type of a column, and the longest text it takes (0 for any).

    The column of a password holds its hash, and says nothing of how long the password may be.
    """
    lower = column.type.lower()
    kind: ValueType = next((kind for part, kind in COLUMN_TYPES if part in lower), "any")
    size = SIZE.search(column.type)
    bound = size is not None and kind == "string" and not PASSWORD.search(column.name)
    return kind, int(size[1]) if size is not None and bound else 0


def initial(call: Node, position: int, project: Project) -> tuple[ValueType, int]:
    """The type and length of what the constructor of a model takes at a position, by its name."""
    name = called(call).rpartition(".")[2]
    table = project.schema.of_model(name)
    source = project.read(table.file) if table is not None and table.model == name else None
    if table is None or source is None or source.tree is None:
        return "any", 0
    maker = module(source).functions.get(f"{name}.__init__")
    given = maker.parameters[1:] if maker is not None else ()
    found = _in(table, given[position].name, stored=True) if position < len(given) else None
    return column_type(found[0]) if found is not None else ("any", 0)


def column_of(
    function: Node, node: Node, schema: Schema, hops: int = 1
) -> tuple[Column, bool] | None:
    """The column that a value is compared with or stored in, and whether it is stored."""
    node = climb(node)
    above = node.parent
    if above is None:
        return None
    if above.type == "keyword_argument":
        return _given(above, schema)
    if above.type == "comparison_operator":
        sides = [n for n in above.named_children if n != node and n.type == "attribute"]
        return next((c for n in sides if (c := _of(schema, text_of(n), stored=False))), None)
    if above.type == "assignment" and above.child_by_field_name("right") == node:
        left = above.child_by_field_name("left")
        if left is not None and left.type == "attribute":
            return _stored(function, left, schema)
        if left is not None and left.type == "identifier" and hops:
            return _named(function, text_of(left), schema, hops - 1)
    return None


def _named(function: Node, name: str, schema: Schema, hops: int) -> tuple[Column, bool] | None:
    """The value goes on under a local name, which is bound only once."""
    if len(assignments(function, name)) != 1:
        return None
    found = (column_of(function, at, schema, hops) for at in occurrences(function, name))
    return next((column for column in found if column), None)


def _given(argument: Node, schema: Schema) -> tuple[Column, bool] | None:
    call = argument_of(argument.child_by_field_name("value") or argument)
    name = text_of(field(argument, "name") or argument)
    if call is None:
        return None
    table = schema.of_model(called(call).rpartition(".")[2])
    if table is not None:
        return _in(table, name, stored=True)
    if called(call).endswith(".filter_by"):
        models = [text_of(n) for n in descendants(call, "identifier")]
        tables = (schema.of_model(model) for model in models)
        return next((c for t in tables if t and (c := _in(t, name, stored=False))), None)
    return None


def _stored(function: Node, target: Node, schema: Schema) -> tuple[Column, bool] | None:
    """`user.name = value`, where `user` was made from a model or queried as one."""
    owner, _, name = text_of(target).rpartition(".")
    for bound in assignments(function, owner):
        statement = next((n for n in ancestors(bound) if n.type == "assignment"), None)
        value = field(statement, "right")
        for node in descendants(value, "identifier") if value is not None else ():
            table = schema.of_model(text_of(node))
            if table is not None:
                return _in(table, name, stored=True)
    return None


def _of(schema: Schema, dotted: str, *, stored: bool) -> tuple[Column, bool] | None:
    model, _, name = dotted.rpartition(".")
    table = schema.of_model(model.rpartition(".")[2])
    return _in(table, name, stored=stored) if table is not None else None


def _in(table: Table, name: str, *, stored: bool) -> tuple[Column, bool] | None:
    found = next((c for c in table.columns if name in {c.attribute, c.name}), None)
    return (found, stored) if found is not None else None
