"""An index of SQLAlchemy: `index=True` on a column, `Index(…)` over several, and its revision."""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.places import migrations_in
from backlight.analysis.syntax import Source, field, text_of
from backlight.analysis.tables import Table
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.sqlalchemy import columns as written
from backlight.stacks.sqlalchemy.classes import Model, read
from backlight.stacks.sqlalchemy.revision import revision

TAKES = frozenset({"Column", "mapped_column", "Field"})
"""Calls that take `index=True`."""
WIDE = 88
"""Characters of a line, as most projects have it."""


def index(project: Project, table: Table, columns: tuple[str, ...]) -> Change | Refused:
    """Declare it in the model, and make it in a revision where the project has any."""
    found = model_of(project, table)
    if isinstance(found, Refused):
        return found
    source, model = found
    name = "_".join(("ix", table.name.rpartition(".")[2], *columns))
    why = f"`{table.name}` is looked up by {', '.join(columns)}"
    one = _column(source, model, columns[0], why)
    edits = one if len(columns) == 1 else _listed(source, model, name, columns, why)
    if isinstance(edits, Refused):
        return edits
    listed = ", ".join(f'"{column}"' for column in columns)
    made = revision(
        project,
        f"index_{table.name.rpartition('.')[2]}_{'_'.join(columns)}",
        f"Index {table.name} by {', '.join(columns)}",
        _step(project, "create_index", f'"{name}"', f'"{table.name}"', f"[{listed}]"),
        _step(project, "drop_index", f'"{name}"', f'table_name="{table.name}"'),
    )
    if isinstance(made, Refused):
        return made
    if not made.files and (old := migrations_in(project.paths)):
        return Refused(f"Which migration comes last after {old[-1]} is not known; ask the agent.")
    return change((source.path, edits), made)


def _step(project: Project, name: str, *given: str) -> list[str]:
    """PostgreSQL can build an index beside those who write, outside of a transaction."""
    if project.dialect != "postgres":
        return [f"op.{name}({', '.join(given)})"]
    given = (*given, "postgresql_concurrently=True")
    step = [f"    op.{name}({', '.join(given)})"]
    if len(step[0]) + 4 > WIDE:
        step = [f"    op.{name}(", *(f"        {one}," for one in given), "    )"]
    return ["with op.get_context().autocommit_block():", *step]


def model_of(project: Project, table: Table) -> tuple[Source, Model] | Refused:
    """The class of a table, in the file that declares it."""
    for path, facts in project.files.items():
        if any(t.model == table.model and t.origin == "model" for t in facts.tables):
            source = project.read(path)
            for model in read(source) if source is not None and source.tree is not None else ():
                if model.name == table.model and source is not None:
                    return source, model
    return Refused(f"The model of `{table.name}` was not found; write the index where it is made.")


def _column(source: Source, model: Model, wanted: str, why: str) -> list[Edit] | Refused:
    """`index=True` behind the last argument of the column."""
    for attribute, (annotation, value) in model.attributes.items():
        column = written.column(attribute, annotation, value)
        if column is None or column.name != wanted or not written.mapped(annotation, value):
            continue
        arguments = field(value, "arguments")
        call = written.call_of(value)
        if call is None or call.name not in TAKES or arguments is None:
            return Refused(f"`{attribute}` is not declared by a `Column`; add the index by hand.")
        if "index" in call.named:
            return Refused(f"`{attribute}` says `index={call.text('index')}`; look at why.")
        kept = [one for one in arguments.named_children if one.type != "comment"]
        at = kept[-1].end_byte if kept else arguments.end_byte - 1
        return [Edit(at, at, f"{_gap(source, arguments, kept)}index=True", why)]
    return Refused(f"The column `{wanted}` is not declared in `{model.name}` itself.")


def _gap(source: Source, arguments: Node, kept: list[Node]) -> str:
    """What stands before a further argument: a comma, and a new line if each has its own."""
    if not kept:
        return ""
    before = {arguments.start_point.row, *(one.end_point.row for one in kept[:-1])}
    if kept[-1].start_point.row in before:
        return ", "
    return ",\n" + source.text.indent(kept[-1].start_byte)


def _listed(
    source: Source, model: Model, name: str, columns: tuple[str, ...], why: str
) -> list[Edit] | Refused:
    """`Index(…)` first in `__table_args__`, which is made behind the name of the table."""
    functions = [field(value, "function") for _, value in model.attributes.values()]
    owner = next((text_of(f).rpartition(".")[0] for f in functions if f and "." in text_of(f)), "")
    listed = ", ".join(f'"{column}"' for column in columns)
    made = f'{f"{owner}." if owner else ""}Index("{name}", {listed})'
    imports = [] if owner else list(add_import(source, "sqlalchemy", "Index"))
    value = model.attributes.get("__table_args__", ("", None))[1]
    if value is not None and value.type == "tuple":
        at = value.start_byte + 1
        return [*imports, Edit(at, at, f"{made}, ", why)]
    if value is not None:
        return Refused("`__table_args__` is no tuple; add the index there by hand.")
    named = model.attributes.get("__tablename__", ("", None))[1]
    if named is None:
        return Refused(f"`{model.name}` does not name its table; add `__table_args__` by hand.")
    indent = source.text.indent(named.start_byte)
    text = f"\n{indent}__table_args__ = ({made},)"
    return [*imports, Edit(named.end_byte, named.end_byte, text, why)]
