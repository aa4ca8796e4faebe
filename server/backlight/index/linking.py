"""The facts of single files made into what is known of a project, as it is or as it will be."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from backlight.analysis.between import Between
from backlight.analysis.facts import EMPTY, Endpoint, FileFacts, Project
from backlight.analysis.handed_on import met
from backlight.analysis.inheritance import inherited
from backlight.analysis.languages import language_of
from backlight.analysis.schema import merged
from backlight.analysis.serving import serving
from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.edits import Change, applied, between
from backlight.index.careful import guarded
from backlight.index.reading import facts_of
from backlight.stacks import FRAMEWORKS
from backlight.text import Text


def linked(files: Mapping[str, FileFacts]) -> Project:
    """Fragments of all files made into endpoints, tables into one schema."""
    said = [(path, facts.fragments) for path, facts in sorted(files.items())]
    sure = frozenset[str]().union(*(facts.sure for facts in files.values()))
    endpoints = tuple(
        endpoint
        for stack in FRAMEWORKS
        if stack.name in sure or len(said) == 1
        if (parts := {path: f[stack.name] for path, f in said if stack.name in f})
        for endpoint in guarded(stack.link, parts) or ()
    )
    schema = guarded(lambda: merged(inherited(files.values()))) or EMPTY.schema
    between_them = guarded(met, (facts.between for facts in files.values())) or EMPTY.between
    return joined(files, endpoints, schema, between_them)


def joined(
    files: Mapping[str, FileFacts],
    endpoints: tuple[Endpoint, ...],
    schema: Schema,
    between_them: Between,
) -> Project:
    """What files say alone and together; what runs for a request is found when it is asked for."""
    served = cache(lambda: guarded(serving, files, endpoints))
    return Project(files, endpoints, schema, EMPTY.read, serving=served, between=between_them)


def after(project: Project, change: Change) -> Project:
    """The project as it will be: changed files are parsed and linked again, the rest is kept."""
    texts = applied(change, lambda path: (project.read(path) or parse(path, Text(""))).text)
    sources = {path: parse(path, new, project.read(path)) for path, new in texts.items()}
    gone = {*change.deleted, *change.renamed}
    new = {p: facts_of(source) for p, source in sources.items() if language_of(p) is not None}
    return replace(
        linked({p: facts for p, facts in {**project.files, **new}.items() if p not in gone}),
        read=lambda p: None if p in gone else sources[p] if p in sources else project.read(p),
        paths=tuple(sorted({*project.paths, *texts} - gone)),
        staged=tuple(texts),
        dialect=project.dialect,
    )


def upon(project: Project, texts: Mapping[str, Text]) -> Project:
    """The project with some texts as they are given, where it knows others of the same files."""
    known = {path: project.read(path) for path in texts}
    other = {
        path: between(source.text, texts[path])
        for path, source in known.items()
        if source is not None and source.text.data != texts[path].data
    }
    return after(project, Change(other)) if other else project
