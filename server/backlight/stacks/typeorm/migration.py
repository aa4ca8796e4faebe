"""A new migration of TypeORM, behind the newest of its folder, and written as that one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import basename, dirname
from re import MULTILINE, Match
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused

FILE = regex(r"^(\d{10,14})([-_])([\w.-]+?)\.(ts|js)$")
HEAD = regex(
    r"^export\s+(default\s+)?class\s+([A-Za-z_]\w*?)(\d{10,14})\s+implements\s+MigrationInterface\b",
    MULTILINE,
)
IMPORT = regex(r"^import\s+(?:type\s+)?\{[^}]*\}\s+from\s+(['\"])typeorm\1(;?)", MULTILINE)
NAME = regex(r"^\s+(?:public\s+|readonly\s+)*name\s*(?::\s*string\s*)?=", MULTILINE)
METHOD = regex(r"^([ \t]+)((?:public\s+)?)async\s+up\(", MULTILINE)
QUERY = regex(r"\.query\(\s*([`'\"])")
BUILDS = regex(r"\.(?:addColumn|createTable|addColumns|dropColumn)\(")
CHANGES = regex(r"(?i)\.query\(\s*[`'\"]\s*(?:alter|create)\s+table\b")
SEVERAL = regex(r"\.options\.type\b|\bdriver\.options\b")
POSTGRES = regex(
    r"\bSERIAL\b|\bcharacter varying\b|\bjsonb\b|\"public\"\.|\bTIMESTAMP WITH TIME ZONE\b"
)
"""What only PostgreSQL takes."""
APART = regex(r"[-_]")
RECENT = 5
"""Migrations that show how the next one is written."""
WIDE = 80


@dataclass(frozen=True, slots=True)
class Step:
    """One step, as SQL and as a call of the builder; a line of each list is a line of code."""

    sql: str
    call: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest migration of a folder: its path, its text, and how it is called."""

    path: str
    text: str
    file: Match[str]
    head: Match[str]
    builds: bool
    """It calls the builder, and says no SQL."""


def newest(project: Project, table: Table) -> Newest | Refused:
    """The migration that the next one follows: the last one beside those that make a table."""
    every = [t for f in project.files.values() for t in f.tables if t.origin == "migration"]
    folders = {dirname(t.file) for t in every if t.name == table.name and t.mapper == "typeorm"}
    if len(folders) != 1:
        return Refused(
            f"Migrations of `{table.name}` stand in {len(folders)} folders: ask the agent for them."
        )
    folder = next(iter(folders))
    inside = [path for path in project.paths if dirname(path) == folder]
    found = sorted((hit for one in inside if (hit := FILE.match(basename(one)))), key=_time)
    if not found or len({len(hit[1]) for hit in found}) > 1:
        return Refused(f"How the migrations in {folder} are numbered is not clear.")
    last = f"{folder}/{found[-1][0]}"
    source = project.read(last)
    text = source.text.source if source is not None else ""
    head, way = HEAD.search(text), METHOD.search(text)
    if head is None or way is None or IMPORT.search(text) is None or head[3] != found[-1][1]:
        return Refused(f"{last} is not written in the usual way; ask the agent.")
    before = (project.read(f"{folder}/{hit[0]}") for hit in reversed(found[-RECENT:]))
    texts = [one.text.source for one in before if one is not None]
    if any(SEVERAL.search(one) for one in texts):
        return Refused("The migrations are written for several databases: ask the agent for one.")
    if not _of_postgres(project, texts):
        return Refused("Migrations are written at once for PostgreSQL only; ask the agent.")
    if listed := _listed(project, found[-1][0].rpartition(".")[0]):
        return Refused(f"Migrations are listed in {listed}, where a new one must be as well.")
    style = next((said for one in texts if (said := _style(one))), "sql")
    return Newest(last, text, found[-1], head, style == "builder")


def _of_postgres(project: Project, texts: Sequence[str]) -> bool:
    """Whether the project has no other database, or its migrations are of no other one."""
    if project.engines and "postgres" not in project.engines:
        return False
    alone = project.engines == {"postgres"} or project.dialect == "postgres"
    return alone or any(POSTGRES.search(one) for one in texts)


