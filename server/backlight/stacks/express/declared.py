"""The fields of a TypeScript interface or type, as a parameter declares them."""

from tree_sitter import Node

from backlight.analysis.facts import Project, ValueType
from backlight.analysis.javascript_expressions import key_of, parts
from backlight.analysis.javascript_hints import Hint
from backlight.analysis.javascript_modules import files
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.stacks.express.fields import Seen

TYPES: dict[str, ValueType] = {
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "Date": "datetime",
    "object": "object",
}


def declared(project: Project, world: World, source: Source, kind: str) -> list[Seen]:
    """What an annotation (`RegisterInput`, `Partial<User>`, `{ email: string }`) declares."""
    partial = kind.startswith("Partial<")
    name = kind.removeprefix("Partial<").removesuffix(">").strip()
    found = _find(project, world, source, name)
    rows = _rows(found) if found is not None else []
    return [Seen(one.path, _loose(one.hint)) for one in rows] if partial else rows


def _loose(hint: Hint) -> Hint:
    return Hint(hint.type, optional=True)


def _find(project: Project, world: World, source: Source, name: str) -> Node | None:
    """The body of an interface or object type by name, in the file or where it is imported from."""
    if source.language == "javascript" or not name.isidentifier():
        return None
    if (here := _body(source, name)) is not None:
        return here
    origin = world.modules[source.path].imports.get(name)
    known = files(project.paths)
    path = known.resolve(origin.module, source.path) if origin is not None else None
    other = project.read(path) if path is not None else None
    wanted = origin.name if origin is not None and origin.name != "default" else name
    return _body(other, wanted) if other is not None and other.tree is not None else None


def _body(source: Source, name: str) -> Node | None:
    for node in descendants(source.root, "interface_declaration", "type_alias_declaration"):
        given = field(node, "name")
        if given is not None and text_of(given) == name:
            body = field(node, "body") or field(node, "value")
            return body if body is not None and _closed(node, body) else None
    return None


def _closed(node: Node, body: Node) -> bool:
    """Whether all fields stand in the body: nothing is inherited or indexed."""
    extends = any(child.type.startswith("extends") for child in node.children)
    indexed = next(descendants(body, "index_signature"), None) is not None
    return body.type in {"interface_body", "object_type"} and not extends and not indexed


def _rows(body: Node) -> list[Seen]:
    found: list[Seen] = []
    for row in parts(body):
        if row.type != "property_signature":
            continue
        name, kind = key_of(field(row, "name")), field(row, "type")
        optional = any(child.type == "?" for child in row.children)
        said = text_of(kind).lstrip(": ") if kind is not None else ""
        optional = optional or "undefined" in said or "null" in said
        hint = Hint(_type(said), fails=not optional, optional=optional)
        found.append(Seen((name,), hint))
    return found


def _type(said: str) -> ValueType:
    first = said.split("|", maxsplit=1)[0].strip()
    if first.endswith("[]") or first.startswith(("Array<", "ReadonlyArray<")):
        return "array"
    if first.startswith(("'", '"')):
        return "string"
    if first.startswith(("Record<", "{", "Map<")):
        return "object"
    return TYPES.get(first, "any")
