"""What a client may say of a row of a TypeORM entity: its fields, their types and their rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.javascript_values import Call, Fields, Literal, Value, dotted
from backlight.edits import Refused
from backlight.stacks.nestjs.fragment import Class, Member
from backlight.stacks.sensitive import owner, right, secret

MADE = {"CreateDateColumn", "UpdateDateColumn", "DeleteDateColumn", "VersionColumn"}
MADE |= {"VirtualColumn", "ViewColumn"}
KEYS = {"PrimaryGeneratedColumn"}
MANY = {"OneToMany", "ManyToMany"}
EMAIL = regex(r"(?i)^e_?mail(?:_?address)?$")
TARGET = regex(r"^(?:Relation<)?(\w+)>?$")
"""`Room`, or `Relation<Room>` where modules import each other."""
PLAIN = regex(r"[\w$]+")
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
    key: str = ""
    """What that key is called in its own entity."""

    @property
    def lacks(self) -> str:
        """How code asks whether it was left out."""
        return "== null" if self.optional else "=== undefined"


@dataclass(frozen=True, slots=True)
class Shape:
    """An entity, in all that its endpoints need to know."""

    key: str
    number: bool
    fields: tuple[Said, ...]


def shape(one: Class, classes: Sequence[Class]) -> Shape | Refused:
    """What is known of an entity; `Refused` where a person must decide, or a type is not plain."""
    fields = _fields(one, classes)
    if isinstance(fields, Refused):
        return fields
    key = _key(fields)
    if key is None or not _has(key, *KEYS):
        return Refused(
            f"`{one.name}` has no generated key of its own: ask the agent for its endpoints."
        )
    found: list[Said] = []
    for field in fields:
        said = _field(field, classes)
        if isinstance(said, Refused):
            return said
        found += [said] if said is not None else []
    if not found:
        return Refused(f"`{one.name}` has no column that a client could set.")
    kind = _key_kind(key)
    if not kind:
        return Refused(_strange(key))
    return Shape(key.name, kind == "number", tuple(found))


def _fields(one: Class, classes: Sequence[Class]) -> tuple[Member, ...] | Refused:
    """The fields of a class and of those that it extends, the outermost first."""
    found, at, seen = one.fields, one, {one.name}
    while at.bases and dotted(at.bases[0]) != "BaseEntity":
        name = dotted(at.bases[0])
        above = [c for c in classes if c.name == name]
        if len(above) != 1 or name in seen:
            return Refused(f"`{at.name}` extends `{name or '?'}`, whose fields are not known here.")
        at = above[0]
        seen.add(name)
        own = {field.name for field in found}
        found = (*(field for field in at.fields if field.name not in own), *found)
    return found


def _key(fields: Sequence[Member]) -> Member | None:
    """The field that is the whole key of an entity."""
    keys = [f for f in fields if _has(f, *KEYS, "PrimaryColumn", "ObjectIdColumn")]
    return keys[0] if len(keys) == 1 else None


def _key_kind(key: Member) -> str:
    """`number`, or `string` for a UUID; empty for what no pipe here reads."""
    if _type(key, _options(key)) == "uuid":
        return "string"
    return "number" if key.type == "number" else ""


def _field(field: Member, classes: Sequence[Class]) -> Said | Refused | None:
    if _has(field, *KEYS, *MADE, *MANY) or not field.decorators:
        return None
    if _has(field, "ManyToOne", "OneToOne"):
        return _relation(field, classes)
    if not _has(field, "Column"):
        return None if _has(field, "RelationId") else Refused(_strange(field))
    if secret(field.name) or right(field.name):
        return Refused(f"`{field.name}` must be neither taken nor shown as it is: ask the agent.")
    if owner(field.name):
        return Refused(_owned(field.name))
    options = _options(field)
    kind = ENDING.sub("", field.type).strip()
    if kind not in TYPES or not PLAIN.fullmatch(field.name):
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


def _relation(field: Member, classes: Sequence[Class]) -> Said | Refused | None:
    """`roomId` for `@ManyToOne(() => Room) room`, where the row itself holds the key."""
    if owner(field.name):
        return Refused(_owned(field.name))
    if _has(field, "OneToOne") and not _has(field, "JoinColumn"):
        return None
    needed = _options(field).get("nullable") == Literal(value=False)
    target = TARGET.match(field.type)
    found = [c for c in classes if target is not None and c.name == target[1]]
    fields = _fields(found[0], classes) if len(found) == 1 else ()
    key = _key(fields) if not isinstance(fields, Refused) else None
    kind = _key_kind(key) if key is not None else ""
    if key is None or not kind:
        known = f"The key of `{field.type or field.name}` is not known: ask the agent."
        return Refused(known) if needed else None
    rule = "@IsInt()" if kind == "number" else "@IsUUID()"
    return Said(f"{field.name}Id", kind, (rule,), not needed, field.name, key.name)


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
        if (
            _named(call) in {"Column", "PrimaryColumn", *KEYS}
            and call.args
            and isinstance(call.args[0], Literal)
        ):
            given = call.args[0]
    return str(given.value) if isinstance(given, Literal) else ""


def _has(field: Member, *names: str) -> bool:
    return any(_named(call) in names for call in field.decorators)


def _named(call: Call) -> str:
    return dotted(call.of).rpartition(".")[2]
