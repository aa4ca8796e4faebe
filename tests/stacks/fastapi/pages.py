"""Pages of FastAPI and Flask: projects written in Markdown, and what is expected of them."""

from dataclasses import dataclass
from pathlib import Path
from re import DOTALL, MULTILINE
from re import compile as regex

from backlight.analysis.facts import FileFacts, Project
from backlight.analysis.syntax import parse
from backlight.analysis.tables import Schema
from backlight.stacks.fastapi import FASTAPI
from backlight.stacks.flask import FLASK
from backlight.text import Text

HEADING = regex(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", DOTALL | MULTILINE)
FILE = regex(r"^`([^`\n]+)`\n```\w*\n(.*?)```$", DOTALL | MULTILINE)
STACKS = (FASTAPI, FLASK)


@dataclass(frozen=True)
class Case:
    """One heading of a page: the files of a project, and what is said of them."""

    name: str
    files: dict[str, str]
    said: str
    """What stands after `->`: a word, and the rest of the section."""
    rest: str


def cases(path):
    """Every case of a page."""
    for name, body in HEADING.findall(Path(path).read_text(encoding="utf-8")):
        before, _, after = body.partition("\n-> ")
        said, _, rest = after.partition("\n")
        yield Case(name, dict(FILE.findall(before)), said.strip(), rest)


def project(files, tables=()):
    """The project that some files are; `$0` is left out."""
    sources = {path: parse(path, Text(code.replace("$0", ""))) for path, code in files.items()}
    facts = {path: _facts(path, source) for path, source in sources.items()}
    found = []
    for stack in STACKS:
        scanned = {
            p: f.fragments[stack.name] for p, f in facts.items() if stack.name in f.fragments
        }
        found += stack.link(scanned)
    return Project(facts, tuple(found), Schema(tuple(tables)), sources.get, tuple(sorted(files)))


def _facts(path, source):
    code = source.text.data if source.tree is not None else b""
    spoken = [s for s in STACKS if any(needle in code for needle in s.needles)]
    return FileFacts(
        path=path,
        language=source.language,
        handlers=tuple(h for s in spoken for h in s.handlers(source, None)),
        fragments={s.name: s.scan(source) for s in spoken},
    )


def fence(rest):
    """The first fence of the rest of a section."""
    return rest.partition("```")[2].partition("\n")[2].partition("```")[0]
