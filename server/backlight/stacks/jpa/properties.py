"""Properties of JPA's entities as columns, joined where they lead to another entity."""

from collections.abc import Iterator

from backlight.analysis.facts import Project
from backlight.analysis.tables import Column, Table
from backlight.stacks.statement import Select, Uncertain, named

OWN = (
    *(b"@Inheritance", b"@DiscriminatorColumn", b"@Where(", b"@SQLRestriction", b"@Filter("),
    *(b"@SecondaryTable", b"@SoftDelete", b"@Loader", b"@EmbeddedId", b"@IdClass"),
)
"""What an entity may say that changes each statement on it."""
RENAMED = ("naming.physical-strategy", "naming.implicit-strategy", "physical_naming_strategy")


def entity(project: Project, model: str) -> Table:
    """The table of an entity; raises `Uncertain` where it is not certain."""
    own = [t for f in project.files.values() for t in f.tables if t.model == model]
    mine = [one for one in own if one.file.endswith(".java")]
    table = project.schema.of_model(model)
    if len(mine) != 1 or table is None:
        raise Uncertain(f"`{model}` is no entity that is known, or several are called so")
    source = project.read(mine[0].file)
    if source is None or not mine[0].complete or any(one in source.text.data for one in OWN):
        raise Uncertain(f"`{model}` says what changes each statement on it")
    return table


def column(
    project: Project, select: Select, table: Table, alias: str, path: str
) -> tuple[str, Column]:
    """The column of a property, joined if it leads through an entity: `owner.lastName`."""
    head, _, rest = path.partition(".")
    found = table.of_attribute(head)
    camel = next((c for c in table.columns if c.name == _snake(head)), None)
    found = found or (camel if head not in table.relations else None)
    if found is not None and not rest:
        return f"{alias}.{named(found.name)}", found
    if head not in table.single or found is None:
        raise Uncertain(f"`{path}` is no column of `{table.model}`")
    other = entity(project, table.relations[head])
    keys = [one for one in other.columns if one.primary_key]
    if len(keys) != 1:
        raise Uncertain(f"`{other.model}` has no single key")
    if rest == (keys[0].attribute or keys[0].name):
        return f"{alias}.{named(found.name)}", keys[0]
    on = keys[0].name, f"{alias}.{named(found.name)}"
    inner = select.join(f"{alias}.{head}", other.name, on, outer=True)
    return column(project, select, other, inner, rest)


def split(table: Table, name: str) -> str:
    """`ownerLastName` as `owner.lastName`, where the one is no property and the other may be."""
    known = {*table.relations, *(c.attribute or _camel(c.name) for c in table.columns)}
    if name in known:
        return name
    if "_" in name:
        return ".".join(part[:1].lower() + part[1:] for part in name.split("_"))
    for at in _humps(name):
        if name[:at] in table.relations:
            rest = name[at:]
            return f"{name[:at]}.{rest[:1].lower()}{rest[1:]}"
    return name


def _humps(name: str) -> Iterator[int]:
    """Where a word begins in a name, the last one first."""
    return (at for at in range(len(name) - 1, 0, -1) if name[at].isupper())


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
