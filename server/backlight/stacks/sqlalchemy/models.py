"""Tables from declarative models: SQLAlchemy 1.x and 2, Flask-SQLAlchemy, SQLModel."""

from dataclasses import dataclass, replace

from backlight.analysis.inheritance import DEPTH, ROOTS
from backlight.analysis.syntax import Source, line_of, span_of
from backlight.analysis.tables import Column, Mixin, PartialIndex, Table
from backlight.stacks.names import snake
from backlight.stacks.sqlalchemy import columns as written
from backlight.stacks.sqlalchemy.classes import Attributes, Model, plain, read

NO_COLUMN = frozenset({"column_property", "column_keyed_dict", "collate", "attribute_keyed_dict"})
"""Calls that are named after columns and make none."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the attributes of a class say."""

    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...]
    relations: dict[str, str]
    single: tuple[str, ...]
    complete: bool
    eager: tuple[str, ...]
    partial: tuple[PartialIndex, ...]


def tables(source: Source) -> tuple[Table, ...]:
    """Every table that a model or a `Table(…)` of the file declares."""
    models = {model.name: model for model in read(source)}
    found = [t for model in models.values() if (t := _table(source, model, models)) is not None]
    names = {table.model: table.name for table in found}
    return (*(_resolved(table, names) for table in found), *plain(source))


def mixins(source: Source) -> tuple[Mixin, ...]:
    """Every class that models of other files may inherit from."""
    models = {model.name: model for model in read(source)}
    return tuple(_mixin(source, model, models) for model in models.values())


def _resolved(table: Table, names: dict[str, str]) -> Table:
    """`ForeignKey(User.id)` by the name of the table."""
    return replace(
        table,
        columns=tuple(
            replace(c, references=f"{names[model]}.{key}")
            if (model := c.references.partition(".")[0]) in names
            and (key := c.references.partition(".")[2])
            else c
            for c in table.columns
        ),
    )


def _table(source: Source, model: Model, models: dict[str, Model]) -> Table | None:
    attributes, complete, bases = _inherited(model, models, DEPTH)
    name = written.string(attributes.get("__tablename__", ("", None))[1])
    abstract = "__abstract__" in model.attributes
    flask = any(base.endswith(".Model") or base == "Model" for base in model.bases)
    own = any(written.mapped(annotation, value) for annotation, value in attributes.values())
    if abstract or not own or not (name or model.table or flask or "__tablename__" in attributes):
        return None
    parts = _parts(attributes, annotated=model.table)
    given = name or (model.name.lower() if model.table else snake(model.name))
    return Table(
        name=given,
        file=source.path,
        line=line_of(model.node),
        columns=parts.columns + (_shared(model, models) if _has_table(model) else ()),
        indexes=parts.indexes,
        partial=parts.partial,
        origin="model",
        model=model.name,
        relations=parts.relations,
        single=parts.single,
        eager=parts.eager,
        span=span_of(model.node),
        complete=complete and parts.complete and all(_harmless(base) for base in bases),
        bases=tuple(base for base in bases if "." not in base or not _harmless(base)),
    )


def _mixin(source: Source, model: Model, models: dict[str, Model]) -> Mixin:
    """A class as a base; one with a table of its own shares that table, or joins it."""
    attributes, complete, bases = _inherited(model, models, DEPTH)
    parts = _parts(attributes, annotated="SQLModel" in bases)
    table = _table(source, model, models)
    return Mixin(
        name=model.name,
        columns=parts.columns,
        indexes=parts.indexes,
        relations=parts.relations,
        single=parts.single,
        eager=parts.eager,
        bases=tuple(base for base in bases if "." not in base or not _harmless(base)),
        complete=complete and parts.complete and table is None,
        table=table.name if table is not None and _has_table(model) else "",
    )


def _harmless(base: str) -> bool:
    return base.rpartition(".")[2] in ROOTS


def _parts(attributes: Attributes, *, annotated: bool) -> Parts:
    """What the attributes of a class say; with `annotated` an annotation alone is a column."""
    columns: list[Column] = []
    indexes: list[tuple[str, ...]] = []
    relations: dict[str, str] = {}
    single: list[str] = []
    eager: list[str] = []
    complete = True
    for attribute, (annotation, value) in attributes.items():
        call = written.call_of(value)
        if call is not None and call.name in written.RELATIONS:
            to = written.relation(annotation, value)
            relations |= {attribute: to} if to else {}
            single += [attribute] if to and _leads_to_one(attribute, attributes) else []
            eager += [attribute] if written.eager(value) else []
        elif written.mapped(annotation, value) or (_annotated(annotation) and annotated):
            one = written.column(attribute, annotation, value)
            columns += [one] if one is not None else []
            indexes += [(one.name,)] if one is not None and written.indexed(value) else []
        elif call is not None and "col" in call.name.lower() and call.name not in NO_COLUMN:
            complete = False
    listed = written.arguments(attributes.get("__table_args__", ("", None))[1])
    indexes += [one.columns for one in listed if not one.where]
    unique, some = tuple(dict.fromkeys(indexes)), tuple(one for one in listed if one.where)
    return Parts(tuple(columns), unique, relations, tuple(single), complete, tuple(eager), some)


def _leads_to_one(name: str, attributes: Attributes) -> bool:
    """Whether a relation is many-to-one: by its annotation, or by a key of the same name."""
    annotation, value = attributes[name]
    call = written.call_of(value)
    if call is None or "secondary" in call.named or call.text("uselist") == "True":
        return False
    if annotation and not annotation.startswith("'"):
        return written.leads_to_one(annotation)
    key_annotation, key = attributes.get(f"{name}_id", ("", None))
    column = written.column(f"{name}_id", key_annotation, key) if key is not None else None
    itself = "remote_side" in call.named or "primaryjoin" in call.named
    return column is not None and bool(column.references) and not itself


def _inherited(
    model: Model, models: dict[str, Model], depth: int
) -> tuple[Attributes, bool, tuple[str, ...]]:
    """The attributes with those of bases in the file, whether these are sure, and other bases."""
    attributes: Attributes = {}
    complete, others = True, list[str]()
    for base in reversed(model.bases):
        if base in models and _has_table(models[base]) and _has_table(model):
            complete = False  # Each has a table of its own, and a row of both
        elif base in models and depth and base != model.name:
            more, known, further = _inherited(models[base], models, depth - 1)
            attributes |= {k: v for k, v in more.items() if k != "__tablename__"}
            complete = complete and known and "__tablename__" not in models[base].attributes
            others += further
        else:
            others.append(base)
    return attributes | model.attributes, complete, tuple(dict.fromkeys(others))


def _has_table(model: Model) -> bool:
    """Whether a class names a table of its own, not one for each class that inherits from it."""
    named = written.string(model.attributes.get("__tablename__", ("", None))[1])
    return bool(named) and "__abstract__" not in model.attributes


def _shared(model: Model, models: dict[str, Model]) -> tuple[Column, ...]:
    """The columns of classes without a table of their own that are kept in the one of a class."""
    found: list[Column] = []
    todo, seen = [model.name], {model.name}
    for name in todo:
        for one in models.values():
            if name in one.bases and one.name not in seen and not _separate(one):
                seen.add(one.name)
                todo.append(one.name)
                found += _parts(one.attributes, annotated=False).columns
    return tuple(found)


def _separate(model: Model) -> bool:
    return bool({"__tablename__", "__table__", "__abstract__"} & {*model.attributes})


def _annotated(annotation: str) -> bool:
    return bool(annotation) and "ClassVar" not in annotation
