"""What is read of each row of a query and costs one more query each time: its relations."""

from functools import partial

from backlight.analysis.facts import Query
from backlight.analysis.tables import Schema, Table


def relations_read(query: Query, schema: Schema) -> tuple[str, ...]:
    """The relations of its rows that are read one by one; a column of the row is none."""
    table = schema.of_model(query.model) if query.model else None
    if query.kind == "active_record":  # any method of a row is called as a relation is read
        return tuple(n for n in query.touched if table is not None and n in table.relations)
    if query.kind == "jpa":  # so is any getter of Java
        known = table.relations if table is not None else {}
        return tuple(n for n in query.touched if table and n in known and n not in table.eager)
    if query.kind == "sequelize":  # and so is any method of a row that gives something
        return tuple(n for n in query.touched if _somewhere(schema, n))
    return tuple(
        n
        for n in query.touched
        if (_somewhere(schema, n) if table is None else not _plain(table, n))
    )


def _somewhere(schema: Schema, name: str) -> bool:
    """Whether some model has a relation of this name: what none has is a property, or a class."""
    head = name.split("__", maxsplit=1)[0].split(".", maxsplit=1)[0].removesuffix("_set")
    return not schema.tables or any(map(partial(_relates, head), schema.tables))


def _relates(head: str, table: Table) -> bool:
    if head in table.relations or head == table.model.lower():
        return True
    return any(c.references and head in {c.name, c.attribute} for c in table.columns)


def _plain(table: Table, name: str) -> bool:
    """Whether what is read is a column of the row itself, or comes with it."""
    head = name.split("__", maxsplit=1)[0].split(".", maxsplit=1)[0]
    if head in table.eager:
        return True
    if head in table.relations:
        return False
    found = [c for c in table.columns if head in {c.name, c.attribute}]
    return bool(found) and not any(column.references for column in found)
