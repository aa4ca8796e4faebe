"""Where foreign keys lead: to tables, also where they are written by the name of a model."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from backlight.analysis.tables import Column, Table


def led(tables: Iterable[Table]) -> Iterator[Table]:
    """The tables, each key with the name of the table that it leads to.

    A name that is that of a table is left alone, and so is one that several models share.
    """
    every = tuple(tables)
    names = {table.name.lower() for table in every}
    found: dict[str, str] = {}
    for table in every:
        if table.model and table.model.lower() not in names:
            found[table.model] = "" if table.model in found else table.name
    for table in every:
        if any(_to(column) in found for column in table.columns):
            columns = tuple(_leading(column, found) for column in table.columns)
            yield replace(table, columns=columns)
        else:
            yield table


def _leading(column: Column, found: Mapping[str, str]) -> Column:
    table = found.get(_to(column), "")
    key = column.references.rpartition(".")[2]
    return replace(column, references=f"{table}.{key}") if table else column


def _to(column: Column) -> str:
    return column.references.rpartition(".")[0]
