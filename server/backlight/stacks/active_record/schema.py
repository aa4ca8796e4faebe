"""Tables of `db/schema.rb` and of migrations."""

from dataclasses import dataclass, field
from dataclasses import replace as changed

from tree_sitter import Node

from backlight.analysis.dumps import holds
from backlight.analysis.ruby import Name, Pairs, Send, Text, Value, words
from backlight.analysis.ruby_read import read
from backlight.analysis.syntax import Source, descendants, span_of, text_of
from backlight.analysis.syntax import field as part
from backlight.analysis.tables import Column, Table
from backlight.stacks.active_record import schema_indexes
from backlight.stacks.active_record.schema_indexes import Indexes
from backlight.stacks.active_record.schema_words import NOUNS, TYPES, VERBS
from backlight.stacks.rails_words import plural, singular


@dataclass(slots=True)
class Found:
    """What is said of one table."""

    name: str
    node: Node
    columns: dict[str, Column] = field(default_factory=dict)
    indexes: Indexes = field(default_factory=Indexes)
    removed: list[str] = field(default_factory=list)
    complete: bool = False


def tables(source: Source) -> tuple[Table, ...]:
    """The tables of a file that is a schema or a migration; a migration's way down is not gone."""
    whole = source.text.data
    if source.tree is None or not (b"ActiveRecord::Schema" in whole or b"Migration" in whole):
        return ()
    found: dict[str, Found] = {}
    for node in descendants(source.root, "call"):
        method = part(node, "method")
        verb, _, noun = text_of(method).partition("_") if method is not None else ("", "", "")
        if verb in VERBS and noun in NOUNS and not _down(node):
            _take(node, found)
    origin = "ddl" if b"ActiveRecord::Schema" in whole else "migration"
    held = holds(source.text.source) if origin == "ddl" else ()
    return tuple(
        Table(
            name=name,
            file=source.path,
            line=one.node.start_point.row + 1,
            columns=tuple(one.columns.values()),
            indexes=tuple(one.indexes.whole),
            partial=tuple(one.indexes.partial),
            index_names=one.indexes.names,
            dropped=tuple(one.indexes.dropped),
            holds=held,
            origin="ddl" if origin == "ddl" else "migration",
            span=span_of(one.node),
            complete=one.complete,
            removed=tuple(one.removed),
        )
        for name, one in found.items()
    )


def _down(node: Node) -> bool:
    """Whether a node stands in `def down`."""
    at: Node | None = node
    while at is not None and at.type not in {"method", "singleton_method"}:
        at = at.parent
    name = part(at, "name") if at is not None else None
    return name is not None and text_of(name) == "down"


def _take(node: Node, found: dict[str, Found]) -> None:
    said = read(node)
    if not isinstance(said, Send) or not said.given:
        return
    name = _text(said.given[0])
    if not name:
        return
    one = found.setdefault(name, Found(name, node))
    if said.name in {"create_table", "change_table"}:
        if said.name == "create_table":
            one.complete = True
            _key(said.named, one)
        for inner in said.block or ():
            if isinstance(inner, Send) and isinstance(inner.of, Name):
                _row(inner, one)
    else:
        _change(said, one)


def _key(named: Pairs, one: Found) -> None:
    """The primary key that every table has, unless it is said otherwise."""
    key = named.get("id")
    if not isinstance(key, Name):
        name = _text(named.get("primary_key")) or "id"
        kind = _text(key) or "bigint"
        one.columns[name] = Column(
            name=name, type=kind, nullable=False, primary_key=True, default=True
        )


def _row(send: Send, one: Found) -> None:
    """One line of `create_table`."""
    names = [name for given in send.given for name in words(given)]
    if send.name == "timestamps":
        _timestamps(one)
    elif send.name == "index":
        _indexed(names, send.named, one)
    elif send.name == "remove_index":
        schema_indexes.drop(one.indexes, send.given[0] if send.given else None, send.named)
    elif send.name in {"references", "belongs_to"}:
        for name in names:
            _reference(name, send.named, one)
    elif send.name == "column" and len(names) > 1:
        one.columns[names[0]] = _column(names[0], names[1], send.named)
    elif send.name == "remove":
        one.removed += names
    elif send.name in TYPES:
        for name in names:
            one.columns[name] = _column(name, send.name, send.named)


def _change(send: Send, one: Found) -> None:
    """A change of a table that is there."""
    rest = [_text(given) for given in send.given[1:]]
    verb, _, noun = send.name.partition("_")
    if verb == "remove":
        _remove(send, rest, one)
    elif send.name == "add_column" and len(rest) > 1:
        one.columns[rest[0]] = _column(rest[0], rest[1], send.named)
    elif send.name in {"add_reference", "add_belongs_to"} and rest:
        _reference(rest[0], send.named, one)
    elif (verb, noun) == ("add", "index") and len(send.given) > 1:
        names = list(words(send.given[1]))
        _indexed(names, send.named, one)
    elif send.name == "add_timestamps":
        _timestamps(one)
    elif send.name == "rename_column" and len(rest) > 1:
        one.removed.append(rest[0])
        one.columns[rest[1]] = Column(name=rest[1])
    elif send.name == "add_foreign_key" and rest:
        name = _text(send.named.get("column")) or f"{singular(rest[0])}_id"
        known = one.columns.get(name)
        if known is not None:
            one.columns[name] = changed(known, references=f"{rest[0]}.id")


def _remove(send: Send, rest: list[str], one: Found) -> None:
    """What a migration takes away from a table."""
    if send.name in {"remove_column", "remove_columns"} and rest:
        one.removed += rest[:1] if send.name == "remove_column" else rest
    elif send.name in {"remove_reference", "remove_belongs_to"} and rest:
        one.removed += [f"{rest[0]}_id", f"{rest[0]}_type"]
    elif send.name == "remove_index":
        given = send.given[1] if len(send.given) > 1 else None
        schema_indexes.drop(one.indexes, given, send.named)


def _column(name: str, kind: str, named: Pairs) -> Column:
    null = named.get("null")
    return Column(
        name=name,
        type=kind,
        nullable=not (isinstance(null, Name) and null.name == "false"),
        default=named.get("default") is not None,
        primary_key=kind == "primary_key",
    )


def _reference(name: str, named: Pairs, one: Found) -> None:
    kind = _text(named.get("type")) or "bigint"
    column = _column(f"{name}_id", kind, named)
    points = named.get("foreign_key")
    table = _text(points.get("to_table")) if isinstance(points, Pairs) else ""
    if points is not None:
        column = changed(column, references=f"{table or plural(name)}.id")
    one.columns[column.name] = column
    if named.get("polymorphic") is not None:
        one.columns[f"{name}_type"] = Column(name=f"{name}_type", type="string")
    schema_indexes.referred(one.indexes, one.name, column.name, named)


def _indexed(names: list[str], named: Pairs, one: Found) -> None:
    """An index; one of all rows may say that its column is unique."""
    whole = schema_indexes.add(one.indexes, one.name, names, named)
    known = one.columns.get(names[0]) if whole and len(names) == 1 else None
    if known is not None and named.get("unique") is not None:
        one.columns[names[0]] = changed(known, unique=True)


def _timestamps(one: Found) -> None:
    for name in ("created_at", "updated_at"):
        one.columns[name] = Column(name=name, type="datetime", nullable=False, default=True)


def _text(value: Value | None) -> str:
    return value.value if isinstance(value, Text) else ""
