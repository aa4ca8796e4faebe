"""CRUD for a model of Rails: a controller that answers with JSON, its route, and a test."""

from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, Span, descendants, field, node_at, span_of, text_of
from backlight.analysis.tables import Column, Table
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks import sensitive
from backlight.stacks.rails.beside import Beside, beside
from backlight.stacks.rails.resource_text import Resource, controller, tested
from backlight.stacks.rails_words import plural, underscore

MADE = frozenset({"created_at", "updated_at", "deleted_at", "discarded_at", "lock_version"})
ODD = regex(r"\benum\b|\bhas_one_attached\b|\bhas_many_attached\b|\bhas_secure_password\b")
CHECKS = regex(r"\bvalidates?(?:_\w+)?\b[^\n]*")
TEXTS = frozenset({"string", "text", "citext"})


@dataclass(frozen=True, slots=True)
class Parts:
    """What a model has: the columns that a client may set, and whose its rows are."""

    columns: tuple[Column, ...]
    owner: str = ""
    """The relation to whoever is signed in."""


def create_resource(source: Source, table: Table, project: Project) -> Change | Refused:
    """List, read, create, change and delete rows, like the controllers that are there."""
    like = beside(project)
    if isinstance(like, Refused):
        return like
    known = project.schema.of_model(table.model)
    if known is None or not known.columns:
        return Refused(
            f"No db/schema.rb or migration says which columns `{table.name}` has: make it by "
            "`bin/rails db:schema:dump`, or ask the agent."
        )
    parts = _parts(source, table, known, like)
    if isinstance(parts, Refused):
        return parts
    name = underscore(table.model)
    folder = like.path.rpartition("/")[0]
    path = f"{folder}/{plural(name)}".lstrip("/")
    of = Resource(
        name=name,
        model=table.model,
        columns=parts.columns,
        owner=parts.owner,
        owned=_collection(project, parts.owner, table, like),
        linked=_linked(project, parts, known),
        like=like,
        path=path,
    )
    created = {f"app/controllers/{path}_controller.rb": controller(of), **tested(of, project)}
    if taken := next((one for one in created if one in project.paths), ""):
        return Refused(f"`{taken}` exists already: add what is missing there, or ask the agent.")
    routed = _routed(project, like, plural(name), folder)
    if isinstance(routed, Refused):
        return routed
    return change(routed, *checked(source, table, parts), Change({}, created))


def _parts(source: Source, table: Table, known: Table, like: Beside) -> Parts | Refused:
    code = source.text.slice(table.span.start, table.span.end)
    names = [column.name for column in known.columns]
    if "::" in table.model or sum(c.primary_key for c in known.columns) != 1 or "id" not in names:
        return Refused(f"`{table.model}` has no key `id` of its own: ask the agent for it.")
    if odd := ODD.search(code):
        return Refused(
            f"`{table.model}` has {odd[0]}, which answers need rules for: ask the agent."
        )
    owner = like.user.removeprefix("current_")
    owner = owner if owner and owner in table.relations and f"{owner}_id" in names else ""
    if owner and not like.guards and not like.user:
        owner = ""
    for name in names:
        if name != f"{owner}_id" and (_barred(name) or name == "type"):
            return Refused(
                f"`{table.model}` holds `{name}`, and who may see or set it must be decided: "
                "ask the agent for its endpoints."
            )
        if name.endswith("_type") and f"{name.removesuffix('_type')}_id" in names:
            return Refused(f"`{table.model}` belongs to rows of several models: ask the agent.")
    kept = {*MADE, "id", f"{owner}_id" if owner else ""}
    columns = tuple(
        c for c in known.columns if c.name not in kept and not c.name.endswith("_count")
    )
    return (
        Parts(columns, owner)
        if columns
        else Refused(f"`{table.model}` has no column that a client could set.")
    )


def _barred(name: str) -> bool:
    """Whether a person must decide who may see or set a column."""
    owned = sensitive.owner(name) and name != "author"  # Books have an author that is text
    return sensitive.secret(name) or sensitive.right(name) or owned


