"""An index of Django: in `Meta.indexes` of the model, and in a migration."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.index_keys import IndexKeys
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.analysis.tables import Table
from backlight.edits import Change, Edit, Refused, below, change
from backlight.stacks.django.index_text import written
from backlight.stacks.django.migration import home_of, migration
from backlight.stacks.pydantic.imports import add_import

OPERATIONS = "django.contrib.postgres.operations"
OTHER = regex(r"django\.db\.backends\.(?:sqlite3|mysql|oracle)|\b(?:sqlite|mysql)://")


def index(project: Project, table: Table, keys: IndexKeys) -> Change | Refused:
    """Declare it with a name, and add it in a migration where the app has any."""
    path = next(
        (
            path
            for path, facts in project.files.items()
            if any(t.model == table.model and t.origin == "model" for t in facts.tables)
        ),
        "",
    )
    source = project.read(path) if path else None
    found = class_of(source, table.model) if source is not None else None
    if source is None or found is None:
        return Refused(f"The model of `{table.name}` was not found; write the index where it is.")
    made = written(table, keys)
    edit = _declared(
        source, found, made.code, f"`{table.model}` is looked up by {', '.join(made.fields)}"
    )
    if isinstance(edit, Refused):
        return edit
    imports = [one for where, name in made.imports for one in add_import(source, where, name)]
    apart = project.dialect == "postgres" and not _elsewhere(project)
    lines = [
        *(["TrigramExtension(),"] if keys.trigrams else []),
        "AddIndexConcurrently(" if apart else "migrations.AddIndex(",
        f'    model_name="{table.model.lower()}",',
        f"    index={made.code},",
        "),",
    ]
    own = next(t for t in project.files[path].tables if t.model == table.model)
    more = [*made.imports, *([(OPERATIONS, "TrigramExtension")] if keys.trigrams else [])]
    more += [(OPERATIONS, "AddIndexConcurrently")] if apart else []
    step = migration(project, home_of(own), made.name, lines, imports=more, apart=apart)
    return step if isinstance(step, Refused) else change((path, [edit, *imports]), step)


def _elsewhere(project: Project) -> bool:
    """Whether settings name another database, too, where an operation of PostgreSQL fails."""
    paths = (path for path in project.paths if "settings" in path and path.endswith(".py"))
    return any(
        source is not None and OTHER.search(source.text.source)
        for source in map(project.read, paths)
    )


def class_of(source: Source, name: str) -> Node | None:
    """A class of a file by its name."""
    return next(
        (
            node
            for node in descendants(source.root, "class_definition")
            if text_of(field(node, "name") or node) == name
        ),
        None,
    )


def _declared(source: Source, model: Node, made: str, why: str) -> Edit | Refused:
    """Into `indexes` of `Meta`, into `Meta`, or with a `Meta` behind the last field."""
    body = field(model, "body")
    if body is None or model.has_error or b"models" not in source.text.data:
        return Refused("The model does not parse yet: finish it first.")
    indent = source.text.indent(body.start_byte)
    meta = next(
        (
            node
            for node in body.named_children
            if node.type == "class_definition" and text_of(field(node, "name") or node) == "Meta"
        ),
        None,
    )
    if meta is not None:
        return _into_meta(source, meta, made, why)
    fields = [n for n in body.named_children if n.type == "expression_statement"]
    last = fields[-1] if fields else body.named_children[-1]
    text = f"\n\n{indent}class Meta:\n{indent * 2}indexes = [{made}]"
    return Edit(last.end_byte, last.end_byte, text, why)


def _into_meta(source: Source, meta: Node, made: str, why: str) -> Edit | Refused:
    body = field(meta, "body")
    if body is None:
        return Refused("`Meta` does not parse yet: finish it first.")
    for statement in body.named_children:
        inner = statement.named_children[0] if statement.named_children else None
        if inner is None or text_of(field(inner, "left") or inner) != "indexes":
            continue
        value = field(inner, "right")
        if value is None or value.type != "list":
            return Refused("`Meta.indexes` is no list written in place; add the index there.")
        kept = [one for one in value.named_children if one.type != "comment"]
        at = kept[-1].end_byte if kept else value.start_byte + 1
        return Edit(at, at, f"{', ' if kept else ''}{made}", why)
    last = body.named_children[-1]
    indent = source.text.indent(body.start_byte)
    return below(source.text, last.end_byte, f"{indent}indexes = [{made}]", why)
