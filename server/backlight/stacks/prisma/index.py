"""An index of Prisma: `@@index` in its model, and a migration where the project has any."""

from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.index_keys import TRIGRAMS, IndexKeys
from backlight.analysis.next_migration import following
from backlight.analysis.tables import Table
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.prisma.schema import MODEL

MIGRATION = regex(r"(?:^|/)migrations/[^/]+/migration\.sql$")
BLOCKS = regex(r"^[ \t]*@@", MULTILINE)
PROVIDER = regex(r"provider\s*=\s*\"(\w+)\"")
POSTGRES, MYSQL = frozenset({"postgresql", "postgres", "cockroachdb"}), frozenset({"mysql"})
LONGEST = 63
"""Characters of a name that every database takes."""


def index(project: Project, table: Table, keys: IndexKeys) -> Change | Refused:
    """Declare it, and make it in a migration, by the name that Prisma would give it."""
    if keys.function or keys.where or keys.include:
        return Refused("Prisma's schema cannot declare such an index: it takes SQL by hand.")
    path = _home(project, table)
    source = project.read(path)
    text = source.text.source if source is not None else ""
    model = next((hit for hit in MODEL.finditer(text) if hit[1] == table.model), None)
    if model is None:
        return Refused(f"The model of `{table.name}` was not found in {path}.")
    listed = ", ".join(_field(table, column, keys) for column in keys.columns)
    kind = f", type: {keys.using.title()}" if keys.using else ""
    first = "" if BLOCKS.search(model[2]) else "\n"
    at = len(text[: model.end() - 1].encode("utf-8", "surrogatepass"))
    why = f"`{table.model}` is looked up by {', '.join(keys.columns)}"
    declared = Edit(at, at, f"{first}  @@index([{listed}]{kind})\n", why)
    old = sorted(path for path in project.paths if MIGRATION.search(path))
    if not old:
        return change((path, [declared]))
    made = _migrated(project, old[-1], table, keys, provider_of(text))
    if isinstance(made, Refused):
        return made
    return change((path, [declared]), made)


def _home(project: Project, table: Table) -> str:
    """The schema that has the model: its table may be known from a migration first."""
    for path, facts in project.files.items():
        if any(one.model == table.model and one.origin == "model" for one in facts.tables):
            return path
    return table.file


def _field(table: Table, column: str, keys: IndexKeys) -> str:
    known = table.column(column)
    name = (known.attribute or known.name) if known is not None else column
    return f'{name}(ops: raw("{TRIGRAMS}"))' if keys.trigrams else name


def provider_of(text: str) -> str:
    """The database of a schema: that of its source of data, not of a generator."""
    return next(iter(PROVIDER.findall(text.partition("datasource")[2])), "")


def _migrated(
    project: Project, last: str, table: Table, keys: IndexKeys, provider: str
) -> Change | Refused:
    name = "_".join((table.name.rpartition(".")[2], *keys.columns, "idx"))
    if len(name) > LONGEST:
        return Refused(f"`{name}` is too long a name for an index; ask the agent for one.")
    quote = "`" if provider in MYSQL else '"'
    said = [f"{quote}{one}{quote}" for one in keys.columns]
    said = [f"{one} {TRIGRAMS}" for one in said] if keys.trigrams else said
    apart = provider in POSTGRES and not keys.trigrams
    beside = " CONCURRENTLY" if apart else ""
    using = f" USING {keys.using.upper()}" if keys.using else ""
    on = ".".join(f"{quote}{part}{quote}" for part in table.name.split("."))
    up = f"CREATE INDEX{beside} {quote}{name}{quote} ON {on}{using} ({', '.join(said)});"
    up = f"CREATE EXTENSION IF NOT EXISTS pg_trgm;\n\n{up}" if keys.trigrams else up
    slug = "_".join(("index", table.name.rpartition(".")[2].lower(), *keys.columns))
    files = following(project, last, slug, f"-- CreateIndex\n{up}", "", apart=apart)
    return Change({}, files) if files else Refused(f"What comes after {last} is not clear.")
