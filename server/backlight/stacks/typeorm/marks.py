"""What an entity of TypeORM says besides its columns that changes the statements on it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.javascript_values import Fields, Literal
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.analysis.tables import Table
from backlight.stacks.setups import saying
from backlight.stacks.statement import Uncertain
from backlight.stacks.typeorm.decorators import Member, name_of
from backlight.stacks.typeorm.entities import RELATIONS, bases_of, members_of

RENAMED = regex(rb"\bnamingStrategy\b|\bentityPrefix\b")
SETTINGS = ("source", "ormconfig", "orm-config", "typeorm", "database", "app.module")
INHERITS = (b"@TableInheritance", b"@ChildEntity", b"@Tree(")
INVERSE = regex(r"=>\s*\w+\s*,\s*\(?\s*\w+[^)=]*\)?\s*=>\s*\w+\.(\w+)")


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as a statement needs it."""

    table: Table
    deleted: str
    """The column that marks a row as deleted."""
    hidden: frozenset[str]
    """Columns that are read only where they are asked for."""
    eager: bool
    """Relations that are read with each row."""
    kinds: dict[str, str]
    """Relation -> `ManyToOne`, `OneToMany`, …"""
    inverse: dict[str, str]
    """Relation -> the one that leads back."""


def entity(project: Project, model: str) -> Entity:
    """The entity of a name; raises `Uncertain` where its table is not certain."""
    own = [t for f in project.files.values() for t in f.tables if t.model == model]
    mine = [one for one in own if one.file.endswith((".ts", ".js", ".tsx"))]
    if len(mine) != 1:
        raise Uncertain(f"`{model}` is no entity that is known, or several are called so")
    table = project.schema.of_model(model)
    sure = table is not None and (table.origin != "migration" or not table.disputed)
    if table is None or table.file not in _told(table, mine[0]) or not (table.complete and sure):
        raise Uncertain(f"`{model}` has columns that other classes give it, or other files say")
    table = replace(table, file=mine[0].file)
    for path in saying(project, RENAMED, SETTINGS, (".ts", ".js")):
        raise Uncertain(f"{path} has rules of its own for names")
    return _read(project, table)


def _told(table: Table, mine: Table) -> tuple[str, ...]:
    """The files that may speak of an entity's table: its own, and a migration of TypeORM."""
    return (mine.file, table.file) if table.origin == "migration" else (mine.file,)


@dataclass(frozen=True, slots=True)
class _Class:
    name: str
    bases: tuple[str, ...]
    members: tuple[Member, ...]


@lru_cache(maxsize=64)
def _written(source: Source) -> tuple[_Class, ...]:
    """The classes of a file, kept while the file is the same: each chain on an entity asks."""
    found = descendants(source.root, "class_declaration", "abstract_class_declaration")
    return tuple(
        _Class(text_of(name), bases_of(node), tuple(members_of(body)))
        for node in found
        if (name := field(node, "name")) is not None and (body := field(node, "body")) is not None
    )


def _classes(project: Project, table: Table) -> Iterator[tuple[Source, _Class]]:
    """An entity's class, and those it inherits from."""
    todo = [(table.model, table.file)]
    for name, path in todo:
        source = project.read(path)
        if source is None or any(one in source.text.data for one in INHERITS):
            raise Uncertain(f"{path} has entities that share a table")
        for one in _written(source):
            if one.name == name:
                yield source, one
                bases = one.bases
                files = [f for f in project.files.values() if f.mixins] if bases else []
                known = [(m.name, f.path) for f in files for m in f.mixins if m.name in bases]
                if bases and not known:
                    raise Uncertain(f"what `{bases[0]}` gives `{name}` is not known")
                todo += [base for base in known if base not in todo]


def _read(project: Project, table: Table) -> Entity:
    deleted, hidden, eager = "", set[str](), False
    kinds, inverse = dict[str, str](), dict[str, str]()
    classes = _classes(project, table)
    for source, (name, _, calls) in ((s, one) for s, each in classes for one in each.members):
        column = next((c.name for c in table.columns if name == (c.attribute or c.name)), name)
        for call in calls:
            said = [dict(one.pairs) for one in call.args if isinstance(one, Fields)]
            if name_of(call) == "DeleteDateColumn":
                deleted = column
            if any(one.get("select") == Literal(value=False) for one in said):
                hidden.add(column)
            eager = eager or any(one.get("eager") == Literal(value=True) for one in said)
            if name_of(call) in RELATIONS:
                kinds[name] = name_of(call)
                code = source.text.slice(call.span.start, call.span.end)
                inverse[name] = hit[1] if (hit := INVERSE.search(code)) else ""
    return Entity(table, deleted, frozenset(hidden), eager, kinds, inverse)
