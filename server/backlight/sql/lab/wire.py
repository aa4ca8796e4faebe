"""What goes over the pipe between a run and the lab: one line of JSON each way."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from backlight.analysis.tables import Column, Schema, Table
from backlight.sql.lab.verdict import Verdict, Weight

MOST = 200
"""Tables that are sent."""
KEPT = ("name", "type", "nullable", "primary_key", "unique", "references")


def packed(schema: Schema, *statements: str) -> list[dict[str, Any]]:
    """The tables that statements may name; a project can have hundreds."""
    said = " ".join(statements).lower()
    return [
        {
            "name": table.name,
            "columns": [{key: getattr(c, key) for key in KEPT} for c in table.columns],
            "indexes": [list(names) for names in table.indexes],
            "complete": table.complete,
        }
        for table in _named(schema, said)
    ]


def _named(schema: Schema, said: str) -> list[Table]:
    """The tables that a text names, and those that they refer to, whose sizes matter as well."""
    found = [one for one in schema.tables if one.name.lower().rpartition(".")[2] in said]
    for table in found:  # grows while it is read
        for column in table.columns:
            target = schema.table(column.references.rpartition(".")[0])
            if target is not None and target not in found and len(found) < MOST:
                found.append(target)
    return found


def unpacked(tables: list[dict[str, Any]]) -> Schema:
    """The schema that was sent."""
    return Schema(
        tuple(
            Table(
                name=one["name"],
                file="",
                line=0,
                columns=tuple(Column(**column) for column in one["columns"]),
                indexes=tuple(tuple(names) for names in one["indexes"]),
                complete=one["complete"],
            )
            for one in tables
        )
    )


def said(verdict: Verdict | Weight) -> dict[str, Any]:
    """A verdict as it is sent."""
    return asdict(verdict)


def heard(answer: Mapping[str, Any]) -> Verdict:
    """A verdict as it came."""
    return Verdict(
        kind=answer["kind"],
        databases=answer["databases"],
        engine=answer["engine"],
        detail=answer["detail"],
        notes=tuple(answer["notes"]),
    )


def weighed(answer: Mapping[str, Any]) -> Weight:
    """A weight as it came."""
    first, second = (
        tuple((int(deep), str(text), float(cost), float(rows)) for deep, text, cost, rows in plan)
        for plan in answer["plans"]
    )
    return Weight(**{**answer, "plans": (first, second)})
