"""The fields of a model as they are declared, and the columns they become."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backlight.analysis.python_values import Call, Literal, Name, Value
from backlight.analysis.tables import Column

FORWARD = {"ForeignKey", "OneToOneField", "ParentalKey", "TreeForeignKey", "AutoOneToOneField"}
"""Fields that hold the key of one other row."""
ONE_TO_ONE = {"OneToOneField", "AutoOneToOneField"}
MANY = {"ManyToManyField", "ParentalManyToManyField", "SortedManyToManyField"}
COLLECTIONS = MANY | {"GenericRelation"}
AUTO = {"AutoField", "BigAutoField", "SmallAutoField"}
NO_COLUMN = COLLECTIONS | {"GenericForeignKey", "FilteredRelation"}
ELSEWHERE = ("rest_framework", "django.forms", "wtforms", "marshmallow", "django_filters")
"""Libraries whose classes are called fields as well."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model."""

    name: str
    kind: str
    """The name of its class: `CharField`."""
    call: Call

    def says(self, option: str, *, value: bool = True) -> bool:
        """Whether an option is written with a value."""
        return self.call.keyword(option) == Literal(value)

    @property
    def column(self) -> str:
        """The name of its column, empty if it has none."""
        if self.kind in NO_COLUMN:
            return ""
        given = self.call.keyword("db_column")
        if isinstance(given, Literal) and isinstance(given.value, str):
            return given.value
        return f"{self.name}_id" if self.kind in FORWARD else self.name

    @property
    def unique(self) -> bool:
        """Whether no two rows share its value."""
        return self.says("unique") or self.says("primary_key") or self.kind in ONE_TO_ONE

    @property
    def indexed(self) -> bool:
        """Whether Django makes an index for it."""
        usual = self.kind in FORWARD or self.kind == "SlugField"
        return (
            self.unique
            or self.says("db_index")
            or (usual and not self.says("db_index", value=False))
        )

    @property
    def target(self) -> str:
        """The model it leads to, as written (`profiles.Profile`, `self`), empty if unknown."""
        said = self.call.argument(0, "to")
        if isinstance(said, Literal) and isinstance(said.value, str):
            return said.value
        name = said.dotted if isinstance(said, Name) else ""
        return "User" if name.endswith("AUTH_USER_MODEL") else name

    @property
    def related(self) -> str:
        """The name of the way back, empty if it is the default one."""
        said = self.call.keyword("related_name")
        return said.value if isinstance(said, Literal) and isinstance(said.value, str) else ""


def field(imports: Mapping[str, str], name: str, said: Value | None) -> Field | None:
    """The field that an attribute is, if it is one."""
    if not isinstance(said, Call) or not said.name:
        return None
    head, _, last = said.name.rpartition(".")
    if not last.endswith(("Field", "ForeignKey", "Key")):
        return None
    origin = imports.get(said.name.partition(".")[0], "")
    if origin.startswith(ELSEWHERE) or head in {"serializers", "forms", "filters"}:
        return None
    return Field(name, last, said)


def columns(fields: Mapping[str, Field], tables: Mapping[str, str]) -> Iterator[Column]:
    """The columns of a model; `tables` gives the table of a model by its name as written."""
    if not any(one.says("primary_key") for one in fields.values()):
        yield Column(name="id", type="AutoField", nullable=False, primary_key=True, unique=True)
    for one in fields.values():
        if one.column:
            yield column(one, tables)


def column(one: Field, tables: Mapping[str, str]) -> Column:
    """The column of one field."""
    known = one.kind in FORWARD and not _swapped(one)
    table = tables.get(one.target, "") if known else ""
    longest = one.call.keyword("max_length")
    filled = one.kind in AUTO or one.says("auto_now") or one.says("auto_now_add")
    return Column(
        name=one.column,
        type=f"{one.kind}({longest.value})" if isinstance(longest, Literal) else one.kind,
        nullable=one.says("null"),
        primary_key=one.says("primary_key"),
        unique=one.unique,
        references=f"{table}.id" if table else "",
        attribute=one.name if one.name != one.column else "",
        default=filled or one.call.keyword("default") is not None,
    )


def _swapped(one: Field) -> bool:
    """Whether a setting says what it leads to (`AUTH_USER_MODEL`)."""
    said = one.call.argument(0, "to")
    name = said.dotted if isinstance(said, Name) else ""
    return name.endswith("AUTH_USER_MODEL") or name.startswith("settings.")


def table_of(target: str, app: str, imports: Mapping[str, str]) -> str:
    """The table of a model as a field names it, by Django's own rule."""
    if "." not in target and target in imports:
        parts = imports[target].split(".")
        at = parts.index("models") if "models" in parts else len(parts) - 1
        app, target = (parts[at - 1] if at else ""), parts[-1]
    elif "." in target:
        app, target = target.split(".")[-2:]
    name = f"{app}_{target}".lower().strip("_")
    return OWN.get(name, name)


OWN = {
    "admin_logentry": "django_admin_log",
    "contenttypes_contenttype": "django_content_type",
    "flatpages_flatpage": "django_flatpage",
    "redirects_redirect": "django_redirect",
    "sessions_session": "django_session",
    "sites_site": "django_site",
}
"""Tables of Django's own applications that are not called by the rule."""
