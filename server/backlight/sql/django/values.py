"""What is written in a migration of Django, as plain values; what only runs tells is `Untold`."""

from collections.abc import Iterator

from backlight.analysis.python_values import Call, Literal, Many, Name, Value
from backlight.sql.written import Untold


def last(said: Value | None) -> str:
    """The name of what is called, or of what is named, without where it is from."""
    if isinstance(said, Call):
        return said.name.rpartition(".")[2]
    return said.dotted.rpartition(".")[2] if isinstance(said, Name) else ""


def text(said: Value | None) -> str:
    """A string that is written, else nothing."""
    return said.value if isinstance(said, Literal) and isinstance(said.value, str) else ""


def needed(said: Value | None, what: str) -> str:
    """A string that must be written; raises `Untold`."""
    found = text(said)
    if not found:
        raise Untold(f"{what} is known only when it runs")
    return found


def true(call: Call, name: str) -> bool:
    """Whether an option is written as true."""
    return call.keyword(name) == Literal(value=True)


def number(said: Value | None) -> int | None:
    """A whole number that is written."""
    value = said.value if isinstance(said, Literal) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def items(said: Value | None) -> tuple[Value, ...]:
    """The items of a list, a tuple or a set."""
    return said.items if isinstance(said, Many) else ()


def texts(said: Value | None, what: str) -> tuple[str, ...]:
    """A list of strings that must be written; raises `Untold`."""
    if not isinstance(said, Many):
        raise Untold(f"{what} are known only when it runs")
    return tuple(needed(one, what) for one in said.items)


def pairs(said: Value | None) -> Iterator[tuple[str, Value]]:
    """A dictionary, or a list of pairs, by its keys."""
    if isinstance(said, Many) and said.keys:
        yield from ((text(key), one) for key, one in zip(said.keys, said.items, strict=False))
    else:
        for pair in items(said):
            if len(items(pair)) == 2:
                yield text(items(pair)[0]), items(pair)[1]
