"""Whether it is certain which table a struct of GORM is kept in."""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.tables import Table
from backlight.stacks.setups import saying
from backlight.stacks.statement import Uncertain

RENAMED = regex(rb"NamingStrategy")
SETTINGS = ("db", "database", "gorm", "conn", "bootstrap", "init", "main.go")
"""Words in the names of files in which a connection is opened."""
MOST = 40
"""Files of a package that are looked into."""


def certain(model: str, project: Project) -> Table:
    """The table of a model; raises `Uncertain`."""
    table = project.schema.of_model(model) if model else None
    own = [t for f in project.files.values() for t in f.tables if t.model == model]
    mine = [one for one in own if one.file.endswith(".go")]
    if table is None or not mine or not table.columns:
        raise Uncertain(
            f"`{model}` is no model whose fields are known" if model else "its model is not known"
        )
    if len(mine) > 1:
        raise Uncertain(f"several structs are called `{model}`")
    if not mine[0].complete:
        raise Uncertain(f"`{model}` embeds fields of another struct")
    folder = mine[0].file.rpartition("/")[0]
    named = regex(rf"func \((?:\w+ )?\*?{model}\) TableName\(\)".encode())
    beside = [p for p in project.files if p.endswith(".go") and p.rpartition("/")[0] == folder]
    if len(beside) > MOST:
        raise Uncertain(f"any of {len(beside)} files beside it may name the table of `{model}`")
    for path in beside:
        found = project.read(path) if path != mine[0].file else None
        if found is not None and named.search(found.text.data):
            raise Uncertain(f"{path} names the table of `{model}`")
    for path in saying(project, RENAMED, SETTINGS, (".go",)):
        raise Uncertain(f"{path} has rules of its own for the names of tables")
    return table
