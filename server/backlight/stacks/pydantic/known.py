"""What is known of the body of a handler, or why nothing is."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.python_inputs import Key, keys_of
from backlight.analysis.python_locals import inside
from backlight.analysis.python_tree import walk
from backlight.analysis.python_uses import Uses
from backlight.analysis.syntax import Source, ancestors, field, line_of
from backlight.analysis.tables import Table
from backlight.edits import Refused
from backlight.stacks.pydantic.columns import column_type
from backlight.stacks.pydantic.declared import told
from backlight.stacks.pydantic.fields import Field, attribute, fields


def function_at(source: Source, handler: Handler) -> Node | None:
    """The `def` of a handler."""
    for _, node in walk(source.root, handler.span):
        if node.type == "function_definition" and line_of(node) == handler.line:
            return node
    return None


ANYTHING = "each field may be missing, and is of any type; say first what is allowed"
"""Why there is nothing to check."""


def anything(found: tuple[Field, ...], *, texts: bool, emails: bool = True) -> bool:
    """Whether a schema would refuse nothing: no field is needed, none has a type or a bound.

    `texts`: every value is a text as it is, as in a form. `emails`: the schema has a type for them.
    """
    loose = {"any", "string"} if texts else {"any"}
    loose |= {"email"} if texts and not emails else set()
    return all(
        one.type in loose and not (one.required or one.longest or one.exact or one.inner)
        for one in found
    )


def untold(found: tuple[Field, ...], name: str) -> Refused | None:
    """Why a schema would be a list of names and no more; `None` if something tells of the types."""
    if any(one.type != "any" or one.longest or one.exact or one.inner for one in found):
        return None
    return Refused(
        f"Nothing tells of which types the fields are that `{name}` reads: ask the agent, who can "
        "look further."
    )


def known(
    function: Node, uses: Uses, project: Project, name: str, floor: Node | None = None
) -> tuple[Field, ...] | Refused:
    """The fields of a body, or why they cannot be known; `floor` is the block it is read in."""
    if uses.unclear:
        return Refused(f"The fields of the body cannot be known: in `{name}`, {uses.unclear}.")
    keys = keys_of(function, uses, floor=floor)
    lone = next(filter(None, (_in_a_branch(key, uses) for key in keys)), "")
    if lone:
        return Refused(f"`{lone}` is needed in one branch only; check it there, or ask the agent.")
    if keys:
        return told(fields(function, keys, project), uses, project)
    into = uses.whole[0][1] if uses.whole else ""
    table = project.schema.of_model(into.partition("`")[2].rstrip("`"))
    if table is not None and table.complete and into.startswith("spread") and len(uses.whole) == 1:
        return _columns(table)
    how = f"it is {into}" if into else "nothing is read from it"
    return Refused(f"The fields of the body cannot be known: in `{name}`, {how}.")


def _in_a_branch(key: Key, uses: Uses) -> str:
    """The key that fails in some branch if it is missing: let it be missing, and `None` goes on."""
    inner = next(filter(None, (_in_a_branch(one, uses) for one in key.inner)), "")
    if inner or key.required or key.certain or key.default is not None:
        return inner
    looks = [read.node for read in uses.reads if read.keys == key.keys]
    bare = (read.node for read in key.reads if read.how == "item")
    return key.name if any(not _looked_at(node, looks) for node in bare) else ""


def _looked_at(node: Node, looks: list[Node]) -> bool:
    """Whether a condition above reads the key already: `if "x" in body`, `if body.get("x")`."""
    return any(
        look != node and inside(look, asked) for asked in _conditions(node) for look in looks
    )


def _conditions(node: Node) -> Iterator[Node]:
    """What is asked before an expression is computed, by the statements and operators around it."""
    for above in ancestors(node):
        if above.type == "conditional_expression":
            yield above.named_children[1]
        asked = field(above, "condition") or field(above, "left")
        if asked is not None and above.type in {"if_statement", "elif_clause", "boolean_operator"}:
            yield asked


def _columns(table: Table) -> tuple[Field, ...]:
    """The fields for the columns of a model that a client may give."""
    found = []
    for column in table.columns:
        name = column.attribute or column.name
        if column.primary_key:
            continue
        kind, longest = column_type(column)
        needed = not column.nullable and not column.default
        own = attribute(name)
        found.append(Field(name=name, attribute=own, type=kind, required=needed, longest=longest))
    return tuple(found)
