"""A serializer or a form as source text, and the file of the app that it goes into."""

from dataclasses import dataclass
from keyword import iskeyword

from backlight.analysis.facts import Project, ValueType
from backlight.analysis.python_read import module
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.pydantic.fields import Field
from backlight.stacks.pydantic.imports import add_imports
from backlight.stacks.pydantic.model import camel

SERIALIZED: dict[ValueType, str] = {
    "any": "JSONField",
    "string": "CharField",
    "integer": "IntegerField",
    "number": "FloatField",
    "boolean": "BooleanField",
    "array": "ListField",
    "object": "DictField",
    "datetime": "DateTimeField",
    "date": "DateField",
    "email": "EmailField",
}
FORMS = SERIALIZED | {"array": "JSONField", "object": "JSONField"}
TEXTUAL = {"CharField", "EmailField"}
OWN = {"data", "fields", "errors", "instance", "context", "initial", "files", "prefix", "validate"}
"""Names that serializers and forms have themselves."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Where a schema goes: the file (perhaps still to be made), and how it is imported."""

    path: str
    file: Source | None
    kind: str
    """`serializers` or `forms`."""
    module: str
    taken: frozenset[str]
    local: str = ""
    """The name under which the handler's file has imported the whole module, if it has."""


def place(source: Source, project: Project, kind: str) -> Declared:
    """The `serializers.py` or `forms.py` of the handler's app, or the one its file imports from."""
    folder = source.path.rpartition("/")[0]
    path = f"{folder}/{kind}.py".lstrip("/")
    british = path.replace("serializers", "serialisers")
    path = british if british in project.paths else path
    if f"{folder}/{kind}/__init__.py".lstrip("/") in project.paths:
        stem = source.path.rpartition("/")[2]
        path = f"{folder}/{kind}/{stem}".lstrip("/")
    file = project.read(path) if path in project.paths else None
    inner = path.removeprefix(folder).strip("/").removesuffix(".py").replace("/", ".")
    dotted = f"{folder}/{inner}".strip("/").replace("/", ".")
    here = module(source)
    taken = {*here.classes, *here.imports, *(module(file).classes if file is not None else ())}
    whole = path.removesuffix(".py").replace("/", ".")
    own = (name for name, target in here.imports.items() if f".{whole}".endswith(f".{target}"))
    local = next((name for name in own if file is not None and "." not in name), "")
    return Declared(path, file, kind, written(source, inner, dotted), frozenset(taken), local)


def serializer(name: str, fields: tuple[Field, ...], blank: frozenset[str]) -> str | Refused:
    """The text of a serializer, after those of the objects in it."""
    inner: list[str] = []
    lines = []
    for one in fields:
        if not _can_stand(one.name):
            return Refused(f"`{one.name}` cannot be the name of a field of a serializer.")
        if one.inner:
            kind = f"{name.removesuffix('Serializer')}{camel(one.name)}Serializer"
            below = serializer(kind, one.inner, blank)
            if isinstance(below, Refused):
                return below
            inner.append(below)
            options = "" if one.required else "required=False"
            lines.append(f"    {one.name} = {kind}({options})")
            continue
        kind = "DecimalField" if one.exact == "Decimal" else SERIALIZED[one.type]
        options = ", ".join(_options(one, kind, blank))
        lines.append(f"    {one.name} = serializers.{kind}({options})")
    return "\n\n".join(
        [*inner, f"class {name}(serializers.Serializer):\n" + "\n".join(lines) + "\n"]
    )


def _can_stand(name: str) -> bool:
    """Whether a key of a request can be the name of an attribute of a class."""
    return name.isidentifier() and not iskeyword(name) and name not in OWN


def form(name: str, fields: tuple[Field, ...]) -> str | Refused:
    """The text of a form; what it needs must not be empty either, so forms have it."""
    lines = []
    for one in fields:
        if not _can_stand(one.name):
            return Refused(f"`{one.name}` cannot be the name of a field of a form.")
        if one.type == "any":
            return Refused(
                f"The use of `{one.name}` does not say its type; say it in a form by hand."
            )
        kind = "DecimalField" if one.exact == "Decimal" else FORMS[one.type]
        needed = one.required and kind != "BooleanField"
        options = [] if needed else ["required=False"]
        options += [f"max_length={one.longest}"] if one.longest and kind in TEXTUAL else []
        options += ["strip=False"] if kind == "CharField" else []
        lines.append(f"    {one.name} = forms.{kind}({', '.join(options)})")
    return f"class {name}(forms.Form):\n" + "\n".join(lines) + "\n"


def declared(text: str, home: Declared, why: str) -> Change:
    """The schema at the end of its file, or in a new one."""
    wanted = (
        {"rest_framework": {"serializers"}} if home.kind == "serializers" else {"django": {"forms"}}
    )
    if home.file is None:
        package, names = next(iter(wanted.items()))
        return Change(created={home.path: f"from {package} import {names.pop()}\n\n\n{text}"})
    data = home.file.text.data
    gap = "\n\n" if data.endswith(b"\n") or not data else "\n\n\n"
    end = Edit(len(data), len(data), f"{gap}{text}" if data.strip() else text, why)
    return change((home.path, [*add_imports(home.file, wanted), end]))


def _options(one: Field, kind: str, blank: frozenset[str]) -> list[str]:
    """What a field of a serializer is told, so that it takes what the handler took."""
    options = []
    if not one.required:
        options.append("required=False")
        if not one.default:
            options.append("allow_null=True")
    if kind in TEXTUAL and one.name in blank and (kind == "CharField" or not one.required):
        options.append("allow_blank=True")
    if kind == "CharField":
        options.append("trim_whitespace=False")
        options += [f"max_length={one.longest}"] if one.longest else []
    if kind == "DecimalField":
        options += ["max_digits=None", "decimal_places=None"]
    return options


def written(source: Source, inner: str, dotted: str) -> str:
    """The name of the module as the file writes such imports: relative, or from the root."""
    for node in source.root.named_children:
        if node.type == "import_from_statement":
            name = node.child_by_field_name("module_name")
            text = (name.text or b"").decode() if name is not None else ""
            if text.startswith(".") and not text.startswith(".."):
                return f".{inner}"
            if text == dotted or (text and dotted.endswith(f".{text}")):
                return text
    return _from_root(source, dotted) or f".{inner}"


def _from_root(source: Source, dotted: str) -> str:
    """A dotted name that starts where the other imports of the project start."""
    names = dotted.split(".")
    for target in module(source).imports.values():
        top = target.split(".")[0]
        if top in names[:-1] and top not in {"django", "rest_framework"}:
            return ".".join(names[names.index(top) :])
    return ""
