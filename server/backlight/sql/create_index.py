"""An index as SQL, behind the table it is for, in a schema that is kept in a file."""

from re import IGNORECASE
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration
from backlight.edits import Change, Edit, Refused, change
from backlight.sql.wanted import Wanted

LOWER = regex(r"\bcreate table\b")


def create_index(project: Project, wanted: Wanted) -> Change | Refused:
    """`CREATE INDEX` behind `CREATE TABLE`; a migration that ran is never changed."""
    table = wanted.table
    source = project.read(table.file)
    if source is None:
        return Refused(f"{table.file} cannot be read.")
    if is_migration(table.file):
        return Refused(
            f"`{table.name}` is made by the migration {table.file}, which may have run: "
            "the index takes a new migration."
        )
    data = source.text.source
    made = regex(
        rf"create\s+table\s+(?:if\s+not\s+exists\s+)?[\w.\"`\[\]]*\b{table.name.rpartition('.')[2]}\b",
        IGNORECASE,
    ).search(data)
    end = data.find(";", made.end()) if made is not None else -1
    if made is None or end < 0:
        return Refused(f"Where `{table.name}` ends in {table.file} is not clear; end it with `;`.")
    name = "_".join(("idx", table.name.rpartition(".")[2], *wanted.columns))
    words = "create index {} on {} ({});" if LOWER.search(data) else "CREATE INDEX {} ON {} ({});"
    text = words.format(name, table.name, ", ".join(wanted.columns))
    at = len(data[: end + 1].encode("utf-8", "surrogatepass"))
    why = f"`{table.name}` is looked up by {', '.join(wanted.columns)}"
    return change((table.file, [Edit(at, at, f"\n\n{text}", why)]))
