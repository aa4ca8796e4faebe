"""The entities of TypeORM as tables: classes with `@Entity()` and `@Column()`."""

from collections.abc import Iterator
from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import key_of, parts, value
from backlight.analysis.javascript_values import Call, Fields, Lambda, Literal, Value
from backlight.analysis.syntax import Source, descendants, field, line_of, span_of, text_of
from backlight.analysis.tables import Column, Mixin, Table
from backlight.stacks.typeorm.decorators import Member, joined, name_of
from backlight.stacks.typeorm.indexes import indexes

COLUMNS = {
    *("Column", "PrimaryColumn", "PrimaryGeneratedColumn", "CreateDateColumn"),
    *("UpdateDateColumn", "DeleteDateColumn", "VersionColumn", "ObjectIdColumn"),
}
BASE = regex(r"(?:extends\s+)?([\w$]+)")
TARGET = regex(r"=>\s*(\w+)")
RELATIONS = {"ManyToOne", "OneToMany", "OneToOne", "ManyToMany"}


def tables(source: Source) -> tuple[Table, ...]:
    """The tables of the entities of a file."""
    if b"@Entity" not in source.text.data:
        return ()
    found = descendants(source.root, "class_declaration")
    return tuple(table for node in found if (table := _table(source, node)) is not None)


def _table(source: Source, node: Node) -> Table | None:
    entity = _entity(node)
    name, body = field(node, "name"), field(node, "body")
    if entity is None or name is None or body is None:
        return None
    model = text_of(name)
    given = entity.args[0] if entity.args else None
    if isinstance(given, Fields):
        given = dict(given.pairs).get("name")
    members = list(members_of(body))
    return Table(
        name=str(given.value) if isinstance(given, Literal) else _snake(model),
        file=source.path,
        line=line_of(node),
        columns=_once(_columns(source, members)),
        indexes=indexes(members, (*_decorators(node.parent), *_decorators(node))),
        origin="model",
        model=model,
        relations=_relations(source, members),
        span=span_of(node),
        bases=bases_of(node),
        complete=not any(embedded(calls) for _, _, calls in members),
    )


def mixins(source: Source) -> tuple[Mixin, ...]:
    """The classes of a file that are no entities, and whose columns entities may inherit."""
    found = descendants(source.root, "class_declaration", "abstract_class_declaration")
    return tuple(
        _mixin(source, node, text_of(name), list(members_of(body)))
        for node in found
        if (name := field(node, "name")) is not None
        and (body := field(node, "body")) is not None
        and not _entity(node)
    )


def _mixin(source: Source, node: Node, name: str, members: list[Member]) -> Mixin:
    return Mixin(
        name=name,
        columns=_once(_columns(source, members)),
        relations=_relations(source, members),
        bases=bases_of(node),
        complete=not any(embedded(calls) for _, _, calls in members),
    )


def embedded(calls: list[Call]) -> bool:
    """Whether a field holds another class, `@Column(() => Address)`, whose columns it has."""
    first = (call.args[0] for call in calls if name_of(call) == "Column" and call.args)
    return any(isinstance(one, Lambda) for one in first)


def _entity(node: Node) -> Call | None:
    calls = (*_decorators(node.parent), *_decorators(node))
    return next((call for call in calls if name_of(call) == "Entity"), None)


def bases_of(node: Node) -> tuple[str, ...]:
    """The class that a class extends, but for that of TypeORM itself, which has no columns."""
    whole = next((n for n in node.children if n.type == "class_heritage"), None)
    clauses = whole.named_children if whole is not None else ()
    found = [one for one in clauses if one.type != "implements_clause"]
    said = BASE.search(text_of(found[0])) if found else None
    return (said[1],) if said is not None and said[1] != "BaseEntity" else ()


def _once(columns: Iterator[Column]) -> tuple[Column, ...]:
    """Columns by name: a relation and the column of its key are one."""
    found: dict[str, Column] = {}
    for one in columns:
        known = found.get(one.name)
        plain, other = (known, one) if known is not None and known.type else (one, known)
        points = plain.references or (other.references if other is not None else "")
        found[one.name] = replace(plain, references=points)
    return tuple(found.values())


def _relations(source: Source, members: list[Member]) -> dict[str, str]:
    return {key: to for key, _, calls in members for to in [_relation(source, calls)] if to}


def members_of(body: Node) -> Iterator[Member]:
    """Each field of a class: its name, its declared type, its decorators."""
    before: list[Call] = []
    for child in parts(body):
        if child.type == "decorator":
            before += _call(child)
        elif child.type == "public_field_definition":
            kind = field(child, "type")
            said = text_of(kind).lstrip(": ") if kind is not None else ""
            yield key_of(field(child, "name")), said, [*before, *_decorators(child)]
            before = []
        else:
            before = []


def _columns(source: Source, members: list[Member]) -> Iterator[Column]:
    for name, kind, calls in members:
        names = [name_of(call) for call in calls]
        if embedded(calls):
            continue
        if not set(names) & COLUMNS:
            if "JoinColumn" in names or "ManyToOne" in names:
                target, own = _relation(source, calls), joined(calls)
                points = f"{target}.id" if target else ""
                attribute = name if own else ""
                yield Column(name=own or f"{name}Id", references=points, attribute=attribute)
            continue
        options = _options(calls)
        given = options.get("name")
        own = str(given.value) if isinstance(given, Literal) else name
        made = {"PrimaryGeneratedColumn", "CreateDateColumn", "UpdateDateColumn"}
        yield Column(
            name=own,
            type=_type(calls, options) or kind,
            nullable=options.get("nullable") == Literal(value=True),
            primary_key=bool({"PrimaryColumn", "PrimaryGeneratedColumn"} & set(names)),
            unique=options.get("unique") == Literal(value=True),
            attribute=name if own != name else "",
            default="default" in options or bool(made & set(names)),
        )


def _options(calls: list[Call]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for call in calls:
        for arg in call.args:
            if name_of(call) in COLUMNS and isinstance(arg, Fields):
                found |= dict(arg.pairs)
    return found


def _type(calls: list[Call], options: dict[str, Value]) -> str:
    given = options.get("type")
    for call in calls:
        if name_of(call) == "Column" and call.args and isinstance(call.args[0], Literal):
            given = call.args[0]
    return str(given.value) if isinstance(given, Literal) else ""


def _relation(source: Source, calls: list[Call]) -> str:
    """The entity that `@ManyToOne(() => User)` leads to."""
    for call in calls:
        if name_of(call) in RELATIONS:
            code = source.text.slice(call.span.start, call.span.end)
            return found[1] if (found := TARGET.search(code)) else ""
    return ""


def _decorators(node: Node | None) -> list[Call]:
    if node is None:
        return []
    return [call for child in node.children if child.type == "decorator" for call in _call(child)]


def _call(decorator: Node) -> list[Call]:
    inner = parts(decorator)
    said = value(inner[0]) if inner else None
    return [said] if isinstance(said, Call) else []


def _snake(name: str) -> str:
    """TypeORM's default name of a table."""
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
