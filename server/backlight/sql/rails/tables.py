"""What `create_table` and `change_table` say of one table, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from backlight.analysis.quoting import ident
from backlight.sql.rails.columns import IDENTITY, TYPES, column, default, type_of
from backlight.sql.rails.indexes import foreign, index, target, usual_name
from backlight.sql.rails.reading import Raw, Step
from backlight.sql.relations import Column, Relation, Relations
from backlight.sql.written import Untold

QUIET = frozenset({"comment"})
Said = TypeVar("Said")


def created(step: Step, known: Relations) -> Relation:
    """A table as `create_table` makes it."""
    name, found = step.text(0), Relation()
    if isinstance(step.named.get("as"), str):
        raise Untold(f"the table of line {step.line} is made of a query")
    found = _key(name, found, step)
    for line in step.block or ():
        found = rowed(name, found, line, known)
    return found


def _key(name: str, one: Relation, step: Step) -> Relation:
    """The key that every table has, unless it is said otherwise."""
    said, key = step.named.get("id"), step.named.get("primary_key", "id")
    if said is False:
        return one
    if isinstance(key, list):
        listed = ", ".join(ident(str(part)) for part in key)
        return replace(one, keys={f"{name}_pkey": f"PRIMARY KEY ({listed})"})
    kind = said.get("type") if isinstance(said, dict) else said
    if isinstance(kind, str) and kind not in {"bigint", "integer", "primary_key"}:
        given = step.named.get("default", Raw("gen_random_uuid()") if kind == "uuid" else None)
        type_ = type_of(kind, {}, step.line)
        made = Column(type_, nullable=False, default=default(given, type_))
    else:
        made = Column("integer" if kind == "integer" else "bigint", nullable=False, more=IDENTITY)
    return Relation({str(key): made}, {f"{name}_pkey": f"PRIMARY KEY ({ident(str(key))})"})


def rowed(table: str, one: Relation, step: Step, known: Relations) -> Relation:
    """The table with one line of its block: `t.string :name`."""
    names = [name for name in _flat(step.given) if name]
    match step.name:
        case "timestamps":
            return timed(one, step)
        case "index":
            return indexed(table, one, step.given[0] if step.given else "", step)
        case "references" | "belongs_to":
            for name in names:
                one = referred(table, one, name, step, known)
            return one
        case "column" if len(names) > 1:
            return put(one, names[0], column(names[1], step), step)
        case kind if kind in TYPES:
            for name in names:
                one = put(one, name, column(kind, step), step)
            return one
    return _constrained(table, one, step)


def _constrained(table: str, one: Relation, step: Step) -> Relation:
    match step.name:
        case "foreign_key":
            return led(table, one, step, step.text(0))
        case "check_constraint":
            return checked(table, one, step, step.text(0))
        case "unique_constraint":
            return _unique(table, one, step)
        case name if name in QUIET:
            return one
    raise Untold(f"line {step.line} says `t.{step.name[:30]}`")


def put(one: Relation, name: str, made: Column, step: Step) -> Relation:
    """The table with one more column."""
    return replace(one, columns=more(one.columns, name, made, step))


def more(there: Mapping[str, Said], name: str, said: Said, step: Step) -> Mapping[str, Said]:
    """What is there, and one more; raises `Untold` where one of that name is there already."""
    if name not in there:
        return {**there, name: said}
    if step.named.get("if_not_exists") is not True:
        raise Untold(f"`{name[:40]}` of line {step.line} is there already")
    return there


def timed(one: Relation, step: Step) -> Relation:
    """`created_at` and `updated_at`; the server fills in nothing unless it is said."""
    nullable = step.named.get("null") is True
    made = Column("timestamp(6)", nullable, default(step.named.get("default"), "timestamp"))
    return put(put(one, "created_at", made, step), "updated_at", made, step)


def indexed(table: str, one: Relation, columns: object, step: Step) -> Relation:
    """The table with an index."""
    name, made = index(table, columns, step)
    return replace(one, indexes=more(one.indexes, name, made, step))


def referred(table: str, one: Relation, name: str, step: Step, known: Relations) -> Relation:
    """A column that leads to another table, its index and its key."""
    said = step.named
    points, listed = said.get("foreign_key"), said.get("index", True)
    kind = said.get("type", "bigint")
    where = f"{name}_id"
    plain = {k: v for k, v in said.items() if k in {"null", "default", "limit"}}
    one = put(one, where, column(str(kind), Step("column", step.line, named=plain)), step)
    columns: list[str] = [where]
    if said.get("polymorphic"):
        null = {"null": said["null"]} if "null" in said else {}
        kind_of = column("string", Step("column", step.line, named=null))
        one = put(one, f"{name}_type", kind_of, step)
        columns = [f"{name}_type", where]
    if listed:
        own = listed if isinstance(listed, dict) else {}
        usual: dict[str, object] = {"if_not_exists": said.get("if_not_exists")}
        if len(columns) > 1:
            usual["name"] = f"index_{table}_on_{name}"
        one = indexed(table, one, columns, Step("index", step.line, named={**usual, **own}))
    if points:
        options = points if isinstance(points, dict) else {}
        key, text = foreign(table, where, target(name, points, known), options)
        one = replace(one, keys=more(one.keys, key, text, step))
    return one


def led(table: str, one: Relation, step: Step, to: str) -> Relation:
    """A key to another table: `t.foreign_key :users` and `add_foreign_key`."""
    single = to.rpartition(".")[2]
    ways = (single.removesuffix("s"), single.removesuffix("es"), f"{single[:-3]}y")
    found = next((f"{way}_id" for way in ways if f"{way}_id" in one.columns), f"{ways[0]}_id")
    where = step.named.get("column", found)
    if not isinstance(where, str) or not to:
        raise Untold(f"the key of line {step.line} is known only when it runs")
    key, text = foreign(table, where, to, step.named)
    return replace(one, keys=more(one.keys, key, text, step))


def checked(table: str, one: Relation, step: Step, condition: str) -> Relation:
    """The table with a condition that every row meets."""
    if not condition:
        raise Untold(f"the check of line {step.line} is known only when it runs")
    name = str(step.named.get("name") or usual_name(f"{table}_{condition}", "chk"))
    late = " NOT VALID" if step.named.get("validate") is False else ""
    return replace(one, keys=more(one.keys, name, f"CHECK ({condition}){late}", step))


def _unique(table: str, one: Relation, step: Step) -> Relation:
    columns = [name for name in _flat(step.given) if name]
    name = str(step.named.get("name") or f"uniq_{table}_{'_'.join(columns)}")
    listed = ", ".join(map(ident, columns))
    return replace(one, keys=more(one.keys, name, f"UNIQUE ({listed})", step))


def _flat(given: Sequence[object]) -> Iterator[str]:
    for one in given:
        if isinstance(one, list):
            yield from _flat(one)
        elif isinstance(one, str):
            yield one
