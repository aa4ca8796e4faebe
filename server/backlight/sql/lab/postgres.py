"""PostgreSQL as a scratch engine: a server of our own, and a role that may do nothing else."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from time import monotonic, sleep

import psycopg

from backlight.sql.lab.cluster import USER, Cluster
from backlight.sql.lab.engine import Answer, Broken, Failed
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.rows import Rows
from backlight.sql.lab.script import creates, inserts, quoted

ROLE = "lab"
"""No superuser: a statement of the workspace reads no file and starts no program."""
STATEMENT_MS = 2000
WAIT = 10.0
CHANCE = ("22", "23", "21")
"""Classes of errors that depend on the rows."""


class Postgres:
    """The tables of one trial, in a database that is emptied for the next."""

    kind = "postgres"

    def __init__(self, cluster: Cluster) -> None:
        self._connection = connected(cluster, USER)
        self._made = False
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"DO $$ BEGIN CREATE ROLE {ROLE} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; "
                f"END $$; DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION {ROLE}; "
                f"GRANT CREATE ON DATABASE postgres TO {ROLE}"
            )
        self._connection.close()
        self._connection = connected(cluster, ROLE)
        self.name = f"PostgreSQL {self._connection.info.server_version // 10000}"

    def create(self, frames: Sequence[Frame]) -> None:
        """Make the tables; raises `Broken`."""
        self._do("; ".join(creates(frames, self.kind)))

    def fill(self, frames: Sequence[Frame], rows: Rows, *, backwards: bool = False) -> None:
        """Put these rows, and no others, into the tables; raises `Broken`."""
        wiped = [f"DELETE FROM {quoted(frame)}" for frame in frames]
        self._do("; ".join([*wiped, *inserts(frames, rows, self.kind, backwards=backwards)]))

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

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a question of our own; raises `Failed`."""
        return self.run(sql).rows

    def close(self) -> None:
        """Leave the server."""
        self._connection.close()

    def _do(self, script: str) -> None:
        try:
            self._connection.execute(script.encode())
        except psycopg.Error as error:
            raise Broken(str(error).partition("\n")[0]) from None


def connected(cluster: Cluster, user: str) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection, as soon as the server answers; raises `Broken`."""
    end = monotonic() + WAIT
    while True:
        try:
            return psycopg.connect(
                host=str(cluster.folder),
                port=5432,
                user=user,
                dbname="postgres",
                autocommit=True,
                prepare_threshold=None,
                options=f"-c statement_timeout={STATEMENT_MS} -c search_path=public",
                client_encoding="utf8",
            )
        except psycopg.Error as error:
            if monotonic() > end or not cluster.alive():
                raise Broken(f"PostgreSQL does not start ({error})") from None
            sleep(0.01)
