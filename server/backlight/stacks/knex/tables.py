"""Tables as migrations of Knex make them: `knex.schema.createTable("users", (table) => { … })`."""

from collections.abc import Iterator
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
from backlight.analysis.tables import Column, Table
from backlight.stacks.javascript_bound import Link, bare

MAKES = {"createTable": True, "createTableIfNotExists": True, "alterTable": False, "table": False}
TYPES = {"enum", "enu", "specificType", "binary", "dateTime", "datetime", "date", "time", "json"}
TYPES |= {"string", "text", "uuid", "boolean", "timestamp", "decimal", "float", "double", "jsonb"}
TYPES |= {"integer", "tinyint", "smallint", "mediumint", "bigInteger", "bigint", "int"}
COUNTED = {"increments": "integer", "bigIncrements": "bigint"}
KEPT = ("created_at", "updated_at")
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
        if name not in MAKES or len(given) != 2 or given[1].type not in FUNCTIONS:
            continue
        table, body = string(given[0]), field(given[1], "body")
        if not table or body is None or _undone(call):
            continue
        yield _table(source, call, table, body, whole=MAKES[name])


def _undone(call: Node) -> bool:
    """Whether it is what a migration does to be taken back."""
    around = (one for one in ancestors(call) if one.type in FUNCTIONS)
    return any(WAY_BACK.search(label(one)) for one in around)


def _table(source: Source, call: Node, name: str, body: Node, *, whole: bool) -> Table:
    columns: dict[str, Column] = {}
    indexes: list[tuple[str, ...]] = []
    removed: list[str] = []
    for steps in _lines(body):
        first, given = steps[0]
        names = _names(given[0]) if given else ()
        if first in {"dropColumn", "dropColumns"}:
            removed += [one for arg in given for one in _names(arg)]
        elif first in {"index", "unique", "primary"} and names:
            indexes.append(names)
            if first == "primary" and len(names) == 1 and names[0] in columns:
                columns[names[0]] = _column(names[0], columns[names[0]].type, [("primary", [])])
        elif first == "timestamps":
            columns |= {one: Column(name=one, type="timestamp", default=True) for one in KEPT}
        elif first == "foreign" and len(names) == 1 and names[0] in columns:
            known = columns[names[0]]
            columns[names[0]] = _column(known.name, known.type, [*steps[1:], *_as_it_was(known)])
        elif first in TYPES or first in COUNTED:
            own = names[0] if names else "id" if first in COUNTED else ""
            columns |= {own: _column(own, COUNTED.get(first, first), steps[1:])} if own else {}
            if first in COUNTED:
                columns[own] = _column(own, COUNTED[first], [("primary", []), ("defaultTo", [])])
            if any(step == "index" for step, _ in steps[1:]):
                indexes.append((own,))
    return Table(
        name=name,
        file=source.path,
        line=line_of(call),
        columns=tuple(columns.values()),
        indexes=tuple(indexes),
        origin="migration",
        span=span_of(call),
        complete=whole,
        removed=tuple(removed),
    )


def _lines(body: Node) -> Iterator[list[Link]]:
    """The chains of a function that describes a table, each from its first method on."""
    for call in descendants(body, "call_expression"):
        above = call.parent
        if above is not None and above.type == "member_expression":
            continue
        steps: list[Link] = []
        at = call
        while at.type == "call_expression":
            function, given = field(at, "function"), field(at, "arguments")
            of = field(function, "object") if function is not None else None
            if function is None or given is None or of is None or given.type != "arguments":
                break
            steps.insert(0, (text_of(field(function, "property") or function), parts(given)))
            at = of
        if steps and at.type == "identifier":
            yield steps


def _column(name: str, kind: str, steps: list[Link]) -> Column:
    said = dict(steps)
    to = string(said["references"][0]) if said.get("references") else ""
    within = string(said["inTable"][0]) if said.get("inTable") else ""
    points = f"{within}.{to}" if within and to else to or ""
    key = "primary" in said
    return Column(
        name=name,
        type=kind,
        nullable=not key and not {"notNullable", "notNull"} & set(said),
        primary_key=key,
        unique="unique" in said,
        references=points if "." in points else "",
        default="defaultTo" in said,
    )


def _as_it_was(known: Column) -> Iterator[Link]:
    yield from [("notNullable", [])] if not known.nullable and not known.primary_key else []
    yield from [("primary", [])] if known.primary_key else []
    yield from [("unique", [])] if known.unique else []
    yield from [("defaultTo", [])] if known.default else []


def _names(node: Node) -> tuple[str, ...]:
    """A name, or each of a list; nothing where one of them stands fast only when it runs."""
    held = bare(node)
    found = [string(one) for one in (parts(held) if held.type == "array" else [held])]
    return () if None in found else tuple(one for one in found if one is not None)
