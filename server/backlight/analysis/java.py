"""Read a Java file into what it says: its types, with their annotations, methods and fields."""

from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.java_expressions import value
from backlight.analysis.java_values import Annotation, Field, File, Method, Parameter, Type
from backlight.analysis.syntax import Source, field, line_of, span_of, text_of

KINDS = {
    "class_declaration": "class",
    "interface_declaration": "interface",
    "record_declaration": "record",
    "enum_declaration": "enum",
    "annotation_type_declaration": "annotation",
}
METHODS = {"method_declaration", "annotation_type_element_declaration", "constructor_declaration"}
FIELDS = {"field_declaration", "constant_declaration"}
DEPTH = 6
"""How deep types that stand in types are read."""


@lru_cache(maxsize=16)
def file(source: Source) -> File:
    """What a file says; what does not parse yet is left out."""
    package, imports, stars = "", [], []
    for node in source.root.named_children:
        if node.type == "package_declaration":
            package = text_of(node).removeprefix("package").strip(" ;\n")
        elif node.type == "import_declaration":
            names = [n for n in node.named_children if "identifier" in n.type]
            full = text_of(names[0]) if names else ""
            if any(n.type == "asterisk" for n in node.named_children):
                stars.append(full)
            else:
                imports.append((full.rpartition(".")[2], full))
    return File(
        path=source.path,
        package=package,
        imports=tuple(imports),
        stars=tuple(stars),
        types=tuple(_types(source.root, "", DEPTH)),
    )


def annotations(node: Node) -> tuple[Annotation, ...]:
    """The annotations in the modifiers of a declaration."""
    inner = modifiers(node)
    found = inner.named_children if inner is not None else []
    return tuple(annotation(n) for n in found if n.type in {"annotation", "marker_annotation"})


def annotation(node: Node) -> Annotation:
    """One annotation."""
    name = text_of(field(node, "name") or node)
    given = []
    arguments = field(node, "arguments")
    for child in arguments.named_children if arguments is not None else ():
        if child.type == "element_value_pair":
            key, inner = field(child, "key"), field(child, "value")
            given.append((text_of(key) if key is not None else "", value(inner)))
        elif "comment" not in child.type:
            given.append(("value", value(child)))
    return Annotation(name.rpartition(".")[2], tuple(given), line_of(node), span_of(node))


@lru_cache(maxsize=16)
def modifiers(node: Node) -> Node | None:
    """The modifiers of a declaration: its annotations, and words such as `public`."""
    return next((n for n in node.children if n.type == "modifiers"), None)


def method(node: Node) -> Method:
    """A method, constructor, or element of an annotation."""
    name = field(node, "name")
    given = field(node, "parameters")
    return Method(
        name=text_of(name) if name is not None else "",
        returns=_text(field(node, "type")),
        line=line_of(name if name is not None else node),
        span=span_of(node),
        annotations=annotations(node),
        parameters=tuple(_parameters(given)),
        words=_words(node),
    )


def _types(node: Node, outer: str, depth: int) -> Iterator[Type]:
    for child in node.named_children if depth else ():
        if child.type in KINDS:
            found = _type(child, outer)
            yield found
            body = field(child, "body")
            if body is not None:
                yield from _types(body, found.name, depth - 1)
        elif child.type in {"ERROR", "enum_body_declarations"}:
            yield from _types(child, outer, depth - 1)


def _type(node: Node, outer: str) -> Type:
    body = field(node, "body")
    members = list(body.named_children) if body is not None else []
    members += [n for m in members if m.type == "enum_body_declarations" for n in m.named_children]
    whole = field(node, "type_parameters")
    names = whole.named_children if whole is not None else []
    return Type(
        name=_text(field(node, "name")),
        kind=KINDS[node.type],
        outer=outer,
        annotations=annotations(node),
        supers=tuple(_supers(node)),
        parameters=tuple(_text(n.named_children[0]) for n in names if n.named_children),
        methods=tuple(method(m) for m in members if m.type in METHODS),
        fields=tuple(f for m in members if m.type in FIELDS for f in _fields(m)),
        components=tuple(_parameters(field(node, "parameters"))),
        words=_words(node),
        line=line_of(field(node, "name") or node),
        span=span_of(node),
    )


def _supers(node: Node) -> Iterator[str]:
    for child in node.named_children:
        if child.type == "superclass":
            yield from (text_of(n) for n in child.named_children)
        elif child.type in {"super_interfaces", "extends_interfaces"}:
            for inner in child.named_children:
                yield from (text_of(n) for n in inner.named_children)


def _fields(node: Node) -> Iterator[Field]:
    for child in node.named_children:
        if child.type != "variable_declarator":
            continue
        given = field(child, "value")
        yield Field(
            name=_text(field(child, "name")),
            type=_text(field(node, "type")),
            annotations=annotations(node),
            value=value(given) if given is not None else None,
            words=_words(node),
            line=line_of(child),
            span=span_of(node),
        )


def _parameters(given: Node | None) -> Iterator[Parameter]:
    for child in given.named_children if given is not None else ():
        if child.type not in {"formal_parameter", "spread_parameter"}:
            continue
        name = field(child, "name")
        if name is None:  # `String... names`
            inner = next((n for n in child.named_children if "declarator" in n.type), None)
            name = field(inner, "name")
        kind = field(child, "type") or next(
            (n for n in child.named_children if n.type.endswith("type") or "identifier" in n.type),
            None,
        )
        yield Parameter(
            name=_text(name),
            type=_text(kind) + ("[]" if child.type == "spread_parameter" else ""),
            annotations=annotations(child),
            span=span_of(child),
        )


def _words(node: Node) -> frozenset[str]:
    inner = modifiers(node)
    return frozenset(n.type for n in inner.children) if inner is not None else frozenset()


def _text(node: Node | None) -> str:
    return " ".join(text_of(node).split()) if node is not None else ""
