"""The pages of this folder: applications in fences, and what is known of them."""

from pathlib import Path
from re import DOTALL, MULTILINE
from re import compile as regex

from backlight.analysis.facts import FileFacts, Project
from backlight.analysis.languages import language_of
from backlight.analysis.queries import queries
from backlight.analysis.schema import merged
from backlight.analysis.syntax import parse
from backlight.sql import ddl
from backlight.stacks.express import EXPRESS
from backlight.stacks.knex import KNEX
from backlight.stacks.mongoose import MONGOOSE
from backlight.stacks.prisma import PRISMA
from backlight.stacks.sequelize import SEQUELIZE
from backlight.stacks.typeorm import TYPEORM
from backlight.text import Text

FOLDER = Path(__file__).parent
ORMS = (PRISMA, SEQUELIZE, KNEX, MONGOOSE, TYPEORM)
FENCE = regex(r"^```\w+ (\S+)\n(.*?)^```$", DOTALL | MULTILINE)


def cases(name):
    """Title and text of every case of a page."""
    sections = (FOLDER / name).read_text("utf-8").split("\n## ")[1:]
    return [(s.partition("\n")[0], s.partition("\n")[2]) for s in sections]


def files(text):
    """The files in the fences of a text, by path."""
    return dict(FENCE.findall(text))


def project(texts):
    """A project of the given files, as the server would know it."""
    sources = {path: parse(path, Text(text)) for path, text in texts.items()}
    known = {
        path: facts(source) for path, source in sources.items() if language_of(path) is not None
    }
    fragments = {p: f.fragments["express"] for p, f in known.items() if f.fragments}
    schema = merged(table for one in known.values() for table in one.tables)
    endpoints = EXPRESS.link(fragments)
    return Project(known, endpoints, schema, sources.get, tuple(sorted(sources)))


def facts(source):
    """What one file says."""
    mappers = [orm for orm in ORMS if source.language in orm.languages]
    code = source.tree is not None
    fragment = EXPRESS.scan(source) if code else None
    return FileFacts(
        path=source.path,
        language=source.language,
        handlers=EXPRESS.handlers(source, None) if code else (),
        queries=(
            *queries(source),
            *(query for orm in mappers for query in orm.queries(source, None)),
        ),
        tables=(
            *(table for orm in mappers for table in orm.tables(source)),
            *(ddl.tables(source) if source.language == "sql" else ()),
        ),
        fragments={"express": fragment} if fragment is not None else {},
    )
