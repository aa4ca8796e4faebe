"""The validation libraries of Node, each in its own words: a schema, and the check against it."""

from collections.abc import Callable
from dataclasses import dataclass

from backlight.stacks.express.fields import Field
from backlight.stacks.express.style import Style


@dataclass(frozen=True, slots=True)
class Library:
    """A validation library."""

    package: str
    version: str
    binding: str
    """What is imported: `{ z }`."""
    schema: Callable[[Field, Style, str], str]
    """The schema of an object, indented by the last argument."""
    check: str
    """The statement that checks: `{schema}`, `{raw}` (what is checked) and `{name}` stand in it."""
    failed: str
    """The condition under which the request is refused."""
    data: str
    """The checked data."""
    message: str
    """What is wrong, with the names of the fields, as one string."""
    details: str
    """What is wrong, as pairs of a field and its problems."""


def zod(one: Field, style: Style, pad: str) -> str:
    """A schema of zod 3 and 4."""
    code = _zod(one, style, pad)
    if one.type == "object" and one.fields and one.open:
        code += ".passthrough()"
    default = one.default if one.default is not None and _literal(one.default) else ""
    if one.nothing and not one.required and style.typescript:
        return f"{code}.nullish().transform((value) => value ?? {default or 'undefined'})"
    if default:
        return f"{code}{_none(one, '.nullable()')}.default({default})"
    return code if one.required else f"{code}.{'nullish' if one.nothing else 'optional'}()"


def joi(one: Field, style: Style, pad: str) -> str:
    """A schema of Joi (and of celebrate, which brings Joi with it)."""
    kinds = {
        "integer": "Joi.number().integer()",
        "number": "Joi.number()",
        "boolean": "Joi.boolean()",
        "array": "Joi.array()" + (f".items(Joi.{one.items}())" if one.items in ITEMS else ""),
        "datetime": "Joi.date()",
        "date": "Joi.date()",
        "email": "Joi.string().email()",
        "object": "Joi.object()",
    }
    if one.fields:
        code = f"Joi.object({_object(one, style, pad, joi)})"
        code += ".unknown(true)" if one.open else ""
    else:
        code = kinds.get(one.type, "Joi.string()")
        code += "" if one.required or one.type not in {"string", "any"} else ".allow('')"
        code = code.replace("'", style.quote)
    if one.default is not None and _literal(one.default):
        return f"{code}{_none(one, '.allow(null)')}.default({one.default})"
    return f"{code}.required()" if one.required else f"{code}{_none(one, '.allow(null)')}"


def yup(one: Field, style: Style, pad: str) -> str:
    """A schema of yup."""
    kinds = {
        "integer": "yup.number().integer()",
        "number": "yup.number()",
        "boolean": "yup.boolean()",
        "array": "yup.array()" + (f".of(yup.{one.items}())" if one.items in ITEMS else ""),
        "datetime": "yup.date()",
        "date": "yup.date()",
        "email": "yup.string().email()",
        "object": "yup.object()",
    }
    if one.fields:
        code = f"yup.object({_object(one, style, pad, yup)})"
    else:
        code = kinds.get(one.type, "yup.string()")
    if one.default is not None and _literal(one.default):
        return f"{code}{_none(one, '.nullable()')}.default({one.default})"
    if not one.required:
        return code if style.typescript else f"{code}{_none(one, '.nullable()')}"
    empty = one.type in {"string", "any"} and not one.filled
    return f"{code}.defined()" if empty or one.fields else f"{code}.required()"


def _none(one: Field, allowed: str) -> str:
    """What allows `null`, which a library takes as a default only where it is allowed."""
    return allowed if one.default == "null" or (one.nothing and not one.required) else ""


ITEMS = {"string": "z.string()", "number": "z.number()", "boolean": "z.boolean()"}


def _zod(one: Field, style: Style, pad: str) -> str:
    if one.fields:
        return f"z.object({_object(one, style, pad, zod)})"
    number = "z.coerce.number()" if one.converted else "z.number()"
    kinds = {
        "integer": f"{number}.int()",
        "number": number,
        "boolean": f"z.enum([{style.text('true')}, {style.text('false')}])"
        if one.converted
        else "z.boolean()",
        "array": f"z.array({ITEMS.get(one.items, 'z.any()')})",
        "datetime": _moment(style),
        "date": _moment(style),
        "email": "z.string().email()",
        "object": "z.record(z.string(), z.any())",
    }
    code = kinds.get(one.type, "z.string()")
    filled = one.filled and one.type in {"string", "any", "array"}
    return f"{code}.min(1)" if filled else code


def _moment(style: Style) -> str:
    """A date that the code goes on to make of a string or a number."""
    return (
        "z.union([z.string(), z.number()])"
        ".refine((value) => !Number.isNaN(new Date(value).getTime()), "
        f"{style.text('Invalid date')})"
    )


def _object(one: Field, style: Style, pad: str, schema: Callable[[Field, Style, str], str]) -> str:
    inner = pad + style.indent
    rows = [f"{inner}{_key(part.name, style)}: {schema(part, style, inner)}" for part in one.fields]
    return "{\n" + ",\n".join(rows) + f"{style.comma}\n{pad}}}"


def _key(name: str, style: Style) -> str:
    plain = name.replace("$", "_").isidentifier() and name.isascii()
    return name if plain else style.text(name)


def _literal(code: str) -> bool:
    return code in {"true", "false", "null"} or (
        code[:1] in {"'", '"'} or code.lstrip("-").replace(".", "", 1).isdigit()
    )


ZOD = Library(
    "zod",
    "^3.25.76",
    "{ z }",
    zod,
    "const {name} = {schema}.safeParse({raw})",
    "!{name}.success",
    "{name}.data",
    "{name}.error.issues.map((issue) => `${{issue.path.join('.')}}: ${{issue.message}}`)"
    ".join('; ')",
    "{name}.error.issues.map((issue) => [issue.path.join('.'), [issue.message]])",
)
JOI = Library(
    "joi",
    "^17.13.3",
    "Joi",
    joi,
    "const {name} = {schema}.validate({raw}, {{ abortEarly: false, stripUnknown: true }})",
    "{name}.error",
    "{name}.value",
    "{name}.error.details.map((detail) => detail.message).join('; ')",
    "{name}.error.details.map((detail) => [detail.path.join('.'), [detail.message]])",
)
CELEBRATE = Library(
    "celebrate",
    "^15.0.3",
    "{ Joi }",
    joi,
    JOI.check,
    JOI.failed,
    JOI.data,
    JOI.message,
    JOI.details,
)
YUP = Library(
    "yup",
    "^1.6.1",
    "* as yup",
    yup,
    "const {name} = await {schema}\n"
    ".validate({raw}, {{ abortEarly: false, stripUnknown: true }})\n"
    ".then((data) => ({{ data, error: null }}), (error) => ({{ data: null, error }}))",
    "{name}.error",
    "{name}.data",
    "{name}.error.errors.join('; ')",
    "{name}.error.inner.map((issue) => [issue.path, issue.errors])",
)
ALL = (ZOD, JOI, CELEBRATE, YUP)
"""In the order in which one is chosen where a project has several."""
