"""Whether the keys by which rows are read are all there, and the same in code as in the database.

By facts alone: the rows that are gone over come from a query of this function, or are declared as
rows of a model (`orders: Order[]`), whose column takes no null; or they are numbers by their type.
"""

from re import compile as regex
from re import escape

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_chains import bound_name
from backlight.analysis.queries_host import Binding
from backlight.analysis.queries_javascript_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, ancestors, node_at
from backlight.analysis.tables import Column, Table
from backlight.stacks.javascript_batch_loop import Loop

MANY = regex(r":?\s*(?:(\w+)\[\]|Array<(\w+)>)")
NUMBERS = {"int", "number", "integer", "smallint", "serial", "smallserial"}
TEXTS = {"string", "varchar", "text"}
STRINGS = {"string", "varchar", "uuid", "text", "char"}
IMPORTED = r"import\s[^;'\"]*\b{name}\b[^;'\"]*\bfrom\s*['\"]([^'\"]+)['\"]"
SHAPED = r"\b(?:interface|type)\s+{name}\b"


def missing(
    project: Project, source: Source, loop: Loop, value: tuple[str, str], of: tuple[Table, Column]
) -> str:
    """Why the key of an item may be missing, or be written otherwise; empty where it is neither."""
    prop, code = value
    asked, key = of
    given = lookup(loop.node, loop.rows, HOST) or ()
    kind = _kind(given[0]) if len(given) == 1 else ""
    single = key.primary_key or key.unique
    if not prop:
        return _item(loop, code, kind, key, exact=_exact(project, asked, key))
    table = _of_type(project, source, kind) if kind else _of_query(project, source, loop, given)
    column = table.of_attribute(prop) if table is not None else None
    if column is None:
        return f"where `{loop.rows}` come from is not known, so `{code}` may be missing"
    if column.nullable:
        return f"`{code}` may be null"
    if column.type and key.type and _plain(column.type) != _plain(key.type):
        return f"`{code}` is a `{column.type}`, and the key a `{key.type}`"
    if project.dialect == "mysql" and not single and _plain(key.type) == "string":
        return f"MySQL takes `a` for `A`, so rows of `{code}` may be found by another one"
    return ""


def _exact(project: Project, table: Table, key: Column) -> bool:
    """Whether a text finds the rows that hold just that text, and no others.

    Not in MySQL (`a` finds `A`), and not where a column keeps it in a form of its own.
    """
    if project.dialect not in {"postgres", "sqlite"} or key.type.lower() not in TEXTS:
        return False
    source = project.read(table.file) if table.file.endswith(".prisma") else None
    if source is None or table.span is None:
        return source is None
    name = escape(key.attribute or key.name)
    row = regex(rf"(?m)^\s*{name}\s[^\n]*@db\.(?:Uuid|Citext|Char)\b")
    return row.search(source.text.slice(table.span.start, table.span.end)) is None


def _item(loop: Loop, code: str, kind: str, key: Column, *, exact: bool) -> str:
    if (kind == "number" and key.type.lower() in NUMBERS) or (kind == "string" and exact):
        return ""
    if kind == "string":
        return f"`{code}` may be written otherwise than the key is stored (`A1` for `a1`)"
    return f"where `{loop.rows}` come from is not known, so `{code}` may be missing"


def _kind(given: Binding) -> str:
    """What a list is declared to hold, where it is a parameter or a variable with a type."""
    hit = MANY.fullmatch(given.type.strip()) if given.kind in {"param", "set"} else None
    return (hit[1] or hit[2]) if hit is not None else ""


def _of_type(project: Project, source: Source, kind: str) -> Table | None:
    """The table of a model that a type names: it comes from the model's file, or from Prisma.

    What has the same name and comes from elsewhere may be another shape.
    """
    code, table = source.text.source, project.schema.of_model(kind)
    if table is None or regex(SHAPED.format(name=kind)).search(code) is not None:
        return None
    hit = regex(IMPORTED.format(name=kind)).search(code)
    if hit is None:
        return table if (table.model_file or table.file) == source.path else None
    module = hit[1]
    if table.file.endswith(".prisma"):
        return table if "prisma" in module.lower() else None
    stem = (table.model_file or table.file).rpartition("/")[2].rpartition(".")[0]
    return table if module.rpartition("/")[2].removesuffix(".js") == stem else None


def _of_query(
    project: Project, source: Source, loop: Loop, given: tuple[Binding, ...]
) -> Table | None:
    """The table of the query that the rows come from."""
    facts = project.files.get(source.path)
    for one in facts.queries if facts is not None else ():
        node = node_at(source, one.span)
        here = len(given) == 1 and given[0].at in ancestors(node)
        if here and bound_name(node) == loop.rows and one.returns == "rows":
            return table_of(project, one)
    return None


def table_of(project: Project, query: Query) -> Table | None:
    """The table that a query reads; a chain of Knex names it itself."""
    schema = project.schema
    return schema.table(query.model) if query.kind == "knex" else schema.of_model(query.model)


def _plain(kind: str) -> str:
    """The type of JavaScript that a driver gives for a type of a column."""
    kind = kind.partition("(")[0].lower()
    return "number" if kind in NUMBERS else "string" if kind in STRINGS else kind
