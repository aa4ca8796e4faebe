"""A field that a schema of marshmallow, or a model of flask-restx, wants in every body."""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Call, Literal, Many, Value

ODD = regex(r"pre_load|validates_schema|data_key|load_from|partial|load_only_fields|\bonly\s*=")
"""What lets a body in that lacks a field, fails before it is looked at, or renames it."""
ELSE = ("dump_only", "missing", "load_default", "default")


def by_schema(modules: Modules, project: Project, path: str, name: str) -> str:
    """The first field that a schema wants: a class, or what is made of one with no arguments."""
    place = _class(modules, path, name)
    if place is None:
        return ""
    first = ""
    for one in modules.bases(place):
        source = project.read(one.path)
        known = modules.by_path[one.path].classes[one.name]
        if source is None or ODD.search(source.text.slice(known.span.start, known.span.end)):
            return ""
        own = ((n, v) for n, v in modules.by_path[one.path].values.items())
        wanted = (n for n, v in own if n.startswith(f"{one.name}.") and _must(v))
        first = first or next(wanted, "").rpartition(".")[2]
    last = modules.by_path[place.path].classes[place.name].bases
    return first if any("Schema" in base for base in last) else ""


def by_model(modules: Modules, path: str, name: str) -> str:
    """The first field that `api.model("Room", {…})` wants."""
    found = modules.value(path, "", name)
    said = found[1] if found is not None else None
    if not isinstance(said, Call) or not said.name.endswith(".model"):
        return ""
    fields = said.argument(1, "model")
    if not isinstance(fields, Many) or len(fields.keys) != len(fields.items):
        return ""
    for key, value in zip(fields.keys, fields.items, strict=True):
        if isinstance(key, Literal) and isinstance(value, Call) and _must(value):
            return str(key.value)
    return ""


def _class(modules: Modules, path: str, name: str) -> Place | None:
    found = modules.value(path, "", name)
    if found is not None and isinstance(found[1], Call):
        if found[1].args or any(n not in {"strict", "many"} for n, _ in found[1].named):
            return None
        if found[1].keyword("many") not in {None, Literal(value=False)}:
            return None
        path, name = found[0].path, found[1].name
    place = modules.find(path, "", name)
    known = place is not None and place.name in modules.by_path[place.path].classes
    return place if known else None


def _must(value: Value) -> bool:
    if not isinstance(value, Call) or value.keyword("required") != Literal(value=True):
        return False
    return all(value.keyword(one) is None for one in ELSE)
