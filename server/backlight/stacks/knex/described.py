"""What the function of `createTable` or `alterTable` says of a table of Knex, line by line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from backlight.analysis.javascript_expressions import string
from backlight.analysis.tables import Column, Table
from backlight.stacks.javascript_bound import Link
from backlight.stacks.knex.lines import lines, names_in

TYPES = {"enum", "enu", "specificType", "binary", "dateTime", "datetime", "date", "time", "json"}
TYPES |= {"string", "text", "uuid", "boolean", "timestamp", "decimal", "float", "double", "jsonb"}
TYPES |= {"integer", "tinyint", "smallint", "mediumint", "bigInteger", "bigint", "int"}
COUNTED = {"increments": "integer", "bigIncrements": "bigint"}
KEPT = ("created_at", "updated_at")
Names = tuple[str, ...]


@dataclass(slots=True)
class Found:
    """What is said so far."""

    table: Table
    columns: dict[str, Column] = field(default_factory=dict)
    indexes: list[Names] = field(default_factory=list)
    names: dict[str, Names] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    altered: list[tuple[str, str, object]] = field(default_factory=list)

    def index(self, names: Names, name: str, kind: str) -> None:
        """One more index, by the name that Knex gives it where it is given none."""
        self.indexes.append(names)
        self.names[name or self.usual(names, kind)] = names

    def usual(self, names: Names, kind: str) -> str:
        """How Knex calls an index of columns."""
        return f"{self.table.name}_{'_'.join(names)}_{kind}".lower()

    def alter(self, name: str, **facts: object) -> None:
        """Change a column, of this migration or of another."""
        if name in self.columns:
            self.columns[name] = replace(self.columns[name], **facts)  # type: ignore[arg-type]  # names of fields
        else:
            self.altered += [(name.lower(), what, now) for what, now in facts.items()]


def described(blank: Table, body: Node) -> Table:
    """The table as the lines of a function make or change it."""
    found = Found(blank)
    for steps in lines(body):
        first, given = steps[0]
        names = names_in(given[0]) if given else ()
        if first in CHANGES:
            CHANGES[first](found, names, given, steps)
        elif first in TYPES or first in COUNTED:
            _declared(found, names[0] if names else "id" if first in COUNTED else "", steps)
    return replace(
        blank,
        columns=tuple(found.columns.values()),
        indexes=tuple(found.indexes),
        index_names=found.names,
        removed=tuple(found.removed),
        dropped=tuple(found.dropped),
        altered=tuple(found.altered),
    )


def _declared(found: Found, name: str, steps: Sequence[Link]) -> None:
    """A column, or one that `alter()` changes."""
    (first, given), rest = steps[0], list(steps[1:])
    if not name:
        return
    said = string(given[1]) if first == "specificType" and len(given) > 1 else None
    one = _column(name, COUNTED.get(first) or said or first, rest)
    if first in COUNTED:
        one = replace(one, primary_key=True, nullable=False, default=True)
    if any(step == "alter" for step, _ in rest):
        found.alter(name, type=one.type, nullable=one.nullable)
    else:
        found.columns[name] = one
    if one.unique:
        found.index((name,), "", "unique")
    if any(step == "index" for step, _ in rest):
        found.index((name,), "", "index")


Change = Callable[[Found, Names, Sequence[Node], Sequence[Link]], None]


def _gone(found: Found, names: Names, given: Sequence[Node], _steps: Sequence[Link]) -> None:
    gone = [*names, *(one for arg in given[1:] for one in names_in(arg))]
    found.removed += gone
    for name in gone:
        found.columns.pop(name, None)


def _called(found: Found, names: Names, given: Sequence[Node], _steps: Sequence[Link]) -> None:
    new = string(given[1]) if len(given) > 1 else None
    if len(names) == 1 and new:
        found.columns[new] = Column(name=new)
        found.removed.append(names[0])
        found.altered.append((names[0].lower(), "name", new))


def _keyed(found: Found, names: Names, given: Sequence[Node], steps: Sequence[Link]) -> None:
    kind = steps[0][0]
    name = string(given[1]) if len(given) > 1 else None
    if names:
        found.index(names, name or "", kind)
    for one in names if kind == "primary" else ():
        found.alter(one, primary_key=True, nullable=False)
    if kind == "unique" and len(names) == 1:
        found.alter(names[0], unique=True)


def _unkeyed(found: Found, names: Names, given: Sequence[Node], steps: Sequence[Link]) -> None:
    kind = "unique" if steps[0][0] == "dropUnique" else "index"
    name = string(given[1]) if len(given) > 1 else None
    found.dropped += [name or found.usual(names, kind)] if name or names else []
    if kind == "unique" and len(names) == 1:
        found.alter(names[0], unique=False)


def _timed(found: Found, _names: Names, _given: Sequence[Node], _steps: Sequence[Link]) -> None:
    found.columns |= {one: Column(name=one, type="timestamp", default=True) for one in KEPT}


def _leading(found: Found, names: Names, _given: Sequence[Node], steps: Sequence[Link]) -> None:
    if len(names) == 1 and (points := _column("", "", steps[1:]).references):
        found.alter(names[0], references=points)


def _free(found: Found, names: Names, _given: Sequence[Node], _steps: Sequence[Link]) -> None:
    if len(names) == 1:
        found.alter(names[0], references="")


def _may(found: Found, names: Names, _given: Sequence[Node], steps: Sequence[Link]) -> None:
    if len(names) == 1:
        found.alter(names[0], nullable=steps[0][0] == "setNullable")


CHANGES: dict[str, Change] = {
    "dropColumn": _gone,
    "dropColumns": _gone,
    "renameColumn": _called,
    "index": _keyed,
    "unique": _keyed,
    "primary": _keyed,
    "dropIndex": _unkeyed,
    "dropUnique": _unkeyed,
    "timestamps": _timed,
    "foreign": _leading,
    "dropForeign": _free,
    "setNullable": _may,
    "dropNullable": _may,
}
"""What else a line may be than a column."""


def _column(name: str, kind: str, steps: Sequence[Link]) -> Column:
    said = dict(steps)
    to = string(said["references"][0]) if said.get("references") else ""
    within = string(said["inTable"][0]) if said.get("inTable") else ""
    points = f"{within}.{to}" if within and to else to or ""
    key = "primary" in said
    return Column(
        name=name,
        type=kind,
        nullable=not key and not {"notNullable", "notNull"} & set(said),
        primary_key=key,
        unique="unique" in said,
        references=points if "." in points else "",
        default="defaultTo" in said,
    )
