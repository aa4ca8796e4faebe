"""The operations of a migration, and those that move a table as a whole."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from backlight.analysis.python_values import Call, Many, Value
from backlight.analysis.tables import Table
from backlight.stacks.django.models import text


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, and the file it stands in."""

    call: Call
    path: str
    app: str
    imports: Mapping[str, str]

    def text(self, position: int, name: str) -> str:
        """An argument that is a string, empty if it is none."""
        return text(self.call.argument(position, name))

    def table(self, model: str) -> Table:
        """The table of a model, as yet without anything."""
        name = f"{self.app}_{model}".lower().strip("_")
        line = self.call.line
        return Table(name=name, file=self.path, line=line, origin="migration", complete=False)


def operations(items: Iterable[Value], known: Container[str]) -> Iterator[Call]:
    """Each operation that says something of tables, also what is done to the state alone.

    What is taken from the state alone stays in the database.
    """
    for call in items:
        name = call.name.rpartition(".")[2] if isinstance(call, Call) else ""
        if isinstance(call, Call) and name in known:
            yield call
        elif isinstance(call, Call) and name == "SeparateDatabaseAndState":
            yield from operations(_items(call.argument(0, "database_operations")), known)
            state = operations(_items(call.argument(1, "state_operations")), known)
            yield from (one for one in state if one.name.rpartition(".")[2] not in LOSES)


LOSES = frozenset({"DeleteModel", "RemoveField", "RenameField", "RenameModel", "AlterModelTable"})


def called(one: Operation) -> Iterator[Table]:
    """`AlterModelTable`: the table has a name of its own, or that of its model again."""
    usual = one.table(one.text(0, "name"))
    name = one.text(1, "table") or usual.name
    yield replace(usual, name=name, former=usual.name, alias=usual.name)


def renamed(one: Operation) -> Iterator[Table]:
    """`RenameModel`: the table goes along."""
    before = one.table(one.text(0, "old_name")).name
    yield replace(one.table(one.text(1, "new_name")), former=before)


def deleted(one: Operation) -> Iterator[Table]:
    """`DeleteModel`: its table is gone."""
    yield replace(one.table(one.text(0, "name")), gone=True)


def _items(said: Value | None) -> tuple[Value, ...]:
    return said.items if isinstance(said, Many) else ()
