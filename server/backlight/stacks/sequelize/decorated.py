"""Models of sequelize-typescript: classes with `@Table`, and those that they inherit from."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import key_of, parts, value
from backlight.analysis.javascript_values import Call, Fields, Literal, Value, dotted
from backlight.analysis.syntax import Source, descendants, field, line_of, span_of, text_of, word_of
from backlight.analysis.tables import Column, Mixin, Table
from backlight.stacks.names import snake
from backlight.stacks.sequelize.columns import YES, Defined, with_added
from backlight.stacks.sequelize.links import Link

CLASSES = ("class_declaration", "abstract_class_declaration")
KINDS = {"BelongsTo", "HasOne", "HasMany", "BelongsToMany"}
COLUMNS = {"Column", "ForeignKey", "CreatedAt", "UpdatedAt", "DeletedAt", "PrimaryKey"}
FIELDS = {"public_field_definition", "method_definition"}
BASE = regex(r"(?:extends\s+)?([\w$]+)")
TARGET = regex(r"=>\s*(\w+)")
IMPORT = regex(r"import\s*\{([^{}]*)\}\s*from\s*['\"]sequelize(?:-typescript)?['\"]")
KEPT = {"CreatedAt": "createdAt", "UpdatedAt": "updatedAt", "DeletedAt": "deletedAt"}
SAID = {"string": "STRING", "number": "INTEGER", "boolean": "BOOLEAN", "Date": "DATE"}
"""What sequelize-typescript takes for a type where no other is given."""
Marks = dict[str, tuple[Value, ...]]
"""Decorators by name, with what they are given."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class of a file: its name, its marks, those of its members, the class it extends."""

    name: str
    marks: Marks
    members: tuple[tuple[str, Marks, str, str], ...]
    """The name, the marks, their code, and the type that TypeScript is told."""
    bases: tuple[str, ...]
    node: Node

    @property
    def options(self) -> dict[str, Value]:
        """What `@Table({ … })` says, and marks of dates that Sequelize keeps."""
        given = self.marks.get("Table", ())
        found = dict(given[0].pairs) if given and isinstance(given[0], Fields) else {}
        for name, marks, _, _ in self.members:
            found |= {KEPT[mark]: Literal(name) for mark in KEPT if mark in marks}
            found |= {"paranoid": YES} if "DeletedAt" in marks else {}
        return found

    @property
    def defined(self) -> Defined:
        """The model as a call would define it, but for its fields."""
        named = self.options.get("modelName")
        own = str(named.value) if isinstance(named, Literal) else self.name
        return Defined(self.name, own, Fields(()), self.options, self.node)


def decorated(source: Source) -> tuple[Table, ...]:
    """The tables of the classes of a file that have `@Table`."""
    if b"sequelize-typescript" not in source.text.data:
        return ()
    return tuple(_table(source, one) for one in classes(source) if "Table" in one.marks)


def mixins(source: Source) -> tuple[Mixin, ...]:
    """The classes of a file that have no table, and whose columns models may inherit."""
    if b"sequelize-typescript" not in source.text.data:
        return ()
    return tuple(
        Mixin(
            name=one.name,
            columns=tuple(_columns(one, underscored=False)),
            relations={link.name: link.target for link in of_class(one)},
            bases=one.bases,
        )
        for one in classes(source)
        if "Table" not in one.marks
    )


def classes(source: Source) -> Iterator[Class]:
    """The classes of a file with what is marked in them."""
    roots = {name for hit in IMPORT.finditer(source.text.source) for name in _imported(hit[1])}
    for node in descendants(source.root, *CLASSES):
        name, body = field(node, "name"), field(node, "body")
        if name is None or body is None:
            continue
        above = node.parent.children if node.parent is not None else []
        marks = _marks([n for n in (*above, *node.children) if n.type == "decorator"])
        whole = next((n for n in node.children if n.type == "class_heritage"), None)
        said = BASE.search(text_of(whole)) if whole is not None else None
        bases = (said[1],) if said is not None and said[1] not in roots else ()
        yield Class(text_of(name), marks, tuple(_members(body)), bases, node)


