"""The entities of JPA as tables: classes with `@Entity`, and `@MappedSuperclass` above them."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.java import file
from backlight.analysis.java_values import (
    Annotation,
    Field,
    Many,
    Name,
    Other,
    Text,
    Type,
    Value,
    arguments,
    simple,
)
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Column, Mixin, Table
from backlight.stacks.names import underscored

ONE, MANY = {"ManyToOne", "OneToOne"}, {"OneToMany", "ManyToMany"}
MADE = {
    *("GeneratedValue", "CreationTimestamp", "UpdateTimestamp", "CreatedDate", "LastModifiedDate"),
    *("Version", "CreatedBy", "LastModifiedBy", "Generated", "ColumnDefault"),
}
NEEDED = {"NotNull", "NotBlank", "NotEmpty", "NonNull"}
TYPES = {
    "String": "varchar",
    **dict.fromkeys(("int", "Integer", "short", "Short", "byte", "Byte"), "integer"),
    **dict.fromkeys(("long", "Long", "BigInteger"), "bigint"),
    **dict.fromkeys(("float", "Float", "double", "Double"), "double"),
    "BigDecimal": "decimal",
    **dict.fromkeys(("boolean", "Boolean"), "boolean"),
    "LocalDate": "date",
    **dict.fromkeys(
        ("LocalDateTime", "Instant", "OffsetDateTime", "Date", "Timestamp"), "timestamp"
    ),
    "ZonedDateTime": "timestamp",
    "UUID": "uuid",
}
PRIMITIVE = regex(r"^(?:int|long|short|byte|float|double|boolean|char)$")


def tables(source: Source) -> tuple[Table, ...]:
    """The tables of the entities of a file."""
    if source.tree is None or b"@Entity" not in source.text.data:
        return ()
    said = file(source)
    found = ((one, _named(one.annotations, "Entity")) for one in said.types)
    return tuple(_table(source, one, said.types) for one, entity in found if entity is not None)


def mixins(source: Source) -> tuple[Mixin, ...]:
    """The classes of a file whose columns entities inherit."""
    if source.tree is None or b"@MappedSuperclass" not in source.text.data:
        return ()
    return tuple(
        Mixin(
            name=one.name,
            columns=tuple(_columns(one)),
            relations=dict(_relations(one)),
            single=tuple(_single(one)),
            eager=tuple(_eager(one)),
            bases=tuple(map(simple, one.supers[:1])),
        )
        for one in file(source).types
        if _named(one.annotations, "MappedSuperclass") is not None
    )


def _table(source: Source, one: Type, types: tuple[Type, ...]) -> Table:
    table = _named(one.annotations, "Table")
    above = _above(one, types)
    chain = [one, *above]
    last = chain[-1].supers[:1]
    return Table(
        name=_text(table, "name") or underscored(one.name),
        file=source.path,
        line=one.line,
        columns=tuple(c for each in reversed(chain) for c in _columns(each)),
        indexes=tuple(_indexes(table)),
        origin="model",
        model=one.name,
        relations={k: v for each in chain for k, v in _relations(each)},
        span=one.span,
        single=tuple(name for each in chain for name in _single(each)),
        eager=tuple(name for each in chain for name in _eager(each)),
        complete=not any(_named(f.annotations, "Embedded", "EmbeddedId") for f in one.fields),
        bases=tuple(simple(name) for name in last if "Serializable" not in name),
        mapper="jpa",
    )


def _above(one: Type, types: tuple[Type, ...]) -> list[Type]:
    """The mapped classes above an entity that stand in its own file."""
    found: list[Type] = []
    while one.supers:
        base = next((t for t in types if t.name == simple(one.supers[0])), None)
        if base is None or base in found or base is one:
            break
        found.append(base)
        one = base
    return found


def _columns(one: Type) -> Iterator[Column]:
    for field in one.fields:
        names = {a.name for a in field.annotations}
        if {"static", "transient"} & field.words or "Transient" in names or names & MANY:
            continue
        if names & {"ElementCollection", "Embedded", "EmbeddedId"} or not field.name:
            continue
        yield _related(field) if names & ONE else _plain(field, names)


def _plain(field: Field, names: set[str]) -> Column:
    said = _named(field.annotations, "Column")
    own = _text(said, "name") or underscored(field.name)
    length = _code(said, "length")
    size = _named(field.annotations, "Size", "Length")
    length = length or (_code(size, "max") if size is not None else "")
    kind = TYPES.get(simple(field.type), simple(field.type).lower())
    key = bool(names & {"Id"})
    needed = _code(said, "nullable") == "false" or bool(names & NEEDED)
    return Column(
        name=own,
        type=_code(said, "columnDefinition") or (f"{kind}({length})" if length else kind),
        nullable=not (needed or key or PRIMITIVE.match(field.type)),
        primary_key=key,
        unique=_code(said, "unique") == "true",
        attribute=field.name if own != field.name else "",
        default=bool(names & MADE) or field.value is not None,
    )


def _related(field: Field) -> Column:
    join = _named(field.annotations, "JoinColumn")
    relation = _named(field.annotations, *ONE)
    return Column(
        name=_text(join, "name") or f"{underscored(field.name)}_id",
        nullable=_code(join, "nullable") != "false" and _code(relation, "optional") != "false",
        references=f"{underscored(simple(field.type))}.id",
        attribute=field.name,
        unique=_code(join, "unique") == "true",
    )


def _relations(one: Type) -> Iterator[tuple[str, str]]:
    for field in one.fields:
        names = {a.name for a in field.annotations}
        if names & MANY:
            inner = arguments(field.type)
            yield field.name, simple(inner[-1]) if inner else simple(field.type)
        elif names & ONE:
            yield field.name, simple(field.type)


def _single(one: Type) -> Iterator[str]:
    return (f.name for f in one.fields if {a.name for a in f.annotations} & ONE)


def _eager(one: Type) -> Iterator[str]:
    """Relations that come with their row, or with those of many rows at once."""
    for field in one.fields:
        relation = _named(field.annotations, *ONE, *MANY)
        if relation is None:
            continue
        given = relation.get("fetch")
        way = given.name.rpartition(".")[2] if isinstance(given, Name) else ""
        usual = "EAGER" if relation.name in ONE else "LAZY"
        at_once = _named(field.annotations, "BatchSize", "Fetch", "LazyCollection") is not None
        if at_once or (way or usual) == "EAGER":
            yield field.name


def _indexes(table: Annotation | None) -> Iterator[tuple[str, ...]]:
    given = table.get("indexes") if table is not None else None
    for item in given.items if isinstance(given, Many) else (given,):
        text = item.get("columnList") if isinstance(item, Annotation) else None
        if isinstance(text, Text):
            yield tuple(part.split()[0] for part in text.value.split(",") if part.split())


def _named(annotations: tuple[Annotation, ...], *names: str) -> Annotation | None:
    return next((one for one in annotations if one.name in names), None)


def _text(said: Annotation | None, name: str) -> str:
    given: Value | None = said.get(name) if said is not None else None
    return given.value.strip('`"') if isinstance(given, Text) else ""


def _code(said: Annotation | None, name: str) -> str:
    given: Value | None = said.get(name) if said is not None else None
    return (
        given.code if isinstance(given, Other) else given.value if isinstance(given, Text) else ""
    )
