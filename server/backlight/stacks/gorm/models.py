"""Structs with GORM's tags as tables."""

from collections.abc import Iterator
from re import Match
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.go_types import type_of
from backlight.analysis.syntax import Source, descendants, field, line_of, span_of, text_of
from backlight.analysis.tables import Column, Table
from backlight.stacks.names import snake
from backlight.stacks.rails_words import plural

TAG = regex(r'gorm:"((?:\\.|[^"\\])*)"')
BASE = (
    Column(name="id", type="uint", nullable=False, primary_key=True, default=True, attribute="ID"),
    Column(name="created_at", type="time.Time", default=True, attribute="CreatedAt"),
    Column(name="updated_at", type="time.Time", default=True, attribute="UpdatedAt"),
    Column(name="deleted_at", type="gorm.DeletedAt", default=True, attribute="DeletedAt"),
)
PLAIN = regex(r"^(?:\[\](?:byte|uint8)|u?int\d*|float\d+|string|bool|byte|rune|[a-z]\w*\.\w+)$")


def tables(source: Source) -> tuple[Table, ...]:
    """The structs of a file that GORM keeps: those with its tags, or that hold `gorm.Model`."""
    if source.tree is None or source.path.endswith("_test.go"):
        return ()
    named = _table_names(source)
    return tuple(_tables(source, named))


def _tables(source: Source, named: dict[str, str]) -> Iterator[Table]:
    for spec in descendants(source.root, "type_spec"):
        name, kind = field(spec, "name"), field(spec, "type")
        if name is None or kind is None or kind.type != "struct_type":
            continue
        code = text_of(kind)
        if 'gorm:"' not in code and "gorm.Model" not in code and "gorm.DeletedAt" not in code:
            continue
        model = text_of(name)
        columns, indexes, relations, single = _fields(kind)
        yield Table(
            name=named.get(model) or plural(snake(model)),
            file=source.path,
            line=line_of(spec),
            columns=tuple(columns),
            indexes=tuple(indexes),
            origin="model",
            model=model,
            relations=relations,
            single=single,
            span=span_of(spec),
            complete='gorm:"embedded' not in code,
        )


def _fields(
    struct: Node,
) -> tuple[list[Column], list[tuple[str, ...]], dict[str, str], tuple[str, ...]]:
    columns: list[Column] = []
    indexes: dict[str, list[str]] = {}
    relations: dict[str, str] = {}
    single: tuple[str, ...] = ()
    for one in descendants(struct, "field_declaration"):
        kind = type_of(field(one, "type"))
        names = [text_of(n) for n in one.children_by_field_name("name")]
        tag = field(one, "tag")
        said = _said(TAG.search(text_of(tag)) if tag is not None else None)
        if not names and kind == "gorm.Model":
            columns += BASE
        if "-" in said:
            continue
        for name in names:
            if not PLAIN.match(kind):
                relations[name] = kind.removeprefix("[]").rpartition(".")[2]
                single += () if kind.startswith("[]") else (name,)
                continue
            column = said.get("column") or snake(name)
            columns.append(_column(name, column, kind, said))
            for key in said:
                if key in {"index", "uniqueindex", "unique_index"}:
                    indexes.setdefault(said[key].partition(",")[0] or column, []).append(column)
    return columns, [tuple(some) for some in indexes.values()], relations, single


def _column(name: str, column: str, kind: str, said: dict[str, str]) -> Column:
    key = "primarykey" in said or "primary_key" in said or column == "id"
    unique = "unique" in said or ("uniqueindex" in said and "," not in said["uniqueindex"])
    return Column(
        name=column,
        type=said.get("type") or kind,
        nullable=not (key or "not null" in said),
        primary_key=key,
        unique=unique,
        attribute=name,
        default="default" in said or key or name in {"CreatedAt", "UpdatedAt", "DeletedAt"},
    )


def _said(found: Match[str] | None) -> dict[str, str]:
    """`column:name;not null` as words with their values."""
    text = found[1] if found is not None else ""
    pairs = (part.partition(":") for part in text.split(";") if part.strip())
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _table_names(source: Source) -> dict[str, str]:
    """What `func (User) TableName() string { return "people" }` says."""
    found: dict[str, str] = {}
    if b"TableName()" not in source.text.data:
        return found
    said = regex(r'func \((?:\w+ )?\*?(\w+)\) TableName\(\) string \{\s*return "([^"]+)"')
    for hit in said.finditer(source.text.source):
        found[hit[1]] = hit[2]
    return found
