"""Tables as migrations of Knex make them: `knex.schema.createTable("users", (table) => { … })`."""

from collections.abc import Iterator
from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import FUNCTIONS, parts, string
from backlight.analysis.javascript_names import label
from backlight.analysis.places import is_test
from backlight.analysis.syntax import (
    Source,
    ancestors,
    descendants,
    field,
    line_of,
    span_of,
    text_of,
)
from backlight.analysis.tables import Table
from backlight.stacks.knex.described import described

MAKES = {"createTable": True, "createTableIfNotExists": True, "alterTable": False, "table": False}
DROPS = ("dropTable", "dropTableIfExists")
RENAMES = "renameTable"
WAY_BACK = regex(r"(?:^|\.)down$")


def tables(source: Source) -> tuple[Table, ...]:
    """Every table that a file makes or changes; what it does to be undone is left out."""
    if b"Table" not in source.text.data or source.tree is None or is_test(source.path):
        return ()
    return tuple(_tables(source))


def _tables(source: Source) -> Iterator[Table]:
    for call in descendants(source.root, "call_expression"):
        function, held = field(call, "function"), field(call, "arguments")
        name = text_of(field(function, "property") or call)
        given = parts(held) if held is not None and held.type == "arguments" else []
        table = string(given[0]) if given else ""
        if not table or name not in {*MAKES, *DROPS, RENAMES} or _undone(call):
            continue
        blank = Table(
            name=table,
            file=source.path,
            line=line_of(call),
            origin="migration",
            span=span_of(call),
            complete=False,
        )
        if name in DROPS:
            yield from [replace(blank, gone=True)] if len(given) == 1 and _of_schema(call) else []
        elif len(given) != 2:
            continue
        elif name == RENAMES:
            yield from [replace(blank, name=new, former=table)] if (new := string(given[1])) else []
        elif given[1].type in FUNCTIONS and (body := field(given[1], "body")) is not None:
            yield described(replace(blank, complete=MAKES[name]), body)


def _of_schema(call: Node) -> bool:
    """Whether it is called on a schema: `knex.schema.dropTable("users")`."""
    function = field(call, "function")
    return function is not None and "schema" in text_of(field(function, "object") or function)


def _undone(call: Node) -> bool:
    """Whether it is what a migration does to be taken back."""
    around = (one for one in ancestors(call) if one.type in FUNCTIONS)
    return any(WAY_BACK.search(label(one)) for one in around)
