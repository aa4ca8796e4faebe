"""Values for tests: rows that a model takes, and the rows they need first."""

from dataclasses import dataclass, field

from backlight.analysis.facts import Project
from backlight.analysis.python_values import Literal, Many
from backlight.edits import Refused
from backlight.stacks.django.fields import AUTO, FORWARD, MANY, Field
from backlight.stacks.django.registry import find
from backlight.stacks.django.shape import required, user_model
from backlight.stacks.names import snake

VALUES = {
    "CharField": '"one"',
    "TextField": '"one"',
    "SlugField": '"one"',
    "EmailField": '"one@example.com"',
    "URLField": '"https://example.com/"',
    "UUIDField": '"6b7b1c1e-2f0a-4b1d-9d5c-0e8f6a1b2c3d"',
    "BooleanField": "True",
    "IntegerField": "1",
    "BigIntegerField": "1",
    "SmallIntegerField": "1",
    "PositiveIntegerField": "1",
    "PositiveBigIntegerField": "1",
    "PositiveSmallIntegerField": "1",
    "FloatField": "1.5",
    "DecimalField": '"1"',
    "DateField": '"2026-01-31"',
    "DateTimeField": '"2026-01-31T12:00:00Z"',
    "TimeField": '"12:00:00"',
    "DurationField": '"00:10:00"',
    "JSONField": '{"a": 1}',
    "GenericIPAddressField": '"127.0.0.1"',
}
DEEP = 4
"""How many rows a row needs below it at most."""


@dataclass(slots=True)
class Needed:
    """The rows that must be there first: variable -> the model and what it is created with."""

    project: Project
    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    user: str = ""
    """The variable of the signed-in user, where rows point to one."""


def value(needed: Needed, one: Field, owner: str, depth: int = DEEP) -> str | Refused:
    """The source of a value for a field; what it points to is added to what is needed."""
    if one.kind in FORWARD | MANY:
        return _pointed(needed, one, owner, depth)
    first = _choice(one)
    if first:
        return first
    if one.kind not in VALUES:
        return Refused(f"No test value is known for `{one.name}`, a `{one.kind}`; ask the agent.")
    longest = one.call.keyword("max_length")
    if isinstance(longest, Literal) and isinstance(longest.value, int) and longest.value < 3:
        return f'"{"o" * longest.value}"'
    return VALUES[one.kind]


def _pointed(needed: Needed, one: Field, owner: str, depth: int) -> str | Refused:
    model = owner if one.target == "self" else one.target.rpartition(".")[2]
    if model in {"User", user_model(needed.project)}:
        needed.user = "self.user"
        return "self.user"
    if depth == 0 or one.target == "self":
        return Refused(f"`{one.name}` needs rows that need rows of its own kind; ask the agent.")
    name = snake(model)
    if name not in needed.rows:
        known = find(needed.project, model)
        if known is None or not known.complete:
            return Refused(f"`{model}`, which `{one.name}` points to, is not known as a whole.")
        given = []
        for other in known.fields.values():
            if other.kind in MANY or other.kind in AUTO or not required(other) or _own(other):
                continue
            found = value(needed, other, model, depth - 1)
            if isinstance(found, Refused):
                return found
            given.append(f"{other.name}={found}")
        needed.rows[name] = (model, ", ".join(given))
    return f"self.{name}"


def _own(one: Field) -> bool:
    return one.says("auto_now") or one.says("auto_now_add") or one.column == ""


def _choice(one: Field) -> str:
    """The first of the choices that are written out in place."""
    given = one.call.keyword("choices")
    pair = given.items[0] if isinstance(given, Many) and given.items else None
    first = pair.items[0] if isinstance(pair, Many) and pair.items else None
    if isinstance(first, Literal):
        return f'"{first.value}"' if isinstance(first.value, str) else str(first.value)
    return ""
