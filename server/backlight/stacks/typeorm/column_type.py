"""A column of an entity as TypeORM declares it in PostgreSQL: its type, and its default."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.javascript_values import Call, Fields, Literal, Name, Value
from backlight.edits import Refused
from backlight.stacks.typeorm.decorators import Member, name_of

PLAIN = {"string": "varchar", "number": "int", "boolean": "boolean", "Date": "timestamp"}
PLAIN |= {"String": "varchar", "Number": "int", "Boolean": "boolean"}
"""Types of TypeScript, as a column has them that says no type of its own."""
TYPES = {
    **dict.fromkeys(("varchar", "character varying"), "character varying"),
    **dict.fromkeys(("int", "int4", "integer"), "integer"),
    **dict.fromkeys(("int2", "smallint"), "smallint"),
    **dict.fromkeys(("int8", "bigint"), "bigint"),
    **dict.fromkeys(("bool", "boolean"), "boolean"),
    **dict.fromkeys(("text", "simple-array", "simple-json"), "text"),
    **dict.fromkeys(("decimal", "numeric"), "numeric"),
    **dict.fromkeys(("float", "float8", "double precision"), "double precision"),
    **dict.fromkeys(("float4", "real"), "real"),
    **dict.fromkeys(("timestamp", "timestamp without time zone"), "TIMESTAMP"),
    **dict.fromkeys(("timestamptz", "timestamp with time zone"), "TIMESTAMP WITH TIME ZONE"),
    **{one: one for one in ("uuid", "date", "json", "jsonb", "bytea")},
}
"""Types of columns -> as TypeORM writes them for PostgreSQL."""
SIZED = {"character varying": ("length",), "numeric": ("precision", "scale")}
TAKEN = frozenset({"type", "name", "nullable", "default", "length", "precision", "scale"})
BESIDE = frozenset({"select", "insert", "update", "transformer"})
"""Options that only the code is concerned with."""
DATES = {"CreateDateColumn": True, "UpdateDateColumn": True, "DeleteDateColumn": False}
"""Columns that TypeORM fills -> whether they always hold a time."""
MORE = {"Index", "Unique", "Generated", "Check", "Exclusion", "ForeignKey", "RelationId"}
MORE |= {"PrimaryColumn", "PrimaryGeneratedColumn", "VersionColumn", "ObjectIdColumn"}
MORE |= {"ManyToOne", "OneToOne", "OneToMany", "ManyToMany", "JoinColumn", "JoinTable"}
MORE |= {"VirtualColumn", "ViewColumn", "TreeParent", "TreeChildren", "TreeLevelColumn"}
DIGITS = regex(r"^\d+$")


@dataclass(frozen=True, slots=True)
class Declared:
    """A column as it is declared: `default` is SQL, empty where there is none."""

    type: str
    nullable: bool
    default: str = ""


def declared(member: Member, name: str) -> Declared | Refused:
    """What a field says of its column; refused where it says more than a plain column holds."""
    _, kind, calls = member
    more = next((name_of(one) for one in calls if name_of(one) in MORE), "")
    options = _options(calls)
    if not more and options is not None:
        more = next(iter(sorted(options.keys() - TAKEN - BESIDE)), "")
    if more or options is None:
        said = f" (`{more}`)" if more else ""
        return Refused(
            f"`{name}` is more than a plain column{said}: run `migration:generate`, or ask the "
            "agent for its migration."
        )
    date = next((DATES[name_of(one)] for one in calls if name_of(one) in DATES), None)
    type_ = _type(options, kind if date is None else "Date")
    if not type_:
        return Refused(f"The type of `{name}` ({kind or 'none'}) is not one of the plain.")
    if date is not None:
        plain = type_.startswith("TIMESTAMP") and not {"default", "nullable"} & options.keys()
        made = Declared(type_, nullable=not date, default="now()" if date else "")
        return made if plain else Refused(f"What `{name}` holds by itself is not the usual.")
    default = _default(options.get("default"))
    if default is None:
        return Refused(f"The default of `{name}` is known only when it runs; ask the agent.")
    made = Declared(type_, options.get("nullable") == Literal(value=True), default)
    if not made.nullable and not made.default:
        return Refused(
            f"`{name}` cannot be empty, and rows may be there: it takes a default or a "
            "backfill; ask the agent for the steps."
        )
    return made


def _options(calls: list[Call]) -> dict[str, Value] | None:
    """The options of a column, its type among them; `None` where some are known only later."""
    found: dict[str, Value] = {}
    for call in calls:
        if name_of(call) != "Column" and name_of(call) not in DATES:
            continue
        for n, one in enumerate(call.args):
            if isinstance(one, Fields):
                found |= dict(one.pairs)
            elif n == 0 and isinstance(one, Literal):
                found["type"] = one
            else:
                return None
    return None if "..." in found else found


def _type(options: dict[str, Value], kind: str) -> str:
    """The type in SQL, with its size; empty for one that is not known here."""
    given = options.get("type", Name(kind))
    said = PLAIN.get(given.name, "") if isinstance(given, Name) else ""
    said = str(given.value) if isinstance(given, Literal) else said
    type_ = TYPES.get(said.lower(), "")
    sizes = [options[key] for key in ("length", "precision", "scale") if key in options]
    allowed = SIZED.get(type_, ())
    if any(key in options and key not in allowed for key in ("length", "precision", "scale")):
        return ""
    numbers = [_number(one) for one in sizes]
    if not all(numbers) or (len(allowed) > 1 and len(numbers) == 1 and "scale" in options):
        return ""
    return f"{type_}({','.join(numbers)})" if numbers and type_ else type_


def _number(given: Value) -> str:
    value = given.value if isinstance(given, Literal) else ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    said = str(value)
    return said if DIGITS.match(said) else ""


def _default(given: Value | None) -> str | None:
    """A default as TypeORM writes it; `None` where it is known only when it runs."""
    match given:
        case None | Literal(None):
            return ""
        case Literal(bool(value)):
            return "true" if value else "false"
        case Literal(str(value)) if "'" not in value and "\\" not in value:
            return f"'{value}'"
        case Literal(int(value) | float(value)):
            return f"'{int(value) if value == int(value) else value}'"
        case _:
            return None
