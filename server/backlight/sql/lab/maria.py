"""MariaDB as a scratch engine: a server of our own, and a user who may do nothing else."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

import pymysql
from pymysql.cursors import Cursor

from backlight.analysis.quoting import ident
from backlight.sql.lab.engine import Answer, Broken, Failed, Filling, apart
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.maria_server import MariaServer
from backlight.sql.lab.rows import Row, Rows
from backlight.sql.lab.script import creates, inserts, quoted

USER, HOME = "lab", "lab"
"""Who statements are run as, and the database that is emptied for each trial."""
SECONDS, WAIT = 2, 10.0
OURS = "SET sql_mode = 'ANSI_QUOTES,STRICT_TRANS_TABLES'"
"""How our own statements are read: names stand in double quotes."""
THEIRS = "SET sql_mode = DEFAULT"
CHANCE = frozenset({1048, 1062, 1242, 1264, 1292, 1365, 1366, 1406, 1411, 1690, 1969})
"""Errors that depend on the rows."""
GONE = frozenset({2006, 2013, 2055})


class Maria:
    """The tables of one trial, in databases that are emptied for the next."""

    kind = "mysql"

    def __init__(self, server: MariaServer) -> None:
        self._server = server
        self._admin = _connected(server, "root", None)
        for place in self._places():
            self._own(f"DROP DATABASE {ident(place)}")
        self._own(f"CREATE USER IF NOT EXISTS {USER}@localhost")
        self._owned(HOME)
        self._connection = _connected(server, USER, HOME)
        ((version,),) = _all(self._connection, "SELECT VERSION()")
        self.name = f"MariaDB {'.'.join(str(version).split('.')[:2])}"
        self._ask(f"SET max_statement_time = {SECONDS}")

    def create(self, frames: Sequence[Frame]) -> None:
        """Make the tables; raises `Broken`."""
        kept = set(_all(self._admin, "SHOW DATABASES"))
        for place in dict.fromkeys(one.place for one in frames if one.place):
            if (place,) in kept:
                raise Broken(f"`{place}` is a database of the server itself")
            self._owned(place)
        self._do(creates(frames, self.kind))

    def fill(self, frames: Sequence[Frame], rows: Rows, *, backwards: bool = False) -> None:
        """Put these rows, and no others, into the tables; raises `Broken`."""
        wiped = [f"DELETE FROM {quoted(frame)}" for frame in frames]
        apart = {frame.name: _apart(frame, rows.get(frame.name, [])) for frame in frames}
        self._do([*wiped, *inserts(frames, apart, self.kind, backwards=backwards)])

    def run(self, sql: str, reads: Iterable[str] = ()) -> Answer:
        """What a statement answers, and what it leaves in tables; nothing stays of it."""
        try:
            self._ask("BEGIN")
            with self._connection.cursor() as cursor:
                cursor.execute(sql)
                found = list(cursor.fetchall()) if cursor.description else []
                names = tuple(str(one[0]) for one in cursor.description or ())
            left: list[tuple[object, ...]] = []
            for read in reads:
                self._ask(OURS)
                left += _all(self._connection, read)
            return Answer(names, found, left)
        except pymysql.Error as error:
            number, text = _said(error)
            if number in GONE or not self._server.alive():
                raise Broken("the server ended") from None
            raise Failed(text, data=number in CHANCE) from None
        except (ValueError, OverflowError, UnicodeError) as error:
            raise Failed(str(error)) from None
        finally:
            with suppress(pymysql.Error):
                self._connection.rollback()
                self._ask(THEIRS)

    def both(self, on: Filling, sql: tuple[str, str]) -> tuple[Answer, Answer] | None:
        """What two statements answer on these rows; `None` if one of them fails."""
        return apart(self, on, sql)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a question of our own; raises `Failed`."""
        return self.run(sql).rows

    def close(self) -> None:
        """Leave the server."""
        for one in (self._connection, self._admin):
            with suppress(pymysql.Error):
                one.close()

    def _do(self, script: Iterable[str]) -> None:
        try:
            self._ask(OURS)
            for statement in script:
                self._ask(statement)
            self._connection.commit()
            self._ask(THEIRS)
        except pymysql.Error as error:
            raise Broken(_said(error)[1]) from None

    def _places(self) -> list[str]:
        own = {"mysql", "information_schema", "performance_schema", "sys"}
        return [str(n) for (n,) in _all(self._admin, "SHOW DATABASES") if n not in own]

    def _owned(self, place: str) -> None:
        """A database in which the user of the lab may do everything."""
        self._own(f"CREATE DATABASE {ident(place)}")
        escaped = place.replace("_", "\\_").replace("%", "\\%")
        self._own(f"GRANT ALL ON {ident(escaped)}.* TO {USER}@localhost")

    def _own(self, sql: str) -> None:
        try:
            with self._admin.cursor() as cursor:
                cursor.execute(OURS)
                cursor.execute(sql)
        except pymysql.Error as error:
            raise Broken(_said(error)[1]) from None

    def _ask(self, sql: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)


def _apart(frame: Frame, rows: Sequence[Row]) -> list[Row]:
    """The rows without those whose keys are the same to MySQL, which looks at no case."""
    keys = [frame.key, *((one.name,) for one in frame.fields if one.unique)]
    seen: set[tuple[object, ...]] = set()
    found = []
    for row in rows:
        mine = [
            (at, *(v.casefold().rstrip() if isinstance(v := row[n], str) else v for n in names))
            for at, names in enumerate(keys)
            if names and all(row[n] is not None for n in names)
        ]
        if not seen.intersection(mine):
            seen.update(mine)
            found.append(row)
    return found


def _all(connection: "pymysql.Connection[Cursor]", sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]


def _connected(
    server: MariaServer, user: str, database: str | None
) -> "pymysql.Connection[Cursor]":
    """A connection, as soon as the server answers; raises `Broken`."""
    end = monotonic() + WAIT
    while True:
        try:
            return pymysql.connect(
                unix_socket=str(server.socket),
                user=user,
                database=database,
                charset="utf8mb4",
                read_timeout=SECONDS + 3,
            )
        except pymysql.Error as error:
            if monotonic() > end or not server.alive():
                raise Broken(f"MariaDB does not start ({_said(error)[1]})") from None
            sleep(0.01)


def _said(error: Exception) -> tuple[int, str]:
    """The number and the words of an error."""
    number, *words = error.args or (0,)
    text = str(words[0]) if words else str(number)
    return (number if isinstance(number, int) else 0), text.partition("\n")[0]
