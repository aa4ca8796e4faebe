"""SQLite as a scratch engine: in memory, in this process."""

import sqlite3
from collections.abc import Iterable, Sequence
from time import monotonic

from backlight.analysis.quoting import ident
from backlight.sql.lab.engine import Answer, Broken, Failed, Filling, apart
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.rows import Rows
from backlight.sql.lab.script import creates, inserts

NAME = f"SQLite {sqlite3.sqlite_version}"
STEPS = 10_000
"""How many steps of its machine lie between two looks at the clock."""


class Sqlite:
    """One database in memory."""

    kind = "sqlite"
    name = NAME

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self._connection.execute("PRAGMA foreign_keys = OFF")
        self._connection.set_progress_handler(lambda: monotonic() > self._end, STEPS)

    def create(self, frames: Sequence[Frame]) -> None:
        """Make the tables; raises `Broken`."""
        try:
            for statement in creates(frames, self.kind):
                self._connection.execute(statement)
        except sqlite3.Error as error:
            raise Broken(str(error)) from None

    def fill(self, frames: Sequence[Frame], rows: Rows, *, backwards: bool = False) -> None:
        """Put these rows, and no others, into the tables; raises `Broken`."""
        try:
            mode = "ON" if backwards else "OFF"
            self._connection.execute(f"PRAGMA reverse_unordered_selects = {mode}")
            for frame in frames:
                self._connection.execute(f"DELETE FROM {ident(frame.name)}")
            for statement in inserts(frames, rows, self.kind, backwards=backwards):
                self._connection.execute(statement)
        except sqlite3.Error as error:
            raise Broken(str(error)) from None

    def run(self, sql: str, reads: Iterable[str] = ()) -> Answer:
        """What a statement answers, and what it leaves in tables; nothing stays of it."""
        try:
            self._connection.execute("BEGIN")
            cursor = self._connection.execute(sql)
            found = [tuple(row) for row in cursor.fetchall()]
            names = tuple(one[0] for one in cursor.description or ())
            left = [tuple(r) for read in reads for r in self._connection.execute(read).fetchall()]
            return Answer(names, found, left)
        except sqlite3.Error as error:
            text = str(error)
            raise Failed(text, data="integer overflow" in text or "UNIQUE" in text) from None
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def both(self, on: Filling, sql: tuple[str, str]) -> tuple[Answer, Answer] | None:
        """What two statements answer on these rows; `None` if one of them fails."""
        return apart(self, on, sql)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a question of our own; raises `Failed`."""
        return self.run(sql).rows

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()
