"""Relations of TypeORM's entities as joins of a statement."""

from backlight.analysis.facts import Project
from backlight.analysis.tables import Column, Table
from backlight.stacks.statement import Uncertain, named
from backlight.stacks.typeorm.marks import Entity, entity


def column_of(table: Table, name: str) -> Column | None:
    """The column behind a property; a relation is none."""
    found = table.of_attribute(name)
    return found if found is not None and name not in table.relations else None


def joined(project: Project, mine: Entity, alias: str, name: str, to: str) -> tuple[str, Entity]:
    """A relation under a name, `users author ON …`, and what it leads to; raises `Uncertain`."""
    other = entity(project, mine.table.relations.get(name, ""))
    kind = mine.kinds.get(name, "")
    if kind == "ManyToOne" or (kind == "OneToOne" and key_of(mine, name) is not None):
        key, other_key = key_of(mine, name), _primary(other)
        on = f"{alias}.{named(key or '')} = {to}.{named(other_key)}"
    elif kind in {"OneToMany", "OneToOne"} and mine.inverse.get(name):
        key = key_of(other, mine.inverse[name])
        on = f"{to}.{named(key or '')} = {alias}.{named(_primary(mine))}"
    else:
        raise Uncertain(f"`{name}` leads through a table between")
    if key is None:
        raise Uncertain(f"the key of `{name}` is not known")
    if other.deleted:
        on += f" AND {to}.{named(other.deleted)} IS NULL"
    table = named(other.table.name)
    return f"{table if table == to else f'{table} {to}'} ON {on}", other


def key_of(mine: Entity, name: str) -> str | None:
    """The column that holds the key of a relation."""
    found = [c.name for c in mine.table.columns if c.references and c.attribute == name]
    found += [c.name for c in mine.table.columns if c.references and c.name == f"{name}Id"]
    return found[0] if found else None


def _primary(mine: Entity) -> str:
    keys = [one.name for one in mine.table.columns if one.primary_key]
    if len(keys) != 1:
        raise Uncertain(f"`{mine.table.model}` has no single key")
    return keys[0]
