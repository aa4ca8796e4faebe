"""Tables from Alembic migrations: what `upgrade` creates, adds, indexes and drops."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tree_sitter import Node

from backlight.analysis.syntax import Source, descendants, line_of, span_of, text_of
from backlight.analysis.tables import Table
from backlight.stacks.sqlalchemy.changes import alone, altered, keyed, marked
from backlight.stacks.sqlalchemy.columns import Call, call_of, column, indexed, string
from backlight.stacks.sqlalchemy.dropped import DROPS, dropped, name_of
from backlight.stacks.sqlalchemy.dropped import named as indexed_by

Tables = dict[str, Table]


def tables(source: Source) -> tuple[Table, ...]:
    """What one migration says of each table; `index` puts the migrations together."""
    found: Tables = {}
    functions = {
        text_of(name): function
        for function in descendants(source.root, "function_definition")
        if (name := function.child_by_field_name("name")) is not None
    }
    for node, call in _calls("upgrade", functions, set()):
        if call.name in _OPERATIONS:
            _apply(found, source, node, call, functions)
    return tuple(found.values())


Functions = dict[str, Node]

_NAMED = frozenset({"create_index", "create_primary_key", "create_unique_constraint"})
"""Operations whose first argument is the name of what they make; the table comes after it."""

_OPERATIONS = (
    _NAMED
    | DROPS
    | {"create_table", "add_column", "drop_column", "alter_column", "drop_table", "rename_table"}
)


def _calls(name: str, functions: Functions, seen: set[str]) -> Iterator[tuple[Node, Call]]:
    """The calls that a function of the file makes, and those that its helpers make, in order."""
    if name not in functions or name in seen:
        return
    seen.add(name)
    for node in descendants(functions[name], "call"):
        call = call_of(node)
        if call is not None:
            yield node, call
            yield from _calls(text_of(node.children[0]), functions, seen)


def _apply(found: Tables, source: Source, node: Node, call: Call, functions: Functions) -> None:
    batch = _batch(node)
    args = list(call.args)
    named = call.name in _NAMED
    place = 1 if (named or call.name in DROPS) and not batch else 0
    given = call.named.get("table_name") or call.named.get("old_table_name")
    name = batch or string(args[place] if len(args) > place else given)
    if not name:
        return
    rest = args if batch else args[:place] + args[place + 1 :]
    blank = Table(
        name=name,
        file=source.path,
        line=line_of(node),
        origin="migration",
        span=span_of(node),
        complete=False,
    )
    table = found.get(name.lower(), blank)
    if call.name == "create_table":
        table = _created(replace(blank, complete=True), _flat(rest, functions))
    elif call.name == "add_column" and rest:
        table = _with(table, rest[0])
    elif call.name == "drop_column" and rest and (gone := string(rest[0])):
        kept = tuple(c for c in table.columns if c.name != gone)
        table = replace(table, columns=kept, removed=(*table.removed, gone))
    elif named and rest:
        names = tuple(said for one in rest[-1].named_children if (said := string(one)))
        table = keyed(table, call, names)
    elif call.name in DROPS:
        table = dropped(table, call)
    elif call.name == "alter_column" and rest:
        table = altered(table, string(rest[0]) or "", call)
    if call.name in MOVES:
        _move(found, table, blank, string(rest[0] if rest else call.named.get("new_table_name")))
    else:
        found[name.lower()] = table


MOVES = frozenset({"drop_table", "rename_table"})


def _move(found: Tables, table: Table, blank: Table, new: str | None) -> None:
    """A table goes, or has another name from now on."""
    if new is None:
        _drop(found, blank)
        return
    found.pop(blank.name.lower(), None)
    former = "" if table.complete else table.former or blank.name
    found[new.lower()] = replace(table, name=new, former=former)


def _drop(found: Tables, blank: Table) -> None:
    """A table goes, be it of this file or of another."""
    before = found.pop(blank.name.lower(), None)
    if before is None or not before.complete:
        found[blank.name.lower()] = replace(blank, gone=True)


def _flat(rest: list[Node], functions: Functions) -> Iterator[Node]:
    """The arguments of a table, with what `*timestamps()` returns in its place."""
    for one in rest:
        if one.type != "list_splat":
            yield one
            continue
        helper = call_of(one.named_children[0]) if one.named_children else None
        body = functions.get(helper.name) if helper is not None else None
        returned = descendants(body, "return_statement") if body is not None else ()
        values = [value for node in returned for value in node.named_children]
        if len(values) == 1 and values[0].type in {"tuple", "list"}:
            yield from values[0].named_children
        else:
            yield one


def _created(table: Table, rest: Iterable[Node]) -> Table:
    for one in rest:
        call = call_of(one)
        if call is None:
            table = replace(table, complete=table.complete and one.type != "list_splat")
            continue
        names = [string(arg) for arg in call.args]
        if call.name == "Column":
            table = _with(table, one)
        elif call.name == "PrimaryKeyConstraint":
            table = marked(table, names)
        elif call.name == "UniqueConstraint":
            unique = tuple(name for name in names if name)
            table = alone(indexed_by(table, name_of(call.named.get("name")), unique), unique)
        elif call.name == "ForeignKeyConstraint" and len(call.args) > 1:
            table = _referring(table, call)
    return table


def _with(table: Table, node: Node) -> Table:
    one = column("", "", node)
    if one is None or not one.name:
        return table
    if indexed(node):
        table = indexed_by(table, f"ix_{table.name}_{one.name}", (one.name,))
    return replace(table, columns=(*table.columns, replace(one, attribute="")))


def _referring(table: Table, call: Call) -> Table:
    mine = [string(one) for one in call.args[0].named_children]
    theirs = [string(one) for one in call.args[1].named_children]
    to = dict(zip(mine, theirs, strict=False))
    return replace(
        table,
        columns=tuple(replace(c, references=to.get(c.name) or c.references) for c in table.columns),
    )


def _batch(node: Node) -> str:
    """The table of `with op.batch_alter_table("t") as batch_op:`, if that is what is called."""
    function = node.child_by_field_name("function")
    owner = function.child_by_field_name("object") if function is not None else None
    if owner is None or text_of(owner) == "op":
        return ""
    above: Node | None = node
    while above is not None:
        if above.type == "with_statement":
            for call_node in descendants(above, "call"):
                call = call_of(call_node)
                if call is not None and call.name == "batch_alter_table" and call.args:
                    return string(call.args[0]) or ""
        above = above.parent
    return ""
