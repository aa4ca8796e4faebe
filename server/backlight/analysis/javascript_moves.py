"""What import and export statements move: names, and the modules they come from."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.javascript_expressions import CLASSES, FUNCTIONS, parts, string, value
from backlight.analysis.javascript_values import Lambda, Name, Value
from backlight.analysis.syntax import descendants, field, text_of


def imported(node: Node) -> Iterator[tuple[str, str, str]]:
    """Each name that an import statement binds, the module, and the name there (`*`, `default`)."""
    for clause in parts(node):
        if clause.type == "import_require_clause":
            origin, name = string(field(clause, "source")), clause.named_children[0]
            if origin is not None:
                yield text_of(name), origin, "="
    origin = string(field(node, "source"))
    if origin is None:
        return
    for clause in (n for n in parts(node) if n.type == "import_clause"):
        for child in parts(clause):
            if child.type == "identifier":
                yield text_of(child), origin, "default"
            elif child.type == "namespace_import":
                yield text_of(child.named_children[0]), origin, "*"
            else:
                for one in descendants(child, "import_specifier"):
                    yield (*_renamed(one)[::-1], origin)[0], origin, _renamed(one)[0]


def exported(node: Node) -> Iterator[tuple[str, Value | str, str]]:
    """Each exported name with its value, or with its name in the module it is taken from.

    The names of `export const` are those of its declaration.
    """
    origin = string(field(node, "source")) or ""
    words = {text_of(n) for n in node.children if not n.is_named}
    declaration = field(node, "declaration") or field(node, "value")
    clause = next((n for n in parts(node) if n.type == "export_clause"), None)
    space = next((n for n in parts(node) if n.type == "namespace_export"), None)
    if "default" in words:
        inner = declaration or next(iter(parts(node)), None)
        yield "default", value(inner), ""
    elif "=" in words and parts(node):
        yield "=", value(parts(node)[0]), ""
    elif space is not None and origin:
        yield text_of(space.named_children[0]), "*", origin
    elif clause is not None:
        for one in descendants(clause, "export_specifier"):
            here, there = _renamed(one)
            yield there, here if origin else Name(here), origin
    elif "*" in words and origin:
        yield "*", "*", origin
    elif declaration is not None and (declaration.type in FUNCTIONS | CLASSES):
        name = field(declaration, "name")
        yield (text_of(name) if name is not None else ""), Lambda(declaration.start_byte), ""
    elif declaration is not None and declaration.type == "enum_declaration":
        yield (name_ := text_of(declaration.named_children[0])), Name(name_), ""


def _renamed(node: Node) -> tuple[str, str]:
    """The name before and after `as`."""
    name, alias = field(node, "name"), field(node, "alias")
    before = (string(name) or text_of(name)) if name is not None else ""
    return before, text_of(alias) if alias is not None else before
