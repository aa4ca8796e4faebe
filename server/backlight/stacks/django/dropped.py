"""Names of indexes that migrations of Django make, and those that later ones take away."""

from collections.abc import Iterator, Mapping

from backlight.analysis.left_indexes import is_dropped
from backlight.analysis.python_values import Call, Many, Value
from backlight.analysis.tables import PartialIndex
from backlight.stacks.django.models import listed_indexes, text

Columns = tuple[str, ...]


def of_field(column: str) -> str:
    """What the index of a field itself is known by, which has no name in a migration."""
    return f"the index of {column} itself"


def of_kind(kind: str, columns: Columns) -> str:
    """The same of `unique_together` and `index_together`."""
    return f"{kind} of {', '.join(columns)}"


def every(kind: str) -> str:
    """All of a kind: a migration that alters them says which there are from then on."""
    return of_kind(kind, ("*",))


def named(given: Value | None) -> Iterator[tuple[str, Columns]]:
    """Each `Index(fields=[…], name=…)` of a list, with its name."""
    for one in given.items if isinstance(given, Many) else ():
        if isinstance(one, Call) and (name := text(one.keyword("name"))):
            yield from ((name, columns) for columns in listed_indexes(Many((one,))))


def kept(
    indexes: tuple[Columns, ...], names: Mapping[str, Columns], dropped: tuple[Columns | str, ...]
) -> tuple[tuple[Columns, ...], dict[str, Columns]]:
    """The indexes of one file that an operation further down in it leaves."""
    left = {
        name: columns
        for name, columns in names.items()
        if not any(is_dropped(name, one) for one in dropped)
    }
    gone = set(names.values()) - set(left.values())
    return tuple(one for one in indexes if one not in gone), left


def left(
    partial: tuple[PartialIndex, ...], dropped: tuple[Columns | str, ...]
) -> Iterator[PartialIndex]:
    """The indexes of some rows that it leaves."""
    return (one for one in partial if not any(is_dropped(one.name, name) for name in dropped))