def _time(hit: Match[str]) -> int:
    return int(hit[1])


def _style(text: str) -> str:
    if CHANGES.search(text):
        return "sql"
    return "builder" if BUILDS.search(text) else ""


def _listed(project: Project, stem: str) -> str:
    """A file that imports the newest migration by its name."""
    for path, facts in project.files.items():
        if any(
            basename(one).removesuffix(".js").removesuffix(".ts") == stem for one in facts.imports
        ):
            return path
    return ""


def written(of: Newest, words: Sequence[str], up: Sequence[Step], down: Sequence[Step]) -> Change:
    """The file of the next migration, called after what it does."""
    time = str(int(of.file[1]) + 1).zfill(len(of.file[1]))
    plain = [part for word in words for part in APART.split(word) if part]
    named = "".join(part[0].upper() + part[1:] for part in plain)
    class_ = named if of.head[2][0].isupper() else named[0].lower() + named[1:]
    slug = named if of.file[3][0].isupper() else "-".join(_parts(plain))
    slug = class_ if "-" not in of.file[3] and of.file[3][0].islower() else slug
    path = f"{dirname(of.path)}/{time}{of.file[2]}{slug}.{of.file[4]}"
    return Change({}, {path: _text(of, f"{class_}{time}", up, down)})


def _parts(words: Sequence[str]) -> list[str]:
    split = regex(r"(?<=[a-z\d])(?=[A-Z])")
    return [part.lower() for word in words for part in split.split(word)]


def _text(of: Newest, name: str, up: Sequence[Step], down: Sequence[Step]) -> str:
    way, imported = METHOD.search(of.text), IMPORT.search(of.text)
    indent, public = (way[1], way[2]) if way is not None else ("  ", "public ")
    quote, end = (imported[1], imported[2]) if imported is not None else ("'", ";")
    used = ["MigrationInterface", "QueryRunner", *(["TableColumn"] if of.builds else [])]
    used = used if any("TableColumn" in line for one in up for line in one.call) else used[:2]
    own = [f"{indent}name = {quote}{name}{quote}{end}", ""] if NAME.search(of.text) else []
    default = of.head[1] or ""
    lines = [
        f"import {{ {', '.join(used)} }} from {quote}typeorm{quote}{end}",
        "",
        f"export {default}class {name} implements MigrationInterface {{",
        *own,
        *_method(of, f"{indent}{public}async up", indent, quote, end, up),
        "",
        *_method(of, f"{indent}{public}async down", indent, quote, end, down),
        "}",
        "",
    ]
    ended = "\r\n" if "\r\n" in of.text else "\n"
    return ended.join(lines)


def _method(
    of: Newest, head: str, indent: str, mark: str, end: str, steps: Sequence[Step]
) -> list[str]:
    lines = [f"{head}(queryRunner: QueryRunner): Promise<void> {{"]
    quote = hit[1] if (hit := QUERY.search(of.text)) else "`"
    for step in steps:
        if of.builds:
            first, *rest = step.call
            inner = [f"await queryRunner.{first}", *rest]
            inner[-1] += end
            lines += [f"{indent * 2}{_deep(_told(line, mark), indent)}" for line in inner]
            continue
        said = f"{quote}{step.sql}{quote}" if quote not in step.sql else f"`{step.sql}`"
        line = f"{indent * 2}await queryRunner.query({said}){end}"
        if len(line.expandtabs(4)) > WIDE and regex(r"\.query\(\n").search(of.text):
            lines += [f"{indent * 2}await queryRunner.query(", f"{indent * 3}{said},"]
            lines.append(f"{indent * 2}){end}")
        else:
            lines.append(line)
    return [*lines, f"{indent}}}"]


def _told(line: str, mark: str) -> str:
    """A line in the quotes of the project, but for a default that holds the other ones."""
    return line if '"' in line else line.replace("'", mark)


def _deep(line: str, indent: str) -> str:
    plain = line.lstrip(" ")
    return indent * ((len(line) - len(plain)) // 2) + plain
