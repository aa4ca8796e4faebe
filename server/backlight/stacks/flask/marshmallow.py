"""A marshmallow schema for what a Flask handler reads, where the project's schemas are such."""

from collections.abc import Iterator
from dataclasses import replace

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


def first(modules: Modules) -> bool:
    """Whether the project is on marshmallow 2: only there a schema must be told to be strict."""
    return any(
        said == Literal(value=True) and name.endswith(".Meta.strict")
        for module in modules.by_path.values()
        for name, said in module.values.items()
    )


def clashing(modules: Modules, path: str, made: Model) -> str:
    """A name of the handler's file that the schema needs for itself."""
    here = modules.by_path[path]
    mine = {name for names in made.imports.values() for name in names}
    own = {*here.functions, *here.classes, *here.values} & mine
    taken = {n for n in mine if not here.imports.get(n, "marshmallow.").startswith("marshmallow.")}
    return min(own | taken, default="")


def schema(name: str, fields: tuple[Field, ...], *, extra: bool, old: bool = False) -> Model:
    """The class for fields, after the classes for the objects in it.

    What is loaded is a plain dict with the names of the request, so reads stay as they are.
    `old`: of marshmallow 2, which leaves other fields out unasked.
    """
    policy = "INCLUDE" if extra else "EXCLUDE"
    wanted = {"Schema", "fields"} if old else {policy, "Schema", "fields"}
    inner, lines = list[str](), list[str]()
    for one in fields:
        below = (
            schema(f"{name}{camel(one.attribute)}", one.inner, extra=False, old=old)
            if one.inner
            else None
        )
        if below is not None:
            inner.append(below.text)
            wanted |= below.imports["marshmallow"]
        if one.longest:
            wanted.add("validate")
        nested = f"Nested({below.name}())" if below is not None else ""
        said = _field(one, nested).replace("data_key=", "load_from=" if old else "data_key=")
        lines.append(f"    {one.attribute} = fields.{said}\n")
    meta = f"\n    class Meta:\n        unknown = {policy}\n" if not old else ""
    text = f"class {name}(Schema):\n{''.join(lines)}{meta}"
    return Model(name, "\n\n".join([*inner, text]), {"marshmallow": wanted})


def refused(given: Answer) -> Answer:
    """The project's answer to a bad request, in the words of marshmallow's error."""
    told = 'problems = [f"{name}: {said}" for name, said in error.normalized_messages().items()]'
    first, *rest = given.lines
    if first == PROBLEMS[0]:
        return replace(given, lines=(told, *rest))
    return Answer(('return {"errors": error.normalized_messages()}, 400',))


def _field(one: Field, nested: str) -> str:
    options = list(_options(one))
    kind = KINDS.get(one.type, "Raw")
    if nested:
        return f"{nested[:-1]}{''.join(f', {option}' for option in options)})"
    if one.exact in {"Decimal", "UUID"}:
        kind = one.exact
    options = ["fields.Raw()", *options] if kind == "List" else options
    return f"{kind}({', '.join(options)})"


def _options(one: Field) -> Iterator[str]:
    if one.required:
        yield "required=True"
    elif not one.default:
        yield "allow_none=True"
    if one.longest:
        yield f"validate=validate.Length(max={one.longest})"
    if one.attribute != one.name:
        said = one.name.replace("\\", "\\\\").replace('"', '\\"')
        yield f'data_key="{said}"'
        yield f'attribute="{said}"'
