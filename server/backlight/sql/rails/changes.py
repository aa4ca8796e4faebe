"""What each step of a migration of Rails makes of the tables."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from backlight.analysis.quoting import ident, quoted
from backlight.sql.rails import column_changes as columns
from backlight.sql.rails import key_changes as keys
from backlight.sql.rails.made import Made, table
from backlight.sql.rails.reading import Step, Unsure
from backlight.sql.rails.receivers import only_rows, speaks_itself
from backlight.sql.rails.tables import created, more, put, rowed
from backlight.sql.relations import Column, Moved, Relation, Relations
from backlight.sql.written import Untold


def applied(tables: Relations, step: Step, models: frozenset[str] = frozenset()) -> Made:
    """One step; raises `Untold` for one whose effect cannot be told.

    What a model of the project is sent moves rows, and leaves the tables as they are.
    """
    speaks = SPEAKS.get(step.name) if speaks_itself(step, models) else None
    if speaks is not None:
        if any(isinstance(one, Unsure) for one in step.given):
            raise Untold(f"line {step.line} has values that are known only when it runs")
        return speaks(tables, step)
    if step.name in QUIET or step.of in LOGS or only_rows(step, models, SPEAKS):
        return Made(tables)
    said = step.name if step.of == "?" else f"`{step.name}`"
    raise Untold(f"line {step.line} has {said}, which decides as it runs")


def _create(tables: Relations, step: Step) -> Made:
    return Made(more(tables, step.text(0), created(step, tables), step))


def _joins(step: Step) -> str:
    """The table that joins two others."""
    return str(step.named.get("table_name") or "_".join(sorted((step.text(0), step.text(1)))))


def _join(tables: Relations, step: Step) -> Made:
    two, name, made = (step.text(0), step.text(1)), _joins(step), Relation()
    for one in two:
        there = tables.get(one, Relation()).columns.values()
        type_ = next((column.type for column in there), "bigint")
        made = put(made, f"{one.removesuffix('s')}_id", Column(type_, nullable=False), step)
    for line in step.block or ():
        made = rowed(name, made, line, tables)
    return Made(more(tables, name, made, step))


def _drop(tables: Relations, step: Step) -> Made:
    names = [one for one in step.given if isinstance(one, str)]
    if step.name == "drop_join_table":
        names = [_joins(step)]
    final = "" if step.block is not None else f"line {step.line} does not say what the table had"
    left = {name: one for name, one in tables.items() if name not in names}
    if len(left) == len(tables) and step.named.get("if_exists") is not True:
        return Made(left, sql=tuple(f"DROP TABLE {ident(one)}" for one in names), final=final)
    return Made(left, final=final)


def _change_table(tables: Relations, step: Step) -> Made:
    name, one = table(tables, step)
    made = Made({**tables, name: one})
    for line in step.block or ():
        alike = ALIKE.get(line.name)
        if alike is not None:
            inner = replace(line, name=alike, of="", given=(name, *line.given))
            then = applied(made.tables, inner)
            both = Moved(made.moved.tables, made.moved.columns + then.moved.columns)
            made = Made(then.tables, both, made.sql + then.sql, final=made.final or then.final)
        else:
            one = rowed(name, made.tables[name], line, made.tables)
            made = replace(made, tables={**made.tables, name: one})
    return made


def _rename_table(tables: Relations, step: Step) -> Made:
    old, one = table(tables, step)
    new = step.text(1)
    said = f"REFERENCES {ident(old)}", f"REFERENCES {ident(new)}"
    left = {name: other for name, other in tables.items() if name != old} | {new: one}
    for name, other in left.items():
        left[name] = replace(other, keys={k: t.replace(*said) for k, t in other.keys.items()})
    return Made(left, Moved(((old, new),)))


def _execute(tables: Relations, step: Step) -> Made:
    if not step.text(0):
        raise Untold(f"the SQL of line {step.line} is known only when it runs")
    final = f"line {step.line} runs SQL one way"
    return Made(tables, sql=(step.text(0).strip().rstrip(";"),), final=final)


def _extension(tables: Relations, step: Step) -> Made:
    return Made(tables, sql=(f"CREATE EXTENSION IF NOT EXISTS {ident(step.text(0))}",))


def _enum(tables: Relations, step: Step) -> Made:
    name, values = ident(step.text(0)), (*step.given, None)[1]
    if step.name == "drop_enum":
        return Made(tables, sql=(f"DROP TYPE {name}",))
    if not isinstance(values, list):
        raise Untold(f"the values of line {step.line} are known only when it runs")
    made = f"CREATE TYPE {name} AS ENUM ({', '.join(quoted(str(one)) for one in values)})"
    return Made(tables, sql=(made,), back=(f"DROP TYPE {name}",))


def _same(tables: Relations, _step: Step) -> Made:
    return Made(tables)


SPEAKS: Mapping[str, Callable[[Relations, Step], Made]] = {
    "create_table": _create,
    "create_join_table": _join,
    "drop_table": _drop,
    "drop_join_table": _drop,
    "change_table": _change_table,
    "add_column": columns.add,
    "remove_column": columns.remove,
    "remove_columns": columns.remove,
    "rename_column": columns.rename,
    "rename_table": _rename_table,
    "change_column": columns.change,
    "change_column_null": columns.null,
    "change_column_default": columns.default_of,
    "add_index": keys.add_index,
    "remove_index": keys.remove_index,
    "rename_index": keys.rename_index,
    "add_reference": keys.reference,
    "add_belongs_to": keys.reference,
    "remove_reference": keys.unreference,
    "remove_belongs_to": keys.unreference,
    "add_timestamps": columns.timestamps,
    "remove_timestamps": columns.timestamps,
    "add_foreign_key": keys.key,
    "remove_foreign_key": keys.unkey,
    "add_check_constraint": keys.check,
    "remove_check_constraint": keys.uncheck,
    "execute": _execute,
    "enable_extension": _extension,
    "create_enum": _enum,
    "drop_enum": _enum,
    "validate_foreign_key": _same,
    "validate_check_constraint": _same,
}
ALIKE = {
    "remove": "remove_columns",
    "rename": "rename_column",
    "change": "change_column",
    "change_null": "change_column_null",
    "change_default": "change_column_default",
    "remove_index": "remove_index",
    "rename_index": "rename_index",
    "remove_references": "remove_reference",
    "remove_belongs_to": "remove_reference",
    "remove_timestamps": "remove_timestamps",
    "remove_foreign_key": "remove_foreign_key",
}
"""What is said of a table in its block -> the step that says the same by itself."""
QUIET = frozenset({"disable_ddl_transaction!", "say", "puts", "p", "disable_extension"})
QUIET |= {"change_table_comment", "change_column_comment", "reset_column_information"}
LOGS = frozenset({"Rails.logger", "logger"})
