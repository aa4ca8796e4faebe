"""An entity as a resource: its key, what a client may set of it, and the rules of that."""

from collections.abc import Callable
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.java_values import Field, simple
from backlight.analysis.java_world import Found, World
from backlight.analysis.tables import Column, Table
from backlight.edits import Refused
from backlight.stacks.names import underscored
from backlight.stacks.sensitive import owner, right, secret
from backlight.stacks.spring.constraints import EMAIL, LENGTH

BOXED = {
    **{name: name.capitalize() for name in ("long", "short", "byte", "float", "double", "boolean")},
    "int": "Integer",
    "char": "Character",
}
PLAIN = {
    *("String", "Integer", "Long", "Short", "Byte", "Float", "Double", "Boolean", "Character"),
    *("BigDecimal", "BigInteger", "LocalDate", "LocalDateTime", "LocalTime", "Instant", "UUID"),
    *("OffsetDateTime", "ZonedDateTime", "Date"),
}
LATE = {
    *("CreationTimestamp", "UpdateTimestamp", "CreatedDate", "LastModifiedDate", "CreatedBy"),
    *("LastModifiedBy", "Version", "GeneratedValue", "Transient", "Formula"),
}
MANY = {"OneToMany", "ManyToMany", "ElementCollection"}
NEEDED = regex(r"^Not(?:Null|Blank|Empty)$")


Enums = Callable[[str], str]
"""The full name of an enum of the project, by its simple one; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that a client may say of a row, and is shown of it."""

    name: str
    type: str
    """Boxed: what is missing in the body is `null`, and no zero."""
    full: str
    """Its full name, where it must be imported."""
    rules: tuple[str, ...]
    to: str = ""
    """The entity that it leads to."""

    @property
    def key(self) -> str:
        """Its name in bodies: `ownerId` for a relation."""
        return f"{self.name}Id" if self.to else self.name


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity, in all that its endpoints need to know."""

    key: str
    """The type of its key."""
    properties: tuple[Property, ...]
    unique: bool


def entity(world: World, found: Found, table: Table, enums: Enums) -> Entity | Refused:
    """What is known of an entity; `Refused` where code could not reach or would show too much."""
    chain = [*reversed(list(world.supers(found))), found]
    key = next((f for _, one in chain for f in one.fields if _has(f, "Id")), None)
    made = key is not None and _has(key, "GeneratedValue", "UuidGenerator")
    name = found[1].name
    if key is None or not made:
        return Refused(f"`{name}` has no key that is made for it: ask the agent for its endpoints.")
    fields = [(at, f) for at in chain for f in at[1].fields if f is not key]
    properties: list[Property] = []
    for at, one in fields:
        said = _property(world, chain, at, one, (table, enums))
        if isinstance(said, Refused):
            return said
        properties += [said] if said is not None else []
    if "getId" not in _methods(chain) and not _written(found, key, "Getter"):
        return Refused(f"`{name}` has no `getId()`: ask the agent for its endpoints.")
    if not properties:
        return Refused(f"`{name}` has nothing that a client could set.")
    unique = any(column.unique for column in table.columns)
    return Entity(BOXED.get(key.type, simple(key.type)), tuple(properties), unique)


def _property(
    world: World, chain: list[Found], at: Found, one: Field, known: tuple[Table, Enums]
) -> Property | Refused | None:
    if {"static", "transient"} & one.words or _has(one, *LATE, *MANY, "JsonIgnore") or not one.name:
        return None
    if secret(one.name) or right(one.name):
        return Refused(
            f"`{one.name}` must be neither taken nor shown as it is: ask the agent for it."
        )
    related = _has(one, "ManyToOne", "OneToOne")
    if owner(one.name) and (related or one.name != "author"):  # Books have an author that is text
        return Refused(
            f"`{one.name}` says whose a row is, and must come from who has signed in: ask the "
            "agent for these endpoints."
        )
    if _has(one, "Embedded", "EmbeddedId", "Convert", "Lob", "Type"):
        return Refused(f"`{one.name}` is more than one plain value: ask the agent for it.")
    if not _reached(chain, at, one):
        return Refused(f"`{one.name}` has no getter and setter: ask the agent for it.")
    table, enums = known
    column = next((c for c in table.columns if c.attribute == one.name), None)
    column = column or table.column(underscored(one.name))
    if related:
        return _relation(world, at, one, column)
    kind = BOXED.get(one.type, simple(one.type))
    full = at[0].imported(kind) or ("" if kind in PLAIN else enums(kind))
    if "<" in one.type or (kind not in PLAIN and not full):
        return Refused(f"`{one.name}` is a `{one.type}`, no plain value: ask the agent for it.")
    return Property(one.name, kind, full, tuple(_rules(one, kind, column)))


def _reached(chain: list[Found], at: Found, one: Field) -> bool:
    """Whether code can get and set a field."""
    title, known = one.name[:1].upper() + one.name[1:], _methods(chain)
    gets = "is" if one.type == "boolean" else "get"
    shown = f"{gets}{title}" in known or _written(at, one, "Getter")
    return shown and (f"set{title}" in known or _written(at, one, "Setter"))


def _relation(world: World, at: Found, one: Field, column: Column | None) -> Property | None:
    to = world.type(at[0], one.type)
    keys = [f for t in (to, *world.supers(to)) for f in t[1].fields if _has(f, "Id")] if to else []
    if _has(one, "OneToOne") or len(keys) != 1:
        return None
    needed = column is not None and not column.nullable
    kind = BOXED.get(keys[0].type, simple(keys[0].type))
    full = "java.util.UUID" if kind == "UUID" else ""
    return Property(one.name, kind, full, ("NotNull",) if needed else (), simple(one.type))


def _rules(one: Field, kind: str, column: Column | None) -> list[str]:
    """The rules that the entity and its table have already."""
    own = [a.name for a in one.annotations if NEEDED.match(a.name)]
    needed = column is not None and not column.nullable
    found = own[:1] or ([("NotBlank" if kind == "String" else "NotNull")] if needed else [])
    if kind == "String" and (EMAIL.match(one.name) or _has(one, "Email")):
        found.append("Email")
    size = LENGTH.match(column.type) if kind == "String" and column is not None else None
    if size is not None:
        found.append(f"Size(max = {size[1] or size[2]})")
    return found


def _methods(chain: list[Found]) -> set[str]:
    return {method.name for _, one in chain for method in one.methods}


def _written(at: Found, one: Field, what: str) -> bool:
    """Whether Lombok writes the method."""
    said = {a.name for a in (*at[1].annotations, *one.annotations)}
    return bool(said & {what, "Data"})


def _has(one: Field, *names: str) -> bool:
    return any(annotation.name in names for annotation in one.annotations)
