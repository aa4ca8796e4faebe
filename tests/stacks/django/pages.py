"""Pages of small Django projects: each fence that names a file is one, the rest follows from it."""

from functools import cache
from pathlib import Path
from re import DOTALL
from re import compile as regex

from backlight.analysis.facts import FileFacts, Project
from backlight.analysis.schema import merged
from backlight.analysis.syntax import Source, parse
from backlight.edits import applied
from backlight.stacks.django import DJANGO, DJANGO_ORM
from backlight.text import Text

FOLDER = Path(__file__).parent
FILE = regex(r"```python (\S+)\n(.*?)```", DOTALL)


def project(files):
    """The project that a page's files make, as this stack alone sees it."""
    sources = {path: source(path, text) for path, text in files.items() if path.endswith(".py")}
    facts = {path: _facts(one) for path, one in sources.items()}
    tables = [table for one in facts.values() for table in one.tables]
    found = {path: one.fragments["Django"] for path, one in facts.items() if one.fragments}
    return Project(facts, DJANGO.link(found), merged(tables), sources.get, tuple(sorted(files)))


def after(known, change):
    """The files of a project after a change, by path."""
    now = {path: known.read(path).text.source for path in known.paths if known.read(path)}
    made = applied(change, lambda path: known.read(path).text if known.read(path) else Text(""))
    return now | {path: text.source for path, text in made.items()}


def files(page):
    """The files of a page, by path."""
    return {found[1]: found[2] for found in FILE.finditer(page)}


@cache
def page(name):
    """A page by its name."""
    return (FOLDER / name).read_text("utf-8")


def source(path, text):
    """One file, parsed."""
    parsed = parse(path, Text(text))
    assert isinstance(parsed, Source)
    return parsed


def _facts(one):
    fragment = DJANGO.scan(one)
    return FileFacts(
        path=one.path,
        language=one.language,
        handlers=DJANGO.handlers(one, None),
        queries=DJANGO_ORM.queries(one, None),
        tables=DJANGO_ORM.tables(one),
        fragments={} if fragment is None else {"Django": fragment},
    )
