"""An index of SQLAlchemy: `index=True` on a column, `Index(…)` over several, and its revision."""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.index_keys import TRIGRAMS, IndexKeys
from backlight.analysis.places import migrations_in
from backlight.analysis.syntax import Source, field, text_of
from backlight.analysis.tables import Table
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.pydantic.imports import add_imports
from backlight.stacks.sqlalchemy import columns as written
from backlight.stacks.sqlalchemy.classes import Model, read
from backlight.stacks.sqlalchemy.revision import revision

TAKES = frozenset({"Column", "mapped_column", "Field"})
"""Calls that take `index=True`."""
WIDE = 88
"""Characters of a line, as most projects have it."""


def index(project: Project, table: Table, keys: IndexKeys) -> Change | Refused:
    """Declare it in the model, and make it in a revision where the project has any."""
    found = model_of(project, table)
    if isinstance(found, Refused):
        return found
    source, model = found
    home = table.name.rpartition(".")[2]
    name = "_".join(("ix", home, *keys.words))
    why = f"`{table.name}` is looked up by {', '.join(keys.columns)}"
    if keys.plain and len(keys.columns) == 1:
        edits = _column(source, model, keys.columns[0], why)
    else:
        edits = _listed(source, model, name, keys, why)
    if isinstance(edits, Refused):
        return edits
    up = _step(project, "create_index", *_made(name, table, keys))
    if keys.trigrams:
        up = ['op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")', *up]
    made = revision(
        project,
        source.path,
        "_".join(("index", home, *keys.words)),
        f"Index {table.name} by {', '.join(keys.columns)}",
        up,
        _step(project, "drop_index", f'"{name}"', f'table_name="{table.name}"'),
    )
    if isinstance(made, Refused):
        return made
    if not made.files and (old := migrations_in(project.paths)):
        return Refused(f"Which migration comes last after {old[-1]} is not known; ask the agent.")
    return change((source.path, edits), made)


def _made(name: str, table: Table, keys: IndexKeys) -> list[str]:
    """What `op.create_index` is given."""
    listed = ", ".join(_keys(keys, "sa.text"))
    return [f'"{name}"', f'"{table.name}"', f"[{listed}]", *_special(keys, "sa.text")]


def _keys(keys: IndexKeys, text: str) -> list[str]:
    """Its columns, or what they go through, as arguments."""
    if keys.function:
        return [f'{text}("{keys.call(one)}")' for one in keys.columns]
    return [f'"{one}"' for one in keys.columns]


def _special(keys: IndexKeys, text: str) -> list[str]:
    """What only PostgreSQL has, as SQLAlchemy and Alembic say it."""
    found = [f'postgresql_using="{keys.using}"'] if keys.using else []
    ops = ", ".join(f'"{one}": "{TRIGRAMS}"' for one in keys.columns)
    found += [f"postgresql_ops={{{ops}}}"] if keys.trigrams else []
    more = ", ".join(f'"{one}"' for one in keys.include)
    found += [f"postgresql_include=[{more}]"] if keys.include else []
    return found + ([f'postgresql_where={text}("{keys.where}")'] if keys.where else [])


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
    source: Source, model: Model, name: str, keys: IndexKeys, why: str
) -> list[Edit] | Refused:
    """`Index(…)` first in `__table_args__`, which is made behind the name of the table."""
    functions = [field(value, "function") for _, value in model.attributes.values()]
    owner = next((text_of(f).rpartition(".")[0] for f in functions if f and "." in text_of(f)), "")
    dot = f"{owner}." if owner else ""
    given = [*_keys(keys, f"{dot}text"), *_special(keys, f"{dot}text")]
    made = f'{dot}Index("{name}", {", ".join(given)})'
    names = {"Index"} | ({"text"} if keys.function or keys.where else set())
    imports = [] if owner else add_imports(source, {"sqlalchemy": names})
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
