"""A marshmallow schema for what a Flask handler reads, where the project's schemas are such."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from backlight.analysis.facts import ValueType
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_values import Literal
from backlight.stacks.flask.answers import PROBLEMS, Answer
from backlight.stacks.pydantic.fields import Field
from backlight.stacks.pydantic.model import Model, camel

SPEAKING = frozenset(
    ["marshmallow", "webargs", "flask_apispec", "flask_smorest", "flask_marshmallow", "apiflask"]
)
KINDS: dict[ValueType, str] = {
    "string": "Str",
    "integer": "Int",
    "number": "Float",
    "boolean": "Bool",
    "array": "List",
    "object": "Dict",
    "datetime": "Str",
    "date": "Str",
    "email": "Email",
}
"""A date stays text: the handler goes on to read it itself."""


def spoken(modules: Modules) -> bool:
    """Whether the project checks requests with marshmallow, and knows no Pydantic."""
    targets = (t for module in modules.by_path.values() for t in module.imports.values())
    tops = {target.split(".")[0] for target in targets}
    return bool(tops & SPEAKING) and "pydantic" not in tops


@dataclass(frozen=True, slots=True)
class Edition:
    """What marshmallow 2 says otherwise than those after it."""

    key: str
    """How a field says its name in the request."""
    strict: str
    """What a schema is made with so that it raises."""
    loaded: str
    """Where what it loaded stands in what it gives back."""
    policies: bool
    """It says what becomes of other fields; 2 leaves them out unasked."""


SECOND = Edition("load_from", "strict=True", ".data", policies=False)
LATER = Edition("data_key", "", "", policies=True)


def edition(modules: Modules) -> Edition:
    """The project's: only in marshmallow 2 a schema must be told to be strict."""
    strict = any(
        said == Literal(value=True) and name.endswith(".Meta.strict")
        for module in modules.by_path.values()
        for name, said in module.values.items()
    )
    return SECOND if strict else LATER


def clashing(modules: Modules, path: str, made: Model) -> str:
    """A name of the handler's file that the schema needs for itself."""
    here = modules.by_path[path]
    mine = {name for names in made.imports.values() for name in names}
    own = {*here.functions, *here.classes, *here.values} & mine
    taken = {n for n in mine if not here.imports.get(n, "marshmallow.").startswith("marshmallow.")}
    return min(own | taken, default="")


def schema(name: str, fields: tuple[Field, ...], *, extra: bool, edition: Edition = LATER) -> Model:
    """The class for fields, after the classes for the objects in it.

    What is loaded is a plain dict with the names of the request, so reads stay as they are.
    """
    policy = "INCLUDE" if extra else "EXCLUDE"
    wanted = {"Schema", "fields"} | ({policy} if edition.policies else set())
    inner, lines = list[str](), list[str]()
    for one in fields:
        below = (
            schema(f"{name}{camel(one.attribute)}", one.inner, extra=False, edition=edition)
            if one.inner
            else None
        )
        if below is not None:
            inner.append(below.text)
            wanted |= below.imports["marshmallow"]
        if one.longest:
            wanted.add("validate")
        nested = f"Nested({below.name}())" if below is not None else ""
        lines.append(f"    {one.attribute} = fields.{_field(one, nested, edition.key)}\n")
    meta = f"\n    class Meta:\n        unknown = {policy}\n" if edition.policies else ""
    text = f"class {name}(Schema):\n{''.join(lines)}{meta}"
    return Model(name, "\n\n".join([*inner, text]), {"marshmallow": wanted})


def refused(given: Answer) -> Answer:
    """The project's answer to a bad request, in the words of marshmallow's error."""
    told = 'problems = [f"{name}: {said}" for name, said in error.normalized_messages().items()]'
    first, *rest = given.lines
    if first == PROBLEMS[0]:
        return replace(given, lines=(told, *rest))
    return Answer(('return {"errors": error.normalized_messages()}, 400',))


def _field(one: Field, nested: str, key: str) -> str:
    options = list(_options(one, key))
    kind = KINDS.get(one.type, "Raw")
    if nested:
        return f"{nested[:-1]}{''.join(f', {option}' for option in options)})"
    if one.exact in {"Decimal", "UUID"}:
        kind = one.exact
    options = ["fields.Raw()", *options] if kind == "List" else options
    return f"{kind}({', '.join(options)})"


def _options(one: Field, key: str) -> Iterator[str]:
    if one.required:
        yield "required=True"
    if one.nullable or not (one.required or one.default):
        yield "allow_none=True"
    if one.longest:
        yield f"validate=validate.Length(max={one.longest})"
    if one.attribute != one.name:
        said = one.name.replace("\\", "\\\\").replace('"', '\\"')
        yield f'{key}="{said}"'
        yield f'attribute="{said}"'