def of_class(one: Class) -> Iterator[Link]:
    """The relations that the members of a class declare."""
    for name, marks, code, _ in one.members:
        for kind in KINDS & set(marks):
            given, target = marks[kind], TARGET.search(code[code.find(kind) :])
            key, sure = "", kind != "BelongsToMany" and len(given) < 3
            for more in given[1:2]:
                named = dict(more.pairs).get("foreignKey") if isinstance(more, Fields) else more
                key = str(named.value) if isinstance(named, Literal) else ""
                sure = sure and bool(key)
            said = kind[:1].lower() + kind[1:]
            yield Link(one.name, said, target[1] if target else "", name, key, sure)


def _table(source: Source, one: Class) -> Table:
    model = one.defined
    columns = tuple(_columns(one, underscored=model.underscored))
    relations = tuple(of_class(one))
    return Table(
        name=model.table,
        file=source.path,
        line=line_of(one.node),
        columns=columns if one.bases else with_added(model, columns),
        origin="model",
        model=one.name,
        relations={link.name: link.target for link in relations},
        single=tuple(one.name for one in relations if not one.kind.endswith("Many")),
        span=span_of(one.node),
        complete=False,
        bases=one.bases,
    )


def _columns(one: Class, *, underscored: bool) -> Iterator[Column]:
    for name, marks, code, told in one.members:
        if not COLUMNS & set(marks) or "VIRTUAL" in code:
            continue
        given = marks.get("Column", ())
        options = dict(given[0].pairs) if given and isinstance(given[0], Fields) else {}
        named, kind = options.get("field"), options.get("type", given[0] if given else None)
        own = str(named.value) if isinstance(named, Literal) else ""
        own = own or (snake(name) if underscored else name)
        points = TARGET.search(code[code.find("ForeignKey") :]) if "ForeignKey" in marks else None
        key = "PrimaryKey" in marks or options.get("primaryKey") == YES
        yield Column(
            name=own,
            type=_type(kind, marks) or SAID.get(told, ""),
            nullable=not key and not {"CreatedAt", "UpdatedAt"} & set(marks),
            primary_key=key,
            unique="Unique" in marks or options.get("unique") == YES,
            references=f"{points[1]}.id" if points is not None else "",
            attribute=name if own != name else "",
            default=bool({"Default", "CreatedAt", "UpdatedAt", "AutoIncrement"} & set(marks)),
        )


def _type(kind: Value | None, marks: Marks) -> str:
    while isinstance(kind, Call):
        kind = kind.of
    if kind is not None and not isinstance(kind, Fields):
        return dotted(kind).rpartition(".")[2]
    return "DATE" if {"CreatedAt", "UpdatedAt", "DeletedAt"} & set(marks) else ""


def _members(body: Node) -> Iterator[tuple[str, Marks, str, str]]:
    before: list[Node] = []
    for child in parts(body):
        if child.type == "decorator":
            before.append(child)
            continue
        if child.type in FIELDS:
            held = [*before, *(n for n in child.children if n.type == "decorator")]
            if held:
                code = " ".join(map(text_of, held))
                told = word_of(child, "type").lstrip(": ").removesuffix(" | null")
                yield key_of(field(child, "name")), _marks(held), code, told
        before = []


def _marks(nodes: list[Node]) -> Marks:
    found: Marks = {}
    for node in nodes:
        said = value(parts(node)[0]) if parts(node) else None
        if isinstance(said, Call):
            found[dotted(said.of).rpartition(".")[2]] = said.args
        elif said is not None:
            found[dotted(said).rpartition(".")[2]] = ()
    return found


def _imported(said: str) -> Iterator[str]:
    """The names under which the class of Sequelize itself is imported."""
    for part in said.split(","):
        name, _, other = part.strip().removeprefix("type ").partition(" as ")
        if name == "Model":
            yield other or name
