"""An index of Rails: a migration behind the last one; `schema.rb` is written when it is run."""

from posixpath import basename
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.index_keys import TRIGRAMS, IndexKeys
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused
from backlight.stacks.rails_words import camelize

NUMBERED = regex(r"(?:^|/)db/migrate/(\d{14})_\w+\.rb$")
VERSION = regex(r"ActiveRecord::Migration(\[[\d.]+\])?")
LONGEST = 62
"""Characters of a name that every database takes."""
WIDE = 100


def index(project: Project, table: Table, keys: IndexKeys) -> Change | Refused:
    """`add_index`, beside those who write where the database is PostgreSQL."""
    known = sorted(path for path in project.paths if NUMBERED.search(path))
    if not known:
        return Refused("There is no migration in db/migrate to come after.")
    last = project.read(known[-1])
    hit = VERSION.search(last.text.source) if last is not None else None
    number = NUMBERED.search(known[-1])
    if hit is None or number is None:
        return Refused(f"{known[-1]} does not say the version of its migration.")
    slug = "_".join(("index", table.name.rpartition(".")[2], "on", *keys.words))
    path = f"{known[-1].removesuffix(basename(known[-1]))}{int(number[1]) + 1}_{slug}.rb"
    apart = project.dialect == "postgres" and not keys.trigrams
    name = camelize(slug)
    lines = [
        f"class {name} < ActiveRecord::Migration{hit[1] or ''}",
        *(["  disable_ddl_transaction!", ""] if apart else []),
        "  def change",
        *(['    enable_extension "pg_trgm"'] if keys.trigrams else []),
        *_step(table, keys, apart=apart),
        "  end",
        "end",
        "",
    ]
    return Change({}, {path: "\n".join(lines)})


def _step(table: Table, keys: IndexKeys, *, apart: bool) -> list[str]:
    name = table.name if table.name.isidentifier() else f'"{table.name}"'
    columns = f"[{', '.join(f':{one}' for one in keys.columns)}]"
    columns = f":{keys.columns[0]}" if len(keys.columns) == 1 else columns
    columns = f'"{keys.call(keys.columns[0])}"' if keys.function else columns
    given = [f":{name}", columns]
    usual = "_".join(("index", table.name, "on", "_and_".join(keys.columns)))
    if len(usual) > LONGEST:
        given.append(f'name: "{"_".join(("idx", table.name, *keys.words))[:LONGEST]}"')
    given += [f"using: :{keys.using}"] if keys.using else []
    given += [f"opclass: :{TRIGRAMS}"] if keys.trigrams else []
    given += [f"include: [{', '.join(f':{one}' for one in keys.include)}]"] if keys.include else []
    given += [f'where: "{keys.where}"'] if keys.where else []
    given += ["algorithm: :concurrently"] if apart else []
    line = f"    add_index {', '.join(given)}"
    if len(line) <= WIDE:
        return [line]
    return [
        f"    add_index {given[0]},",
        *(f"      {one}," for one in given[1:-1]),
        f"      {given[-1]}",
    ]
