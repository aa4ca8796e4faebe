"""What a scratch engine can do, whichever it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from backlight.sql.lab.frame import Frame
from backlight.sql.lab.rows import Rows


class Broken(Exception):
    """The engine cannot be used: a limit, a table it cannot make, a connection that is gone."""


class Failed(Exception):
    """A statement failed; `data` tells whether it did so for the rows that it met."""

    def __init__(self, text: str, *, data: bool = False) -> None:
        super().__init__(text.partition("\n")[0])
        self.data = data


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement answered."""

    names: tuple[str, ...]
    rows: list[tuple[object, ...]]
    left: list[tuple[object, ...]]
    """The rows of the tables that it writes, as it leaves them."""


@dataclass(frozen=True, slots=True)
class Filling:
    """The rows that tables are given, and the questions about what a statement leaves in them."""

    frames: Sequence[Frame]
    rows: Rows
    reads: Sequence[str]
    backwards: bool


class Engine(Protocol):
    """A scratch database."""

    kind: str
    name: str

    def create(self, frames: Sequence[Frame]) -> None:
        """Make the tables; raises `Broken`."""

    def fill(self, frames: Sequence[Frame], rows: Rows, *, backwards: bool = False) -> None:
        """Put these rows, and no others, into the tables; raises `Broken`."""

    def run(self, sql: str, reads: Iterable[str] = ()) -> Answer:
        """What a statement answers; nothing stays of it. Raises `Failed`."""

    def both(self, on: Filling, sql: tuple[str, str]) -> tuple[Answer, Answer] | None:
        """What two statements answer on these rows; `None` if one of them fails.

        Nothing stays, neither of the statements nor of the rows.
        """

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a question of our own; raises `Failed`."""

    def close(self) -> None:
        """Forget everything."""


def apart(engine: Engine, on: Filling, sql: tuple[str, str]) -> tuple[Answer, Answer] | None:
    """What two statements answer, one after the other; `None` if one of them fails."""
    engine.fill(on.frames, on.rows, backwards=on.backwards)
    try:
        return engine.run(sql[0], on.reads), engine.run(sql[1], on.reads)
    except Failed:
        return None
