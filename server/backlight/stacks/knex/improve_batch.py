"""`db("users").where({ id }).first()` in each turn of a loop -> one `whereIn` before it."""

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import string
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_batch import One, batched
from backlight.stacks.javascript_batch_where import VALUES
from backlight.stacks.javascript_bound import Link, links, options
from backlight.stacks.knex.queries import NAMES
from backlight.stacks.record import Improvement
from backlight.stacks.statement import Uncertain

CHOSEN = {"select", "first"}
"""What names columns."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The batch, or why it is not right; `None` where the read is another one."""
    try:
        table, *steps = links(source, query.span)
        asked = _asked(steps)
    except (Uncertain, ValueError):
        return None
    if asked is None or (table[0] and table[0] not in NAMES) or len(table[1]) != 1:
        return None
    key, value = asked
    columns = [one for name, given in steps if name in CHOSEN for one in given]
    names = [string(one) for one in columns]
    if columns and key not in names and "*" not in names:
        return Refused(f"`{key}` is not among the columns, by which rows would be told apart.")
    root = _root(node_at(source, query.span))
    chosen = f".select({', '.join(map(text_of, columns))})" if columns else ""

    def many(keys: str) -> str:
        return f'{text_of(root)}.whereIn("{key}", {keys}){chosen}'

    return batched(source, query, project, One(key, value, many, none=""))


def _asked(steps: list[Link]) -> tuple[str, Node] | None:
    """The one column that is compared with the item, and the value; nothing else is asked for."""
    if sorted(name for name, _ in steps if name != "select") != ["first", "where"]:
        return None
    given = next(given for name, given in steps if name == "where")
    if len(given) == 1:
        said = options(given[0])
        key, value = next(iter(said.items())) if len(said) == 1 else ("", given[0])
    else:
        key, value = (string(given[0]) or "", given[1]) if len(given) == 2 else ("", given[0])
    return (key, value) if key.isidentifier() and value.type in VALUES else None


def _root(node: Node) -> Node:
    """The call that names the table."""
    while True:
        of = field(node, "function", "object")
        if of is None or of.type != "call_expression":
            return node
        node = of
