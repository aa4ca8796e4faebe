"""A Pydantic model as source text, in the style of the file it goes into."""

from dataclasses import dataclass

from backlight.analysis.facts import ValueType
from backlight.stacks.pydantic.fields import BOTH, Field

TYPES: dict[ValueType, str] = {
    "any": "Any",
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "array": "list[Any]",
    "object": "dict[str, Any]",
    "datetime": "datetime",
    "date": "date",
    "email": "str",
}


EXACT = {"Decimal": "decimal", "UUID": "uuid"}
"""Where the Python types that say more than a JSON type come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a project writes its models."""

    base: str = "BaseModel"
    base_module: str = "pydantic"
    version: int = 2
    email: bool = False
    """`EmailStr` can be used: the project uses it already."""
    unions: bool = True
    """`str | None`, else `Optional[str]`."""
    generics: bool = True
    """`list[str]`, else `List[str]`."""
    indent: str = "    "


@dataclass(frozen=True, slots=True)
class Model:
    """The text of one or more classes, the name of the last, and what it needs imported."""

    name: str
    text: str
    imports: dict[str, set[str]]


def model(name: str, fields: tuple[Field, ...], style: Style, *, extra: bool = False) -> Model:
    """The class for fields, after the classes for the objects in it.

    With `extra`, fields that are not declared are kept: the handler passes the body on whole.
    """
    wanted: dict[str, set[str]] = {style.base_module: {style.base}}
    inner: list[str] = []
    lines = [_keep(style, wanted)] if extra else []
    for one in fields:
        kind = TYPES[one.type]
        if one.inner:
            kind = f"{name}{camel(one.attribute)}"
            below = model(kind, one.inner, style)
            inner.append(below.text)
            _join(wanted, below.imports)
        lines.append(f"{style.indent}{_line(one, kind, style, wanted)}")
    body = "\n".join(lines) or f"{style.indent}pass"
    text = f"class {name}({style.base}):\n{body}\n"
    return Model(name, "\n\n".join([*inner, text]), wanted)


def camel(name: str) -> str:
    """`create_user` as a class is named: `CreateUser`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_") if word)


def _line(one: Field, kind: str, style: Style, wanted: dict[str, set[str]]) -> str:
    if one.exact == BOTH:
        kind = _both(style, wanted)
    elif one.exact:
        kind = one.exact
        wanted.setdefault(EXACT[kind], set()).add(kind)
    elif one.type == "email" and style.email:
        kind = "EmailStr"
        wanted.setdefault("pydantic", set()).add("EmailStr")
    elif kind in {"datetime", "date"}:
        wanted.setdefault("datetime", set()).add(kind)
    elif "Any" in kind and not one.inner:
        wanted.setdefault("typing", set()).add("Any")
        if not style.generics and "[" in kind:
            kind = f"{kind[0].upper()}{kind[1:]}"
            wanted["typing"].add(kind.partition("[")[0])
    default = "" if one.required else one.default or "None"
    if (default == "None" or one.nullable) and kind != "Any":
        if not style.unions:
            wanted.setdefault("typing", set()).add("Optional")
        kind = f"{kind} | None" if style.unions else f"Optional[{kind}]"
    options = [f"max_length={one.longest}"] if one.longest else []
    options += [f'alias="{_quoted(one.name)}"'] if one.attribute != one.name else []
    if options:
        wanted.setdefault(style.base_module if style.base == "SQLModel" else "pydantic", set()).add(
            "Field"
        )
        given = [f"default={default}"] if default else []
        return f"{one.attribute}: {kind} = Field({', '.join([*given, *options])})"
    return f"{one.attribute}: {kind}" + (f" = {default}" if default else "")


def _both(style: Style, wanted: dict[str, set[str]]) -> str:
    """Whole or not: Pydantic 1 would cut off the fraction to make the first type of a union."""
    if style.version == 1:
        return "float"
    if style.unions:
        return BOTH
    wanted.setdefault("typing", set()).add("Union")
    return "Union[int, float]"


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _keep(style: Style, wanted: dict[str, set[str]]) -> str:
    if style.version == 1:
        return f'{style.indent}class Config:\n{style.indent * 2}extra = "allow"\n'
    wanted.setdefault("pydantic", set()).add("ConfigDict")
    return f'{style.indent}model_config = ConfigDict(extra="allow")\n'


def _join(into: dict[str, set[str]], more: dict[str, set[str]]) -> None:
    for module, names in more.items():
        into.setdefault(module, set()).update(names)
