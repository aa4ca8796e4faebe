"""What the decorators of a field of an entity say."""

from backlight.analysis.javascript_values import Call, Fields, Literal, dotted

Member = tuple[str, str, list[Call]]
"""A field of a class: its name, its declared type, its decorators."""


def name_of(call: Call) -> str:
    """What a decorator is called."""
    return dotted(call.of).rpartition(".")[2]


def joined(calls: list[Call]) -> str:
    """The column that `@JoinColumn({ name: "author_id" })` names, empty if none does."""
    for call in calls:
        for given in call.args if name_of(call) == "JoinColumn" else ():
            name = dict(given.pairs).get("name") if isinstance(given, Fields) else None
            if isinstance(name, Literal):
                return str(name.value)
    return ""
