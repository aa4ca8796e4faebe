"""PostgreSQL as a scratch engine: a server of our own, and a role that may do nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from time import monotonic, sleep

import psycopg

from backlight.sql.lab.cluster import PROOFS, ROLE, USER, Cluster
from backlight.sql.lab.engine import Answer, Broken, Failed, Filling
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.rows import Rows
from backlight.sql.lab.script import creates, inserts, quoted

Cursor = psycopg.Cursor[tuple[object, ...]]
EMPTIED = """
DO $$ DECLARE name text; BEGIN
FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'
LOOP EXECUTE format('DROP SCHEMA %I CASCADE', name); END LOOP; END $$
"""
"""A project's tables can be in several schemas."""
STATEMENT_MS = 2000
WAIT = 10.0
CHANCE = ("22", "23", "21")
"""Classes of errors that depend on the rows."""


class Postgres:
    """The tables of one trial, in a database that is emptied for the next."""

    kind = "postgres"

    def __init__(self, cluster: Cluster, database: str = PROOFS) -> None:
        self._full = False
        with connected(cluster, USER, database) as connection:
            connection.execute(
                f"{EMPTIED}; CREATE SCHEMA public AUTHORIZATION {ROLE}; "
                f"GRANT CREATE ON DATABASE {database} TO {ROLE}"
            )
        self._connection = connected(cluster, ROLE, database)
        self.name = f"PostgreSQL {self._connection.info.server_version // 10000}"

    def create(self, frames: Sequence[Frame]) -> None:
        """Make the tables; raises `Broken`."""
        self._do("; ".join(creates(frames, self.kind)))

    def fill(self, frames: Sequence[Frame], rows: Rows, *, backwards: bool = False) -> None:
        """Put these rows, and no others, into the tables; raises `Broken`."""
        self._wipe(frames)
        self._do("; ".join(inserts(frames, rows, self.kind, backwards=backwards)))
        self._full = True

    def run(self, sql: str, reads: Iterable[str] = ()) -> Answer:
        """What a statement answers, and what it leaves in tables; nothing stays of it."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute(sql.encode())
                found = cursor.fetchall() if cursor.description else []
                names = tuple(one.name for one in cursor.description or ())
                left: list[tuple[object, ...]] = []
                for read in reads:
                    left += cursor.execute(read.encode()).fetchall()
                return Answer(names, found, left)
        except psycopg.OperationalError as error:
            if self._connection.closed:
                raise Broken("the server ended") from None
            raise Failed(str(error), data=True) from None
        except (psycopg.Error, ValueError, OverflowError) as error:
            state = getattr(error, "sqlstate", None) or "22"
            raise Failed(str(error), data=state[:2] in CHANCE) from None
        finally:
            with suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")

    def both(self, on: Filling, sql: tuple[str, str]) -> tuple[Answer, Answer] | None:
        """What two statements answer on these rows; `None` if one of them fails.

        All of it is one message and one transaction, which is taken back: an answer costs more
        than most statements do.
        """
        self._wipe(on.frames)
        script = ["BEGIN", *inserts(on.frames, on.rows, self.kind, backwards=on.backwards)]
        for statement in sql:
            script += ["SAVEPOINT clean", statement, *on.reads, "ROLLBACK TO clean"]
        try:
            cursor = self._connection.execute("\n;\n".join([*script, "ROLLBACK"]).encode())
            first, second = _answers(cursor)
        except (psycopg.Error, ValueError, OverflowError):
            with suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")
            return None
        return first, second

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a question of our own; raises `Failed`."""
        return self.run(sql).rows

    def close(self) -> None:
        """Leave the server."""
        self._connection.close()

    def _wipe(self, frames: Sequence[Frame]) -> None:
        if self._full:
            self._do("; ".join(f"DELETE FROM {quoted(frame)}" for frame in frames))
            self._full = False

    def _do(self, script: str) -> None:
        try:
            self._connection.execute(script.encode())
        except psycopg.Error as error:
            raise Broken(str(error).partition("\n")[0]) from None


def _answers(cursor: Cursor) -> Iterator[Answer]:
    """What each statement between two marks answered, and what the questions after it did."""
    more: bool | None = True
    while more:
        if cursor.statusmessage == "SAVEPOINT":
            cursor.nextset()
            names = tuple(one.name for one in cursor.description or ())
            found = cursor.fetchall() if cursor.description else []
            left: list[tuple[object, ...]] = []
            while cursor.nextset() and cursor.description:
                left += cursor.fetchall()
            yield Answer(names, found, left)
        more = cursor.nextset()


def connected(
    cluster: Cluster, user: str, database: str = PROOFS
) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection, as soon as the server answers; raises `Broken`."""
    end = monotonic() + WAIT
    while True:
        try:
            return psycopg.connect(
                host=str(cluster.folder),
                port=5432,
                user=user,
                dbname=database,
                autocommit=True,
                prepare_threshold=None,
                options=f"-c statement_timeout={STATEMENT_MS} -c search_path=public",
                client_encoding="utf8",
            )
        except psycopg.Error as error:
            if monotonic() > end or not cluster.alive():
                raise Broken(f"PostgreSQL does not start ({error})") from None
            sleep(0.01)
