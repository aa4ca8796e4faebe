"""What a model of Sequelize says besides its columns that changes the statements on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_values import Fields
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Column, Table
from backlight.stacks.sequelize.columns import deleted
from backlight.stacks.sequelize.decorated import Class, classes, of_class
from backlight.stacks.sequelize.links import Link, links
from backlight.stacks.sequelize.models import defined
from backlight.stacks.sequelize.names import key_for
from backlight.stacks.sequelize.scopes import in_call, in_class
from backlight.stacks.setups import saying
from backlight.stacks.statement import Uncertain

DEFINE = regex(rb"(?s)\A(?>.*?equelize).*\bdefine\s*:\s*\{")
DECLARES = regex(rb"\.(?:belongsTo|hasOne|hasMany|belongsToMany)\(")
OWN = regex(r"\bstatic\s+(?:override\s+)?(?:async\s+)?(find\w+|count)\b")
HOOKS = regex(r"beforeFind|BeforeFind|beforeCount|BeforeCount")
ENDS = (".js", ".ts", ".mjs", ".cjs", ".mts")
SETTINGS = ("sequelize", "database", "db.", "config", "connection", "models/index")
TOGETHER = ("relation", "associat", "index", "init", "model")
"""Words in the names of files that declare the relations of all models."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model as a statement needs it."""

    table: Table
    name: str
    """The name that its keys in other tables begin with."""
    deleted: str
    """The column that marks a row as deleted."""
    scope: Node | None
    """What the scope that holds for each read asks for."""
    underscored: bool
    keyless: bool
    """It declares no key, and has `id` for one where it is not the table between two others."""
    own: frozenset[str]
    """Reads that its class has in place of those of Sequelize."""

    @property
    def key(self) -> Column:
        """Its key; raises `Uncertain` where it has none, or several."""
        found = [one for one in self.table.columns if one.primary_key]
        if len(found) != 1:
            raise Uncertain(f"`{self.table.model}` has no single key")
        return found[0]


def model(project: Project, name: str) -> Model:
    """The model of a name; raises `Uncertain` where its table is not certain."""
    own = [t for f in project.files.values() for t in f.tables if _is(t, name)]
    if len(own) != 1:
        many = "several are called so" if own else "no model is called so"
        raise Uncertain(f"`{name}` is not known, {many}")
    source = project.read(own[0].file)
    table = project.schema.of_model(name)
    if source is None or table is None:
        raise Uncertain(f"`{name}` shares its table with another model")
    if table.bases and not table.complete:
        raise Uncertain(f"what `{table.bases[0]}` gives `{name}` is not known")
    for path in saying(project, DEFINE, SETTINGS, ENDS):
        raise Uncertain(f"{path} has rules of its own for every model")
    if HOOKS.search(source.text.source):
        raise Uncertain(f"{source.path} has hooks that may change what is read")
    return _read(project, source, table)


def _is(table: Table, name: str) -> bool:
    return table.model == name and table.mapper in {"", "sequelize"} and table.file.endswith(ENDS)


def _read(project: Project, source: Source, table: Table) -> Model:
    one = next((d for d in defined(source) if d.model == table.model), None)
    mine = list(_classes(project, source, table.model))
    own = frozenset(hit for text in {source, *(s for s, _ in mine)} for hit in _own(text))
    if one is not None:
        if f"{table.model}.addScope(" in source.text.source:
            raise Uncertain(f"`{table.model}` is given its scopes by calls")
        fields = [dict(v.pairs) for _, v in one.fields.pairs if isinstance(v, Fields)]
        bare = not any("primaryKey" in of for of in fields)
        mark = deleted(one)
        gone = mark.name if mark is not None else ""
        return Model(table, one.name, gone, in_call(one.node), one.underscored, bare, own)
    if not mine:
        raise Uncertain(f"`{table.model}` is declared in a way of its own")
    marked = next((n for _, c in mine for n, marks, _, _ in c.members if "DeletedAt" in marks), "")
    whole = mine[0][1].defined
    column = table.of_attribute(marked) or deleted(whole)
    gone = column.name if column is not None else marked
    bare = not any("PrimaryKey" in marks for _, c in mine for _, marks, _, _ in c.members)
    if any("DefaultScope" in c.marks for _, c in mine[1:]):
        raise Uncertain(f"`{table.model}` inherits a scope that holds for each read")
    return Model(table, table.model, gone, in_class(mine[0][1]), whole.underscored, bare, own)


def _classes(project: Project, source: Source, name: str) -> Iterator[tuple[Source, Class]]:
    """A class with marks, and those it inherits from."""
    todo, seen = [(source, name)], set[str]()
    for at, wanted in todo:
        for one in _of(at):
            if one.name != wanted or wanted in seen:
                continue
            seen.add(wanted)
            yield at, one
            for facts in project.files.values():
                bases = [m.name for m in facts.mixins if m.name in one.bases]
                held = project.read(facts.path) if bases else None
                todo += [(held, base) for base in bases if held is not None]


def _own(source: Source) -> list[str]:
    return OWN.findall(source.text.source)


@lru_cache(maxsize=64)
def _of(source: Source) -> tuple[Class, ...]:
    return tuple(classes(source))


def link(project: Project, owner: Model, name: str, target: str) -> Link:
    """The relation of a model by its name, or by the model that it leads to."""
    found = dict.fromkeys(
        one
        for path in _paths(project, owner.table.file, target)
        if (source := project.read(path)) is not None
        for one in (*links(source), *_marked(source))
        if one.owner == owner.table.model
        and (one.attribute == name if name else one.target == target and not one.name)
    )
    if not found and not name:
        return _only(project, owner, target)
    if len(found) != 1 or not next(iter(found)).sure:
        raise Uncertain(f"how `{name or target}` belongs to `{owner.table.model}` is not certain")
    return next(iter(found))


def _only(project: Project, owner: Model, target: str) -> Link:
    """The one relation to a model that goes by a name, where it is included by the model."""
    names = [name for name, to in owner.table.relations.items() if to == target]
    if len(names) != 1:
        raise Uncertain(f"how `{target}` belongs to `{owner.table.model}` is not certain")
    return link(project, owner, names[0], target)


def _marked(source: Source) -> Iterator[Link]:
    if b"sequelize-typescript" in source.text.data:
        for one in _of(source):
            yield from of_class(one)


def _paths(project: Project, own: str, target: str) -> Iterator[str]:
    theirs = project.schema.of_model(target)
    near = [own, theirs.file] if theirs is not None else [own]
    models = (one.file for one in project.schema.tables if one.mapper == "sequelize")
    yield from dict.fromkeys((*near, *models, *saying(project, DECLARES, TOGETHER, ENDS)))


def key_of(found: Link, owner: Model, other: Model) -> tuple[str, str]:
    """The columns that are equal, `(mine, theirs)`."""
    holder, held = (owner, other) if found.kind == "belongsTo" else (other, owner)
    base = found.name or held.name if found.kind == "belongsTo" else owner.name
    name = found.key or key_for(base, underscored=holder.underscored)
    key = held_in(holder, name)
    return (key, held.key.name) if found.kind == "belongsTo" else (held.key.name, key)


def held_in(holder: Model, name: str) -> str:
    """The column of a key by its attribute; one that nobody declares is added under its name."""
    column = holder.table.of_attribute(name)
    return column.name if column is not None else name
