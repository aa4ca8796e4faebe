"""A new router mounted beside its sibling, in the sibling's way."""

from posixpath import basename, dirname
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.edits import Edit, Refused, below
from backlight.stacks.express.errors import module_path
from backlight.stacks.express.layout import Sibling, renamed
from backlight.stacks.express.naming import camel
from backlight.stacks.javascript_style import add_import, module_of, style_of
from backlight.stacks.rails_words import plural


def mounted(one: Sibling, path: str, name: str, package: dict[str, object]) -> list[Edit] | Refused:
    """The import and the mount of the new file, written as those of its sibling."""
    style = style_of(one.mount, package)
    local, statement = _import(one)
    if statement is None:
        return _required(one, path, name)
    new = camel(renamed(local, one.word, name)) if one.word.lower() in local.lower() else ""
    new = new or f"{camel(name)}Router"
    place = _place(one.mount, local)
    if place is None:
        return Refused(
            f"The way in which {one.mount.path} mounts `{local}` is not understood: mount the new "
            "router yourself, or ask the agent for it."
        )
    node, text = place
    code = _rewritten(text, one, local, new, name)
    why = "mount the new routes; any signed-in client may write, say who else may not"
    edits = [Edit(node.end_byte, node.end_byte, code, why)]
    bare = text_of(statement)
    ends = ".js" if ".js'" in bare or '.js"' in bare else ""
    origin = module_path(one.mount.path, path, esm_end=ends)
    named = "{" in bare.partition("from")[0] if style.esm else "{" in bare.partition("=")[0]
    binding = f"{{ {new} }}" if named else new
    added = add_import(one.mount, style, binding, origin, "the new routes")
    return [*edits, added] if added is not None else edits


def _import(one: Sibling) -> tuple[str, Node | None]:
    """The name under which the mounting file imports the sibling, and the statement."""
    for node in one.mount.root.children:
        origin = module_of(node)
        if origin is None or not origin.startswith((".", "@", "~")):
            continue
        stem = origin.rpartition("/")[2].removesuffix(".js").removesuffix(".ts")
        own = basename(one.source.path).rpartition(".")[0]
        own = basename(dirname(one.source.path)) if own == "index" else own
        if stem != own:
            continue
        kinds = ("identifier", "shorthand_property_identifier_pattern")
        names = [text_of(n) for n in descendants(node, *kinds) if text_of(n) != "require"]
        if names:
            return names[0], node
    return "", None


def _required(one: Sibling, path: str, name: str) -> list[Edit] | Refused:
    """`app.use('/articles', require('./articles'))`, written again for the new file."""
    own = module_path(one.mount.path, one.source.path)
    for node in descendants(one.mount.root, "expression_statement"):
        code = text_of(node)
        if own in code and ".use(" in code and "\n" not in code:
            new = code.replace(own, module_path(one.mount.path, path))
            pad = one.mount.text.indent(node.start_byte)
            new = _segment(new, one, name)
            return [below(one.mount.text, node.end_byte, f"{pad}{new}", "mount the new routes")]
    return Refused(
        f"The import of {one.source.path} was not found in {one.mount.path}: mount the new router "
        "yourself, or ask the agent for it."
    )


def _place(mount: Source, local: str) -> tuple[Node, str] | None:
    """The node after which the new mount goes, and the text to write again."""
    for node in descendants(mount.root, "identifier"):
        if text_of(node) != local:
            continue
        above = node.parent
        if above is not None and above.type == "pair" and above.parent is not None:
            holder = above.parent
            if holder.parent is not None and holder.parent.type == "array":
                return holder, f",\n{mount.text.indent(holder.start_byte)}{text_of(holder)}"
        call = above.parent if above is not None and above.type == "arguments" else None
        name = field(call, "function", "property") if call is not None else None
        if call is None or name is None or text_of(name) != "use":
            continue
        if call.parent is not None and call.parent.type == "expression_statement":
            start = call.child_by_field_name("function")
            chained = start is not None and "\n" in text_of(start)
            if not chained:
                return (
                    call.parent,
                    f"\n{mount.text.indent(call.parent.start_byte)}{text_of(call.parent)}",
                )
        on = field(call, "function", "object")
        if on is not None and on.end_byte <= name.start_byte:
            return call, mount.text.slice(on.end_byte, call.end_byte)
    return None


def _rewritten(text: str, one: Sibling, local: str, new: str, name: str) -> str:
    code = regex(rf"\b{escape(local)}\b").sub(new, text)
    return _segment(code, one, name)


def _segment(code: str, one: Sibling, name: str) -> str:
    """The path in a mount, with its last segment that of the new resource."""
    if one.prefix in {"", "/"}:
        return code
    before = one.prefix.rstrip("/").rpartition("/")[0]
    literal = regex(r"(['\"`])((?:/[\w:-]+)+/?)\1")
    return literal.sub(lambda m: f"{m[1]}{before}/{plural(name)}{m[1]}", code, count=1)
