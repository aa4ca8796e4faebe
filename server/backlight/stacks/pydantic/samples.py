"""Values for tests, as source text."""

from backlight.stacks.pydantic.fields import Field

KEY = '"00000000-0000-0000-0000-000000000001"'
"""A UUID."""


def sample(one: Field) -> str:
    """A value that a field takes."""
    if one.exact == "UUID":
        return KEY
    if one.exact == "Decimal":
        return '"1.50"'
    samples = {
        "integer": "1",
        "number": "1.5",
        "boolean": "True",
        "array": "[]",
        "object": "{}",
        "datetime": '"2024-01-01T00:00:00"',
        "date": '"2024-01-01"',
        "email": '"a@example.com"',
    }
    return samples.get(one.type, f'"{"text"[: one.longest or 4]}"')
