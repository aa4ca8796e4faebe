"""A field without which Pydantic refuses a body, under the name that its answer says."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_tree import name_of
from backlight.analysis.syntax import descendants, field, text_of

ODD = regex(
    r"alias|root_validator|model_validator|mode\s*=\s*['\"](?:before|wrap)|table\s*=\s*True"
)
"""What lets a body in that lacks a field, or calls the field by another name."""
MAYBE = regex(r"\bOptional\b|\bNone\b|\bAny\b|ClassVar|PrivateAttr|default")
FIELD = regex(r"^(?:\w+\.)?(?:Field|Body)\((.*)\)$", flags=16)
BASES = frozenset({"BaseModel", "SQLModel", "Generic", "ABC"})


def needed(modules: Modules, project: Project, path: str, name: str) -> tuple[bool, str]:
    """Whether it is known which fields a body must have, and the first of them."""
    place = modules.find(path, "", name)
    if place is None or place.name not in modules.by_path[place.path].classes:
        return False, ""
    fields = dict[str, bool]()
    for one in reversed(list(modules.bases(place))):
        node = _class(project, one)
        if node is None or ODD.search(text_of(node)) or not _based(modules, one):
            return False, ""
        fields |= dict(_fields(node))
    return True, next((name for name, must in fields.items() if must), "")


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


def _fields(node: Node) -> Iterator[tuple[str, bool]]:
    """Each field that a class declares, and whether it must be there."""
    body = field(node, "body")
    for statement in body.named_children if body is not None else ():
        one = statement.named_children[0] if statement.named_children else None
        left, kind, given = field(one, "left"), field(one, "type"), field(one, "right")
        if left is None or kind is None or left.type != "identifier":
            continue
        name, written = text_of(left), text_of(given) if given is not None else ""
        if not name.startswith("_"):
            yield name, not MAYBE.search(text_of(kind)) and _must(written)


def _must(written: str) -> bool:
    """Whether what a field is set to is no default."""
    hit = FIELD.match(written)
    if not written or hit is None:
        return not written
    first = hit[1].strip().partition(",")[0]
    return "default" not in hit[1] and ("=" in first or first in {"", "..."})
