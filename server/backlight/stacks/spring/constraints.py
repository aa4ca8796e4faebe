"""The rules of Jakarta Validation for the fields of a request, from what is known of them."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.java_values import Annotation, simple
from backlight.analysis.java_world import Found, World
from backlight.analysis.tables import Column, Schema, Table
from backlight.stacks.names import underscored

RULES = regex(
    r"^(?:Not(?:Null|Blank|Empty)|Null|Size|Min|Max|Pattern|Email|Positive(?:OrZero)?|Future|Past|Digits"
    r"|Negative(?:OrZero)?|Decimal(?:Min|Max)|Assert(?:True|False)|Length|Range|URL|Valid)$"
)
AFFIXES = regex(
    r"^(?:Create|Update|New|Add|Edit|Save|Register|Patch|Post|Put)|"
    r"(?:Create|Update|New|Add|Edit|Save)?(?:Dto|DTO|Request|Params?|Form|Input|Command|Payload|Body|Vo|VO"
    r"|Req|Fields|Data|Model)$"
)
LENGTH = regex(r"(?i)^(?:var)?char\w*\s*\((\d+)\)|^character varying\s*\((\d+)\)")
EMAIL = regex(r"(?i)^e_?mail(?:_?address)?$")
PRIMITIVES = frozenset({"int", "long", "short", "byte", "float", "double", "boolean", "char"})


@dataclass(frozen=True, slots=True)
class Member:
    """A field or a component that gets rules."""

    name: str
    start: int
    rules: tuple[str, ...]
    """As they are written: `NotBlank`, `Size(max = 30)`."""
    inline: bool
    """It is a component of a record: the rules stand on its line."""


def ruled(world: World, found: Found, depth: int = 4) -> bool:
    """Whether a type (or one above it) has rules already."""
    given = [one.annotations for one in found[1].fields]
    given += [one.annotations for one in found[1].components]
    if any(map(_has, given)):
        return True
    return depth > 0 and any(ruled(world, above, 0) for above in world.supers(found))


def table_of(schema: Schema, name: str) -> Table | None:
    """The table that a class of requests is about: `owners` for `CreateOwnerRequest`."""
    for _ in range(3):
        found = (
            schema.of_model(name)
            or schema.table(underscored(name))
            or schema.table(f"{underscored(name)}s")
        )
        if found is not None:
            return found
        shorter = AFFIXES.sub("", name, count=1)
        if shorter in {name, ""}:
            return None
        name = shorter
    return None


def members(
    world: World, found: Found, table: Table | None, used: frozenset[str], *, partial: bool
) -> tuple[Member, ...]:
    """The fields of a type with the rules that are known to hold for a request that fits.

    `used` are the fields that the handler cannot do without; of a partial change, none is needed.
    """
    one = found[1]
    rows = [
        (f.name, f.type, f.annotations, f.span.start, False) for f in one.fields if _own(f.words)
    ]
    rows += [(c.name, c.type, c.annotations, c.span.start, True) for c in one.components]
    made: list[Member] = []
    for name, kind, annotations, start, inline in rows:
        column = _column(table, name)
        needed = name in used or (column is not None and _needed(column))
        rules = tuple(_rules(name, kind, column, needed=needed and not partial))
        nested = world.type(found[0], kind)
        if nested is not None and nested[1] is not one and ruled(world, nested):
            rules = (*rules, "Valid")
        if rules and not _has(annotations):
            made.append(Member(name, start, rules, inline))
    return tuple(made)


def _rules(name: str, kind: str, column: Column | None, *, needed: bool) -> list[str]:
    found: list[str] = []
    text = simple(kind) == "String"
    if needed and kind not in PRIMITIVES:
        found.append("NotBlank" if text else "NotNull")
    if text and EMAIL.match(name):
        found.append("Email")
    length = LENGTH.match(column.type) if text and column is not None else None
    if length is not None:
        found.append(f"Size(max = {length[1] or length[2]})")
    return found


def _column(table: Table | None, name: str) -> Column | None:
    if table is None:
        return None
    own = next((c for c in table.columns if c.attribute == name and not c.references), None)
    return own or table.column(underscored(name)) or table.column(name)


def _needed(column: Column) -> bool:
    return not column.nullable and not column.default and not column.primary_key


def _own(words: frozenset[str]) -> bool:
    return not words & {"static", "transient"}


def _has(annotations: tuple[Annotation, ...]) -> bool:
    return any(RULES.match(one.name) for one in annotations)
