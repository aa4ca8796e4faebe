"""Which relations a method of a Spring Data repository loads with its rows, by its declaration."""

from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.java import file
from backlight.analysis.java_rows import repository
from backlight.analysis.java_values import Annotation, Method, Text, Type, arguments, simple
from backlight.analysis.places import matching
from backlight.analysis.queries_java import method
from backlight.analysis.syntax import Source, node_at

LISTS = {"List", "Set", "Collection", "Iterable", "Page", "Slice", "Stream", "Streamable", "Window"}
FETCH = regex(r"(?i)\bfetch\s+\w+\.(\w+)")
SETTINGS = r"(?:^|/)(?:application[\w-]*\.(?:ya?ml|properties)|persistence\.xml)$"
IN_BATCHES = b"default_batch_fetch_size"


def known(query: Query, path: str, project: Project) -> Query:
    """A query with what its repository says: the entity, and the relations that come with it.

    Nothing is said to be read row by row where the repository is not seen, gives something else
    than entities, or where Hibernate reads relations of many rows at once.
    """
    source = project.read(path)
    call = node_at(source, query.span) if source is not None else None
    found = declared(call, project) if call is not None else None
    if call is None or found is None or _in_batches(project):
        return replace(query, touched=())
    _, kind = found
    entity = entity_of(kind)
    said = method_of(kind, method(call))
    if said is None:
        plain = method(call) in {"findAll", "findAllById"}
        return replace(query, model=entity, touched=query.touched if plain else ())
    given = arguments(said.returns)
    rows = simple(said.returns) in LISTS and bool(given) and simple(given[0]) in {entity, "T"}
    if not rows or named(said, "EntityGraph") is not None:
        return replace(query, model=entity, touched=())
    loaded = fetched(said)
    touched = tuple(one for one in query.touched if one not in loaded)
    return replace(query, model=entity, touched=touched, loaded=(*query.loaded, *loaded))


def declared(call: Node, project: Project) -> tuple[Source, Type] | None:
    """The repository that a call is made on, in its file; `None` if that is not sure."""
    stem = repository(call)
    every = (*project.paths, *project.files)
    found = tuple(dict.fromkeys(matching(rf"(?:^|/){stem}\.java$", every))) if stem else ()
    source = project.read(found[0]) if len(found) == 1 else None
    if source is None or source.tree is None:
        return None
    kind = next((one for one in file(source).types if one.name == stem), None)
    return (source, kind) if kind is not None and kind.kind == "interface" else None


def entity_of(kind: Type) -> str:
    """The entity of a repository: the first that what it extends is told."""
    found = (arguments(one) for one in kind.supers if simple(one) != "JpaSpecificationExecutor")
    return next((simple(given[0]) for given in found if given), "")


def method_of(kind: Type, name: str) -> Method | None:
    """The method of a name; of several, the one with the most said of it."""
    found = [one for one in kind.methods if one.name == name]
    return max(found, key=lambda one: len(one.annotations), default=None)


def named(said: Method, name: str) -> Annotation | None:
    """An annotation of a method."""
    return next((one for one in said.annotations if one.name == name), None)


def fetched(said: Method) -> tuple[str, ...]:
    """The relations that the JPQL of a method fetches."""
    query = named(said, "Query")
    text = query.get("value") if query is not None else None
    return tuple(FETCH.findall(text.value)) if isinstance(text, Text) else ()


def _in_batches(project: Project) -> bool:
    """Whether Hibernate is set to read what belongs to many rows at once."""
    return any(_sets(project.read(path)) for path in matching(SETTINGS, project.paths))


def _sets(source: Source | None) -> bool:
    return source is not None and IN_BATCHES in source.text.data
