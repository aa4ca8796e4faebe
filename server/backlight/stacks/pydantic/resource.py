"""A model as a resource: its names, the schemas of what is given and shown, and what is refused."""

from dataclasses import dataclass, replace
from re import compile as regex

from backlight.analysis.places import is_migration
from backlight.analysis.tables import Column, Table
from backlight.edits import Refused
from backlight.stacks import sensitive
from backlight.stacks.names import snake
from backlight.stacks.pydantic.columns import column_type
from backlight.stacks.pydantic.fields import Field, attribute
from backlight.stacks.pydantic.model import Model, Style, model
from backlight.stacks.rails_words import plural

STAMP = regex(r"^(created|updated|modified|deleted)(_(at|on|date))?$|^date_(created|modified)$")
PEOPLE = regex(r"^(auth_)?(user|account|person|member|author)s?(_account)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What is to be served."""

    model: str
    one: str
    """`order_item`"""
    many: str
    """`order_items`"""
    slug: str
    """`order-items`, in the path."""
    key: str
    """The attribute of the primary key."""
    key_type: str
    """`int`, `str` or `uuid.UUID`."""
    owner: str
    """The attribute that says whose row it is, empty for none."""
    given: tuple[Field, ...]
    """What a client gives to create one."""
    shown: tuple[Field, ...]


def resource(table: Table) -> Resource | Refused:
    """The resource behind a model, or why it cannot be served without more words."""
    if not table.model:
        return Refused("Routes are made from a model class; put the cursor on one.")
    if is_migration(table.file):
        return Refused(f"`{table.model}` is what a migration keeps of a model; go to the model.")
    if not table.complete:
        return Refused(f"Not all columns of `{table.model}` are known; ask the agent to design it.")
    keys = [column for column in table.columns if column.primary_key]
    if len(keys) != 1:
        count = "several primary keys" if keys else "no primary key that is known"
        return Refused(f"`{table.model}` has {count}; routes need one column as the name of a row.")
    secrets = [c.attribute or c.name for c in table.columns if sensitive.secret(c.name)]
    if secrets:
        return Refused(
            f"`{table.model}` holds secrets (`{secrets[0]}`); say what may be shown and set."
        )
    if right := next((c.name for c in table.columns if sensitive.right(c.name)), ""):
        return Refused(f"`{right}` says what somebody may do; say who may set it.")
    owner = next((_attribute(c) for c in table.columns if _owns(c)), "")
    fields = tuple(_field(column) for column in table.columns)
    pairs = list(zip(fields, table.columns, strict=True))
    shown = tuple(replace(one, required=not c.nullable or c.primary_key) for one, c in pairs)
    given = tuple(one for one, c in pairs if not _filled(c) and one.name != owner)
    if not given:
        return Refused(f"`{table.model}` has no column that a client could give.")
    single, many = snake(table.model), plural(snake(table.model))
    return Resource(
        model=table.model,
        one=single,
        many=many,
        slug=many.replace("_", "-"),
        key=_attribute(keys[0]),
        key_type=_key_type(keys[0]),
        owner=owner,
        given=given,
        shown=shown,
    )


def schemas(of: Resource, style: Style) -> tuple[list[Model], dict[str, set[str]]]:
    """The schemas to create, to change and to read one, and what they need imported."""
    change = tuple(replace(o, required=False, default="") for o in of.given if o.name != of.key)
    made = [
        model(f"{of.model}Create", of.given, style),
        model(f"{of.model}Update", change, style),
        _reading(of, style),
    ]
    wanted: dict[str, set[str]] = {}
    for one in made:
        for module, names in one.imports.items():
            wanted.setdefault(module, set()).update(names)
    return made, wanted


def _reading(of: Resource, style: Style) -> Model:
    """What is shown, read from the attributes of a row."""
    read = tuple(replace(one, longest=0) for one in of.shown)
    made = model(f"{of.model}Read", read, style)
    head, _, body = made.text.partition("\n")
    if style.version == 1:
        config = f"{style.indent}class Config:\n{style.indent * 2}orm_mode = True\n"
    elif style.base == "SQLModel":
        return made
    else:
        config = f"{style.indent}model_config = ConfigDict(from_attributes=True)\n"
        made.imports.setdefault("pydantic", set()).add("ConfigDict")
    return replace(made, text=f"{head}\n{config}\n{body}")


def _field(column: Column) -> Field:
    name = _attribute(column)
    kind, longest = column_type(column)
    exact = "UUID" if "uuid" in column.type.lower() else ""
    if any(word in column.type.lower() for word in ("numeric", "decimal")):
        exact = "Decimal"
    return Field(
        name=name,
        attribute=attribute(name),
        type=kind,
        required=not column.nullable and not column.default,
        longest=longest,
        exact=exact,
    )


def _filled(column: Column) -> bool:
    """Whether no client gives it: a key that comes by itself, or the time of a change."""
    return (column.primary_key and column.default) or _stamped(column)


def _owns(column: Column) -> bool:
    table = column.references.partition(".")[0].lower()
    return bool(sensitive.owner(column.name) and PEOPLE.match(table))


def _stamped(column: Column) -> bool:
    """The program itself says when: `created_at`, or a time with a default."""
    timed = column_type(column)[0] in {"datetime", "date"} and column.default
    return timed or STAMP.match(column.name) is not None


def _attribute(column: Column) -> str:
    return column.attribute or column.name


def _key_type(column: Column) -> str:
    if "uuid" in column.type.lower():
        return "UUID"
    return "int" if column_type(column)[0] == "integer" else "str"
