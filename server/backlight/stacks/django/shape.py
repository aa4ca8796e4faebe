"""What a resource is made of: the fields of its model as clients see them, its names."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.python_values import Literal
from backlight.edits import Refused
from backlight.stacks import sensitive
from backlight.stacks.django.fields import AUTO, FORWARD, MANY, Field
from backlight.stacks.django.registry import Known, find
from backlight.stacks.django.way import fragments
from backlight.stacks.names import snake
from backlight.stacks.rails_words import plural

STAMPS = regex(r"^(created|updated|modified)(_at|_on)?$")
FILES = {"FileField", "ImageField", "FilePathField"}
UNSHOWN = {"GenericForeignKey", "GenericRelation"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A model, its fields in their order, and which of them a client gives."""

    model: str
    known: Known
    fields: tuple[Field, ...]
    given: tuple[Field, ...]
    """Those a client may write."""
    owner: str
    """The field that holds the signed-in user, empty if there is none."""
    ordered: bool
    """The model says how its rows are ordered."""

    @property
    def variable(self) -> str:
        """`order_line` for `OrderLine`."""
        return snake(self.model)

    @property
    def plural(self) -> str:
        """`order_lines`."""
        return plural(self.variable)

    @property
    def many(self) -> tuple[Field, ...]:
        """The fields that hold collections."""
        return tuple(one for one in self.fields if one.kind in MANY)


def shape(project: Project, model: str) -> Shape | Refused:
    """The shape of a model's resource."""
    known = find(project, model)
    if known is None:
        return Refused(f"`{model}` is not one model of Django; are there two of that name?")
    if not known.complete:
        return Refused(f"`{model}` has a base class that is not known; nor are its fields.")
    if {"password", "is_superuser"} & {*known.one.lent}:
        return Refused(f"`{model}` is a user: CRUD would let anyone make administrators.")
    hidden = [
        f for f in known.fields.values() if sensitive.secret(f.name) and f.kind not in FORWARD
    ]
    if any(required(one) and not _is_filled(one) for one in hidden):
        return Refused(
            f"`{model}` needs `{hidden[0].name}`, which no request should set by itself."
        )
    fields = tuple(f for f in known.fields.values() if f.kind not in UNSHOWN and f not in hidden)
    owner = next((one.name for one in fields if _is_owner(one, user_model(project))), "")
    rights = [f for f in fields if sensitive.right(f.name)]
    if barred := next((f.name for f in rights if required(f) and not _is_filled(f)), ""):
        return Refused(
            f"`{model}` needs `{barred}`, which says what somebody may do: ask the agent for it."
        )
    given = tuple(f for f in fields if f.name != owner and f not in rights and not _is_filled(f))
    if not given:
        return Refused(f"`{model}` has no field that a client could give.")
    ordered = f"{model}.Meta.ordering" in known.said.values
    return Shape(model, known, fields, given, owner, ordered)


def required(one: Field) -> bool:
    """Whether a client must give a field."""
    if one.kind == "BooleanField" or one.call.keyword("default") is not None:
        return False
    return not one.says("null") and not one.says("blank")


def user_model(project: Project) -> str:
    """The class of the users, as the settings name it."""
    for fragment in fragments(project).values():
        said = fragment.texts.get("AUTH_USER_MODEL")
        if isinstance(said, Literal) and isinstance(said.value, str):
            return said.value.rpartition(".")[2]
    return "User"


def _is_owner(one: Field, user: str) -> bool:
    to_user = one.target.rpartition(".")[2] in {"User", user}
    return one.kind in FORWARD and sensitive.owner(one.name) and to_user


def _is_filled(one: Field) -> bool:
    """Whether the database or Django fills a field itself."""
    filled = one.kind in AUTO or one.says("auto_now") or one.says("auto_now_add")
    key = one.says("primary_key") and one.call.keyword("default") is not None
    stamp = STAMPS.search(one.name) and one.call.keyword("default") is not None
    return filled or key or bool(stamp) or one.says("editable", value=False)
