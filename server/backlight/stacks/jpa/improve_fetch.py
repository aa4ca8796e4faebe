"""A relation that is read of each row -> loaded with the rows: `JOIN FETCH`, or `@EntityGraph`.

It changes how many queries are sent, and for every caller of the method that is changed: it is
offered as that, and never called equivalent. The same rows come back in the same order: the join
is an outer one, and Hibernate gives each row once, by itself since 6, before it by `DISTINCT`.
"""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import Project, Query
from backlight.analysis.java_fetched import declared, fetched, method_of, named
from backlight.analysis.java_values import Method, Type, simple
from backlight.analysis.queries_java import given, method
from backlight.analysis.related import relations_read
from backlight.analysis.syntax import Source, node_at
from backlight.analysis.tables import Table
from backlight.edits import Edit, Refused, change
from backlight.stacks.jpa.fetch_text import WHY, added, graph, joined
from backlight.stacks.record import Improvement

PAGED = {"Pageable", "PageRequest", "Limit", "ScrollPosition"}
LIMITED = regex(r"^(?:find|get|read|query|search)(?:Distinct)?(?:First|Top)")


@dataclass(frozen=True, slots=True)
class Read:
    """The relations that are read row by row, and the entity that has them."""

    names: tuple[str, ...]
    table: Table
    many: tuple[str, ...]
    """Those that are lists."""
    early: bool
    """Whether the entity is of a Hibernate that gives a row once for each of its list."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The relations loaded with the rows, or why that is not right; `None` if none is read."""
    names, call = relations_read(query, project.schema), node_at(source, query.span)
    table = project.schema.of_model(query.model)
    found = declared(call, project) if names else None
    if table is None or found is None:
        return None
    repository, kind = found
    entity = project.read(table.file)
    early = entity is None or b"jakarta.persistence" not in entity.text.data
    read = Read(names, table, tuple(one for one in names if one not in table.single), early)
    said = method_of(kind, method(call))
    reason = _unfit(said, read) or _written(source, query, project, read)
    if not reason and said is None and (given(call) or method(call) != "findAll"):
        reason = f"`{method(call)}` is declared by Spring Data itself"
    if reason:
        return Refused(f"{reason}; load them in a query of their own, or ask the agent for it.")
    return _made(source, query, (repository, kind), read)


def _made(
    source: Source, query: Query, where: tuple[Source, Type], read: Read
) -> Improvement | Refused:
    repository, kind = where
    call = node_at(source, query.span)
    said = method_of(kind, method(call))
    names = ", ".join(f"`{one}`" for one in read.names)
    verb = "is" if len(read.names) == 1 else "are"
    told = f"N+1, {names} {verb} read for each row; "
    if said is None:
        edits, name = added(repository, kind, query.model, read.names)
        renamed = _renamed(source, query, name)
        made = change((repository.path, edits), (source.path, renamed))
        told += f"`{name}` loads them with the rows"
    elif named(said, "Query") is not None:
        found = joined(repository, said, read.names, once=bool(read.many) and read.early)
        if isinstance(found, Refused):
            return found
        made = change((repository.path, found))
        told += f"`{said.name}` loads them for whoever calls it"
    else:
        made = change((repository.path, graph(repository, said, read.names)))
        told += f"`{said.name}` loads them for whoever calls it"
    return Improvement(made, f"{told} (this changes how many queries are sent)")


def _renamed(source: Source, query: Query, name: str) -> list[Edit]:
    called = node_at(source, query.span).child_by_field_name("name")
    return [Edit(called.start_byte, called.end_byte, name, WHY)] if called is not None else []


def _unfit(said: Method | None, read: Read) -> str:
    """Why the relations cannot come with the rows."""
    before = [one for one in fetched(said) if one not in read.table.single] if said else []
    many = (*before, *read.many)
    if read.many and len(many) > 1:
        return (
            f"`{many[0]}` and `{many[1]}` are both lists: each row of one would be read with each"
            " of the other, and Hibernate refuses two bags at once"
        )
    if said is not None and "default" in said.words:
        return f"`{said.name}` is written in Java"
    if said is None or not many:
        return ""
    if any(simple(one.type) in PAGED for one in said.parameters) or LIMITED.match(said.name):
        return f"with `{many[0]}`, Hibernate reads all rows and cuts the page in memory"
    if read.early and named(said, "Query") is None:
        return f"before Hibernate 6, a row comes once for each of its `{many[0]}`"
    if read.early and read.many and any("json" in one.type.lower() for one in read.table.columns):
        return "a row holds JSON, and before Hibernate 6 `DISTINCT` would have to compare it"
    return ""


def _written(source: Source, query: Query, project: Project, read: Read) -> str:
    """What the function writes that a relation leads to: an earlier read would not see it."""
    facts = project.files.get(source.path)
    leads = {read.table.relations[one]: one for one in read.names}
    for one in facts.queries if facts is not None else ():
        if one.function == query.function and one.returns == "write" and one.model in leads:
            name = leads[one.model]
            return f"`{query.function.rpartition('.')[2]}` writes `{one.model}`, which `{name}` has"
    return ""
