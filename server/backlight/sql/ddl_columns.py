"""The columns and constraints of a CREATE TABLE or ALTER TABLE, as sqlglot reads them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from backlight.analysis.tables import Column, Table

if TYPE_CHECKING:
    from sqlglot import exp


def table_name(node: "exp.Expr | None") -> str:
    """The name of a table, with its database schema if one is written (other than `public`)."""
    from sqlglot import exp

    if node is None:
        return ""
    table = node if isinstance(node, exp.Table) else node.find(exp.Table)
    if table is None:
        return ""
    schema = table.db
    return f"{schema}.{table.name}" if schema and schema.lower() != "public" else table.name


def columns(schema: "exp.Expr") -> tuple[Column, ...]:
    """The columns that are defined."""
    return tuple(column(one) for one in schema.expressions if one.key == "columndef")


def column(node: "exp.Expr") -> Column:
    """One column with its own constraints."""
    kinds = {}
    for constraint in node.args.get("constraints") or ():
        kind = constraint.args.get("kind")
        if kind is not None:
            kinds[kind.key] = kind
    primary = "primarykeycolumnconstraint" in kinds
    given = node.args.get("kind")
    type_ = given.sql("postgres").lower() if given is not None else ""
    forbids = kinds.get("notnullcolumnconstraint")
    not_null = forbids is not None and not forbids.args.get("allow_null")
    serial = type_.endswith("serial")
    made = {"defaultcolumnconstraint", "autoincrementcolumnconstraint"}
    made |= {"generatedasidentitycolumnconstraint", "computedcolumnconstraint"}
    return Column(
        name=node.name,
        type=type_,
        nullable=not (not_null or primary or serial),
        primary_key=primary,
        unique="uniquecolumnconstraint" in kinds,
        references=_target(kinds["reference"]) if "reference" in kinds else "",
        default=serial or not made.isdisjoint(kinds),
    )


def constrained(table: Table, constraints: Iterable["exp.Expr"]) -> Table:
    """The table with constraints that stand beside its columns."""
    for one in constraints:
        named = one.key == "constraint"
        for inner in one.expressions if named else (one,):
            table = _constrained(table, inner, one.name if named else "")
    return table


def _constrained(table: Table, one: "exp.Expr", name: str) -> Table:
    if one.key == "primarykey":
        keys = names(one.expressions)
        return marked(table, keys, primary_key=True, nullable=False)
    if one.key == "uniquecolumnconstraint" and one.this is not None:
        unique = names(one.this.expressions)
        if unique:
            called = name or one.this.name or f"{table.name}_{'_'.join(unique)}_key"
            held = {**table.index_names, called: unique}
            table = replace(table, indexes=(*table.indexes, unique), index_names=held)
        return marked(table, unique, unique=True) if len(unique) == 1 else table
    if one.key == "foreignkey":
        mine, target = names(one.expressions), one.args.get("reference")
        if target is not None and len(mine) == 1:
            return marked(table, mine, references=_target(target))
    return table


def indexes(schema: "exp.Expr") -> tuple[tuple[str, ...], ...]:
    """Indexes that a CREATE TABLE of MySQL holds."""
    found = (names(o.expressions) for o in schema.expressions if o.key == "indexcolumnconstraint")
    return tuple(one for one in found if one)


def marked(table: Table, wanted: Iterable[str], **facts: object) -> Table:
    """The table with something more known of some of its columns.

    Of a column that another file makes, it is what this one changes.
    """
    lower = {name.lower() for name in wanted}
    given = dict(facts)
    away = lower - {c.name.lower() for c in table.columns} if not table.complete else set()
    more = ((name, what, now) for name in sorted(away) for what, now in given.items())
    return replace(
        table,
        altered=(*table.altered, *more),
        columns=tuple(
            replace(c, **given) if c.name.lower() in lower else c  # type: ignore[arg-type]  # names of fields
            for c in table.columns
        ),
    )


def names(nodes: Iterable["exp.Expr"]) -> tuple[str, ...]:
    """The columns of an index or key; empty if one of them is an expression."""
    from sqlglot import exp

    found = []
    for node in nodes:
        inner = node.this if isinstance(node, exp.Ordered) else node
        if not isinstance(inner, exp.Column | exp.Identifier):
            return ()
        found.append(inner.name)
    return tuple(found)


def name_of(node: "exp.Expr") -> str:
    """A column's name in lower case."""
    return str(node.name).lower()


def _target(reference: "exp.Expr") -> str:
    inner = reference.this
    keys = names(inner.expressions) if inner.key == "schema" else ()
    return f"{table_name(inner)}.{keys[0] if keys else 'id'}"