def _collection(project: Project, owner: str, table: Table, like: Beside) -> str:
    """`current_user.orders`, if the model of users has that relation."""
    above = project.schema.of_model(table.relations.get(owner, "")) if owner else None
    relations = above.relations if above is not None else {}
    name = next((n for n, model in relations.items() if model == table.model), "")
    return f"{like.user}.{name}" if name else ""


def _linked(project: Project, parts: Parts, known: Table) -> bool:
    """Whether a foreign key leads from what a client may set, or to the rows."""
    to = f"{known.name}."
    other = (c.references for t in project.schema.tables for c in t.columns)
    return any(c.references for c in parts.columns) or any(one.startswith(to) for one in other)


def _routed(project: Project, like: Beside, many: str, folder: str) -> Change | Refused:
    """`resources :orders` after the routes of the controller that is like it."""
    path, line = like.route
    source = project.read(path)
    if source is None or source.tree is None:
        return Refused(f"{path} cannot be read: ask the agent for the route.")
    start, end = source.text.line(line - 1)
    node = _send(node_at(source, Span(start + _pad(source, line - 1), end)))
    method = field(node, "method") if node is not None else None
    if node is None or method is None or text_of(method) != "resources":
        return Refused(
            f"The routes of `{like.name}` are not drawn by `resources`: ask the agent for them."
        )
    if f":{many}" in text_of(node.parent or node) and not folder:
        return Refused(f"{path} draws `:{many}` already: add what is missing there.")
    pad = " " * _pad(source, source.text.line_of(node.start_byte))
    verbs = "%i[index show create update destroy]"
    code = f"\n{pad}resources :{many}, only: {verbs}"
    return change((path, [Edit(node.end_byte, node.end_byte, code, "The new routes.")]))


def _send(node: Node) -> Node | None:
    """The call that a line begins with."""
    at: Node | None = node
    while at is not None and at.type != "call":
        at = at.parent
    return at


def _pad(source: Source, line: int) -> int:
    text = source.text.slice(*source.text.line(line))
    return len(text) - len(text.lstrip(" "))


def checked(source: Source, table: Table, parts: Parts) -> list[Change]:
    """Rules in the model for what the database refuses: a client gets its 422, and no 500."""
    code = source.text.slice(table.span.start, table.span.end)
    said = "\n".join(found[0] for found in CHECKS.finditer(code))
    wanted = [c for c in parts.columns if not c.nullable and not _related(c, table)]
    wanted = [c for c in wanted if not (c.default and c.type in TEXTS)]  # "" is a text, too
    missing = [c for c in wanted if f":{c.name}" not in said]
    plain = [f":{c.name}" for c in missing if c.type != "boolean"]
    switches = [f":{c.name}" for c in missing if c.type == "boolean"]
    unique = [c.name for c in parts.columns if c.unique and f":{c.name}" not in said]
    rows = [f"validates {', '.join(plain)}, presence: true"] if plain else []
    rows += [f"validates {', '.join(switches)}, inclusion: [true, false]"] if switches else []
    rows += [f"validates :{name}, uniqueness: true" for name in unique]
    node = next(n for n in descendants(source.root, "class") if span_of(n) == table.span)
    body = field(node, "body")
    if not rows or body is None:
        return []
    last = [child for child in body.named_children if child.type == "call"]
    held = [c for c in last if text_of(c).startswith(("belongs_to", "has_", "validates"))]
    at = held[-1].end_byte if held else body.start_byte
    pad = "  " + " " * _pad(source, source.text.line_of(node.start_byte))
    text = "".join(f"\n{pad}{row}" for row in rows)
    if not held:
        text = f"{text.lstrip()}\n\n{pad}"
    why = "What the database refuses is refused with a sentence, and not as a failure of ours."
    return [change((source.path, [Edit(at, at, text, why)]))]


def _related(column: Column, table: Table) -> bool:
    """Whether a column is checked by the relation that it stands for."""
    return column.name.removesuffix("_id") in table.relations and column.name.endswith("_id")
