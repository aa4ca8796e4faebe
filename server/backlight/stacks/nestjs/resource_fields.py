"""What a client may say of a row of a TypeORM entity: its fields, their types and their rules."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.javascript_values import Call, Fields, Literal, Value, dotted
from backlight.edits import Refused
from backlight.stacks.nestjs.fragment import Class, Member

MADE = {"CreateDateColumn", "UpdateDateColumn", "DeleteDateColumn", "VersionColumn"}
KEYS = {"PrimaryGeneratedColumn"}
MANY = {"OneToMany", "ManyToMany"}
SECRET = regex(r"(?i)password|hash|salt|secret|token|role|admin|permission")
OWNER = regex(r"(?i)^(user|owner|author|account|member|customer|tenant)(_?id)?$")
EMAIL = regex(r"(?i)^e_?mail(?:_?address)?$")
TARGET = regex(r"^\w+$")
ENDING = regex(r"\s*\|\s*(?:null|undefined)\b")
TYPES = {"string": "IsString", "number": "IsNumber", "boolean": "IsBoolean", "Date": "IsDate"}
WHOLE = {"int", "integer", "smallint", "tinyint", "mediumint", "int2", "int4"}


@dataclass(frozen=True, slots=True)
class Said:
    """A field of the body."""

    name: str
    type: str
    rules: tuple[str, ...]
    optional: bool
    to: str = ""
    """The relation that it is the key of."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An entity, in all that its endpoints need to know."""

    key: str
    number: bool
    fields: tuple[Said, ...]


def shape(one: Class) -> Shape | Refused:
    """What is known of an entity; `Refused` where a person must decide, or a type is not plain."""
    keys = [f for f in one.fields if _has(f, *KEYS, "PrimaryColumn", "ObjectIdColumn")]
    if len(keys) != 1 or not _has(keys[0], *KEYS) or not _plain_base(one):
        return Refused(
            f"`{one.name}` has no generated key of its own: ask the agent for its endpoints."
        )
    found: list[Said] = []
    for field in one.fields:
        said = _field(field)
        if isinstance(said, Refused):
            return said
        found += [said] if said is not None else []
    if not found:
        return Refused(f"`{one.name}` has no column that a client could set.")
    uuid = any(a == Literal("uuid") for call in keys[0].decorators for a in call.args)
    return Shape(keys[0].name, not uuid, tuple(found))


def _plain_base(one: Class) -> bool:
    return all(dotted(base) == "BaseEntity" for base in one.bases)


def _field(field: Member) -> Said | Refused | None:
    if _has(field, *KEYS, *MADE, *MANY) or not field.decorators:
        return None
    if _has(field, "ManyToOne", "OneToOne"):
        return _relation(field)
    if not _has(field, "Column"):
        return None if _has(field, "RelationId") else Refused(_strange(field))
    if SECRET.search(field.name):
        return Refused(f"`{field.name}` must be neither taken nor shown as it is: ask the agent.")
    if OWNER.match(field.name):
        return Refused(_owned(field.name))
    options = _options(field)
    kind = ENDING.sub("", field.type).strip()
    if kind not in TYPES:
        return Refused(_strange(field))
    rules = _rules(field, kind, options)
    nullable = options.get("nullable") == Literal(value=True) or kind != field.type.strip()
    return Said(field.name, kind, rules, nullable or "default" in options)


def _rules(field: Member, kind: str, options: dict[str, Value]) -> tuple[str, ...]:
    said = _type(field, options)
    if kind == "Date":
        return ("@Type(() => Date)", "@IsDate()")
    if kind == "number":
        return ("@IsInt()",) if said in WHOLE or not said else ("@IsNumber()",)
    if kind == "boolean":
        return ("@IsBoolean()",)
    found = ["@IsUUID()" if said == "uuid" else "@IsString()"]
    found = ["@IsEmail()"] if EMAIL.match(field.name) else found
    length = options.get("length")
    if isinstance(length, Literal):
        found.append(f"@MaxLength({length.value})")
    return tuple(found)


def _relation(field: Member) -> Said | Refused | None:
    """`roomId` for `@ManyToOne(() => Room) room`; one that may be empty is left to others."""
    options = _options(field)
    if OWNER.match(field.name):
        return Refused(_owned(field.name))
    if options.get("nullable") != Literal(value=False):
        return None
    return Said(f"{field.name}Id", "number", ("@IsInt()",), optional=False, to=field.name)


def _owned(name: str) -> str:
    return (
        f"`{name}` says whose a row is, and must come from who has signed in: ask the agent for "
        "these endpoints."
    )


def _strange(field: Member) -> str:
    return f"`{field.name}` is no plain value (`{field.type or '?'}`): ask the agent for it."


def _options(field: Member) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for call in field.decorators:
        for given in call.args:
            found |= dict(given.pairs) if isinstance(given, Fields) else {}
    return found


def _type(field: Member, options: dict[str, Value]) -> str:
    given = options.get("type")
    for call in field.decorators:
        if _named(call) == "Column" and call.args and isinstance(call.args[0], Literal):
            given = call.args[0]
    return str(given.value) if isinstance(given, Literal) else ""


def _has(field: Member, *names: str) -> bool:
    return any(_named(call) in names for call in field.decorators)


def _named(call: Call) -> str:
    return dotted(call.of).rpartition(".")[2]
