"""Schemas as the validation libraries of Node write them: zod 3 and 4, Joi, yup."""

from collections.abc import Callable
from functools import partial

from backlight.stacks.express.fields import Field
from backlight.stacks.javascript_style import Style


def zod(one: Field, style: Style, pad: str, edition: int = 3) -> str:
    """A schema of zod, in the words of an edition: 4 has `z.email()` for `z.string().email()`."""
    code = _zod(one, style, pad, edition)
    if one.type == "object" and one.fields and one.open and edition < 4:
        code += ".passthrough()"
    default = one.default if one.default is not None and _literal(one.default) else ""
    if one.type == "any" and not (one.required or default or one.fields):
        return code
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
        "any": "Joi.any()",
    }
    if one.fields:
        code = f"Joi.object({_object(one, style, pad, joi)})"
        code += ".unknown(true)" if one.open else ""
    else:
        code = kinds.get(one.type, "Joi.string()")
        code += "" if one.filled or one.type not in {"string", "email"} else ".allow('')"
        blank = one.converted and not one.required and one.type in {"integer", "number"}
        code += ".empty('')" if blank else ""
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
        "any": "yup.mixed().nullable()",
    }
    if one.fields:
        code = f"yup.object({_object(one, style, pad, yup)})"
    else:
        code = kinds.get(one.type, "yup.string()")
        if one.converted and not one.required and one.type in {"integer", "number"}:
            code += f".transform((value, raw) => (raw === {style.text('')} ? undefined : value))"
    if one.default is not None and _literal(one.default):
        return f"{code}{_none(one, '.nullable()')}.default({one.default})"
    if not one.required:
        return code if style.typescript else f"{code}{_none(one, '.nullable()')}"
    empty = one.type in {"string", "any"} and not one.filled
    return f"{code}.defined()" if empty or one.fields else f"{code}.required()"


def _none(one: Field, allowed: str) -> str:
    """What allows `null`, which a library takes as a default only where it is allowed."""
    if one.type == "any":
        return ""
    return allowed if one.default == "null" or (one.nothing and not one.required) else ""


ITEMS = {"string": "z.string()", "number": "z.number()", "boolean": "z.boolean()"}


def _zod(one: Field, style: Style, pad: str, edition: int) -> str:
    four = edition >= 4
    if one.fields:
        inner = _object(one, style, pad, partial(zod, edition=edition))
        return f"z.{'looseObject' if four and one.open else 'object'}({inner})"
    number = "z.coerce.number()" if one.converted else "z.number()"
    kinds = {
        "integer": "z.int()" if four and not one.converted else f"{number}.int()",
        "number": number,
        "boolean": f"z.enum([{style.text('true')}, {style.text('false')}])"
        if one.converted
        else "z.boolean()",
        "array": f"z.array({ITEMS.get(one.items, 'z.any()')})",
        "datetime": _moment(style),
        "date": _moment(style),
        "email": "z.email()" if four else "z.string().email()",
        "object": "z.record(z.string(), z.any())",
        "any": _something(one, style),
    }
    code = kinds.get(one.type, "z.string()")
    filled = one.filled and one.type in {"string", "array"}
    return f"{code}.min(1)" if filled else code


def _something(one: Field, style: Style) -> str:
    """A value of any type; zod would take none at all for one."""
    if not one.required:
        return "z.any()"
    there = "Boolean(value)" if one.filled else "value !== undefined"
    return f"z.any().refine((value) => {there}, {style.text('Required')})"


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
