"""The rules of class-validator for a field, from its declared type."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import ValueType

PLAIN = {
    "string": "IsString",
    "number": "IsNumber",
    "boolean": "IsBoolean",
    "bigint": "IsInt",
    "object": "IsObject",
}
READ: dict[ValueType, str] = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "array": "unknown[]",
    "object": "Record<string, unknown>",
    "email": "string",
    "datetime": "string",
    "date": "string",
}
"""The type of a field of a new class, by how the handler uses it."""
ARRAY = regex(r"^(?:readonly\s+)?(?:(\w+)\[\]|(?:Array|ReadonlyArray)<(\w+)>)$")
EMAIL = regex(r"(?i)^e_?mail(?:_?address)?$")
ENDING = regex(r"\s*\|\s*(?:null|undefined)")


@dataclass(frozen=True, slots=True)
class Rules:
    """The decorators of a field, and what they need to be imported."""

    decorators: tuple[str, ...]
    names: tuple[str, ...]
    """Of class-validator."""
    nested: bool = False
    """`Type` of class-transformer is needed as well."""


def rules(name: str, kind: str, *, optional: bool, classes: frozenset[str]) -> Rules:
    """What a field must be; a type that says nothing is only asked to be there."""
    said = ENDING.sub("", kind).strip()
    optional = optional or said != kind.strip()
    first = ("IsOptional",) if optional else ()
    found = _checks(name, said, classes)
    if found is None:
        own = "IsOptional" if optional else "IsDefined"
        return Rules((f"@{own}()",), (own,))
    codes, names, nested = found
    return Rules((*(f"@{n}()" for n in first), *codes), (*first, *names), nested)


def _checks(
    name: str, said: str, classes: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...], bool] | None:
    if said == "string" and EMAIL.match(name):
        return ("@IsEmail()",), ("IsEmail",), False
    if said in PLAIN:
        return (f"@{PLAIN[said]}()",), (PLAIN[said],), False
    if said == "Date":
        return ("@Type(() => Date)", "@IsDate()"), ("IsDate",), True
    if said in classes:
        return ("@ValidateNested()", f"@Type(() => {said})"), ("ValidateNested",), True
    if said.startswith("Record<"):
        return ("@IsObject()",), ("IsObject",), False
    if said.startswith(("'", '"')):
        words = ", ".join(part.strip() for part in said.split("|"))
        return (f"@IsIn([{words}])",), ("IsIn",), False
    array = ARRAY.match(said)
    if array is None:
        return None
    item = array[1] or array[2]
    if item in PLAIN:
        own = PLAIN[item]
        return ("@IsArray()", f"@{own}({{ each: true }})"), ("IsArray", own), False
    if item in classes:
        nested = ("@IsArray()", "@ValidateNested({ each: true })", f"@Type(() => {item})")
        return nested, ("IsArray", "ValidateNested"), True
    return ("@IsArray()",), ("IsArray",), False
