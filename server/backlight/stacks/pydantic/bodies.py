"""A field without which Pydantic refuses a body, under the name that its answer says."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_expressions import parts
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_tree import name_of
from backlight.analysis.syntax import descendants, field, text_of

ODD = regex(
    r"alias|root_validator|model_validator|mode\s*=\s*['\"](?:before|wrap)|table\s*=\s*True"
)
"""What lets a body in that lacks a field, or calls the field by another name."""
MAYBE = regex(r"\bOptional\b|\bNone\b|\bAny\b|default")
"""Types of fields that one version of Pydantic wants, and another does not, or with a default."""
FIELD = regex(r"^(?:\w+\.)?(?:Field|Body)$")
BASES = frozenset({"BaseModel", "SQLModel", "Generic", "ABC"})


def needed(modules: Modules, project: Project, path: str, name: str) -> tuple[bool, str]:
    """Whether it is known which fields a body must have, and the first of them."""
    place = modules.find(path, "", name)
    if place is None or place.name not in modules.by_path[place.path].classes:
        return False, ""
    fields = dict[str, bool | None]()
    for one in reversed(list(modules.bases(place))):
        node = _class(project, one)
        if node is None or ODD.search(text_of(node)) or not _based(modules, one):
            return False, ""
        fields |= dict(_fields(node))
    return None not in fields.values(), next((name for name, must in fields.items() if must), "")


def _based(modules: Modules, place: Place) -> bool:
    """Whether a class derives from classes of the project, or from what Pydantic has."""
    given = modules.by_path[place.path].classes[place.name].bases
    return all(
        base.partition("[")[0].rpartition(".")[2] in BASES or modules.find(place.path, "", base)
        for base in given
    )


def _class(project: Project, place: Place) -> Node | None:
    source = project.read(place.path)
    if source is None or source.tree is None:
        return None
    found = descendants(source.root, "class_definition")
    return next((node for node in found if name_of(node) == place.name), None)


def _fields(node: Node) -> Iterator[tuple[str, bool | None]]:
    """Each field that a class declares, and whether it must be there, if that is known."""
    body = field(node, "body")
    for statement in body.named_children if body is not None else ():
        one = statement.named_children[0] if statement.named_children else None
        left, kind, given = field(one, "left"), field(one, "type"), field(one, "right")
        if left is None or kind is None or left.type != "identifier":
            continue
        name, written = text_of(left), text_of(kind)
        if not name.startswith("_") and "ClassVar" not in written:
            must = _must(given)
            yield name, None if must and MAYBE.search(written) else must


def _must(given: Node | None) -> bool:
    """Whether what a field is set to is no default."""
    called, arguments = field(given, "function"), field(given, "arguments")
    if given is None or called is None or arguments is None or not FIELD.match(text_of(called)):
        return given is None
    named = {text_of(field(n, "name") or n): field(n, "value") for n in parts(arguments)}
    plain = [n for n in parts(arguments) if n.type != "keyword_argument"]
    said = [*plain[:1], *filter(None, [named.get("default"), named.get("default_factory")])]
    return all(text_of(one) == "..." for one in said)
