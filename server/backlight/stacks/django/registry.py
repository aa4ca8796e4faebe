"""The models of a project by name: their fields, and the relations that lead to and from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from backlight.analysis.facts import Project
from backlight.analysis.python import Module
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_read import module
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.stacks.django.fields import COLLECTIONS, FORWARD, ONE_TO_ONE, Field
from backlight.stacks.django.models import LEND, Model, model

DEEP = 4
"""How many abstract classes above a model are looked into."""


@dataclass(frozen=True, slots=True)
class Relation:
    """An attribute of a model that leads to other rows."""

    name: str
    model: str
    many: bool
    """It is a collection: `prefetch_related` loads it, `select_related` cannot."""
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A model and the file it stands in, the fields of its abstract bases included."""

    name: str
    source: Source
    said: Module
    one: Model
    fields: Mapping[str, Field]
    complete: bool
    """No base is left that could give it more."""


def find(project: Project, name: str, near: Source | None = None) -> Known | None:
    """A model by the name of its class; `None` if there is none, or several and none is nearer."""
    tables = _tables(project, name)
    paths = {table.file for table in tables}
    if len(paths) > 1 and near is not None:
        wanted = module(near).imports.get(name, "")
        modules = {p: wanted.rpartition(".")[0].replace(".", "/") for p in paths}
        paths = {p for p in paths if p == near.path or (wanted and modules[p] in p)}
    if len(paths) != 1:
        return None
    source = project.read(paths.pop())
    if source is None or source.tree is None:
        return None
    said, one = _read(source, name)
    if one is None:
        return None
    fields, complete = _whole(project, source, said, name, DEEP)
    return Known(name, source, said, one, fields, complete)


def relations(project: Project, known: Known) -> dict[str, Relation]:
    """The relations of a model in both directions, by the attribute of its rows."""
    found = {}
    for one in known.fields.values():
        if one.kind in FORWARD | COLLECTIONS and one.target:
            target = known.name if one.target == "self" else one.target.rpartition(".")[2]
            many = one.kind in COLLECTIONS
            found[one.name] = Relation(one.name, target, many, one.says("null"))
    for table in _tables(project, ""):
        if known.name not in table.relations.values() or table.model == known.name:
            continue
        other = find(project, table.model)
        for one in other.fields.values() if other is not None else ():
            if one.target.rpartition(".")[2] == known.name and one.kind in FORWARD | COLLECTIONS:
                single = one.kind in ONE_TO_ONE
                name = one.related or table.model.lower() + ("" if single else "_set")
                if not name.endswith("+"):
                    found.setdefault(name, Relation(name, table.model, not single, True))
    return found


def methods(known: Known) -> frozenset[str]:
    """The methods and properties that a model's class has itself."""
    start = f"{known.name}."
    return frozenset(n.removeprefix(start) for n in known.said.functions if n.startswith(start))


@lru_cache(maxsize=512)
def _read(source: Source, name: str) -> tuple[Module, Model | None]:
    """A file and a model of it, read once: the way back to a model asks for many."""
    said = module(source)
    return said, model(said, name)


def _tables(project: Project, name: str) -> list[Table]:
    return [
        table
        for facts in project.files.values()
        for table in facts.tables
        if table.origin == "model" and table.model and (not name or table.model == name)
    ]


def _whole(
    project: Project, source: Source, said: Module, name: str, depth: int
) -> tuple[dict[str, Field], bool]:
    """The fields of a class with those of its abstract bases in other files."""
    one = _read(source, name)[1]
    fields: dict[str, Field] = dict(one.fields) if one is not None else {}
    complete = True
    for base in said.classes[name].bases if name in said.classes else ():
        last = base.rpartition(".")[2]
        if last in {"Model", "object", *LEND}:
            continue
        above = _base(project, source, base) if depth else None
        if above is None:
            complete = False
            continue
        more, whole = _whole(project, above[0], _read(*above)[0], above[1], depth - 1)
        fields = more | fields
        complete = complete and whole
    return fields, complete


def _base(project: Project, source: Source, base: str) -> tuple[Source, str] | None:
    """Where a base class stands: in the same file, or where the import says."""
    said = _read(source, base)[0]
    if base in said.classes:
        return source, base
    dotted = said.imports.get(base.partition(".")[0], "")
    path, _, name = f"{dotted}.{base.partition('.')[2]}".strip(".").rpartition(".")
    known = _modules(project.paths or tuple(project.files))
    at = known.file(path, source.path) if path else None
    other = project.read(at) if at is not None else None
    if other is None or other.tree is None or name not in _read(other, name)[0].classes:
        return None
    return other, name


@lru_cache(maxsize=4)
def _modules(paths: tuple[str, ...]) -> Modules:
    """The files of a project by dotted name; they are the same from one look to the next."""
    return Modules({path: Module(path) for path in paths if path.endswith(".py")})
