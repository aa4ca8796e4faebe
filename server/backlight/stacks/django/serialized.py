"""A field that a serializer of Django REST framework wants in every body."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_tree import name_of
from backlight.analysis.syntax import descendants, field, text_of
from backlight.stacks.django.fields import AUTO, MANY
from backlight.stacks.django.registry import find
from backlight.stacks.django.shape import required

LOOSE = regex(r"read_only\s*=\s*True|required\s*=\s*False|\bdefault\s*=|\bsource\s*=")
READS = regex(r"SerializerMethodField|HiddenField|ReadOnlyField|BooleanField")
ODD = regex(
    r"def (?:to_internal_value|run_validation|__init__|get_fields|get_extra_kwargs|__new__)\b"
)
DECLARED = regex(r"^[\w.]*(?:Field|Serializer)\(")
BASES = regex(r"(?:^|\.)(?:Serializer|ModelSerializer|HyperlinkedModelSerializer)$")


def wanted(modules: Modules, project: Project, path: str, name: str) -> str:
    """The first field that must be there; empty if none is sure."""
    place = modules.find(path, "", name)
    known = modules.by_path[place.path].classes.get(place.name) if place is not None else None
    if place is None or known is None or not all(map(BASES.search, known.bases)):
        return ""
    node = _class(project, place)
    if node is None or ODD.search(text_of(node)):
        return ""
    meta = _meta(node)
    loose = set(regex(r"['\"](\w+)['\"]").findall(meta.get("read_only_fields", "")))
    loose |= set(regex(r"['\"](\w+)['\"]").findall(meta.get("extra_kwargs", "")))
    shown = regex(r"['\"](\w+)['\"]").findall(meta.get("fields", ""))
    declared = dict(_declared(node))
    plain = not known.bases[0].rpartition(".")[2].startswith("Serializer")
    for one, code in declared.items():
        if plain and one not in shown and "__all__" not in shown:
            continue
        if one not in loose and not LOOSE.search(code) and not READS.search(code):
            return one
    return _of_model(project, meta, shown, {*loose, *declared}) if plain else ""


def _of_model(project: Project, meta: dict[str, str], shown: list[str], apart: set[str]) -> str:
    model = find(project, meta.get("model", "").rpartition(".")[2])
    if model is None or not model.complete or "exclude" in meta:
        return ""
    for name, one in model.fields.items():
        if name in apart or (name not in shown and "__all__" not in shown):
            continue
        filled = one.kind in AUTO or one.says("auto_now") or one.says("auto_now_add")
        filled = filled or one.says("primary_key") or one.says("editable", value=False)
        if required(one) and not filled and one.kind not in MANY:
            return name
    return ""


def _class(project: Project, place: Place) -> Node | None:
    source = project.read(place.path)
    if source is None or source.tree is None:
        return None
    found = descendants(source.root, "class_definition")
    return next((n for n in found if name_of(n) == place.name.rpartition(".")[2]), None)


def _assigned(node: Node) -> list[tuple[str, str]]:
    body = field(node, "body")
    found = []
    for statement in body.named_children if body is not None else ():
        given = statement.named_children[0] if statement.named_children else None
        left, right = field(given, "left"), field(given, "right")
        if left is not None and right is not None:
            found.append((text_of(left), " ".join(text_of(right).split())))
    return found


def _declared(node: Node) -> list[tuple[str, str]]:
    return [(name, code) for name, code in _assigned(node) if DECLARED.match(code)]


def _meta(node: Node) -> dict[str, str]:
    inner = (n for n in descendants(node, "class_definition") if name_of(n) == "Meta")
    meta = next(inner, None)
    return dict(_assigned(meta)) if meta is not None else {}
