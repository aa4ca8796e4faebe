"""The servers of one process of the lab: each is started when it is first wanted, or earlier."""

from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from backlight.sql.lab.cluster import PROOFS, Cluster
from backlight.sql.lab.engine import Broken

if TYPE_CHECKING:
    from backlight.sql.lab.maria import Maria
    from backlight.sql.lab.maria_server import MariaServer
    from backlight.sql.lab.postgres import Postgres


class Servers:
    """A PostgreSQL and a MariaDB, which serve one question after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cluster: Cluster | None = None
        self._maria: MariaServer | None = None
        self._lock = Lock()

    def early(self) -> None:
        """Start PostgreSQL beside what is done meanwhile; what fails is said when it is asked."""
        Thread(target=self._early, daemon=True).start()

    def cluster(self) -> Cluster:
        """The PostgreSQL that runs, or a new one, which may not answer yet; raises `Broken`."""
        with self._lock:
            if self._cluster is not None and not self._cluster.alive():
                self._cluster.close()
                self._cluster = None
            if self._cluster is None:
                self._cluster = Cluster(self._folder)
            return self._cluster

    def postgres(self, database: str = PROOFS) -> "Postgres":
        """An empty database of it; raises `Broken`."""
        try:
            from backlight.sql.lab.postgres import Postgres
        except ImportError:
            raise Broken("the driver of PostgreSQL is missing; install `backlight[lab]`.") from None
        return Postgres(self.cluster(), database)

    def maria(self) -> "Maria":
        """An empty database of MariaDB; raises `Broken`."""
        try:
            from backlight.sql.lab.maria import Maria
        except ImportError:
            raise Broken("the driver of MySQL is missing; install `backlight[lab]`.") from None
        from backlight.sql.lab.maria_server import MariaServer

        with self._lock:
            if self._maria is not None and not self._maria.alive():
                self._maria.close()
                self._maria = None
            if self._maria is None:
                self._maria = MariaServer(self._folder)
            return Maria(self._maria)

    def close(self) -> None:
        """Stop what was started; one that is just being started is waited for."""
        with self._lock:
            for one in (self._cluster, self._maria):
                if one is not None:
                    one.close()

    def _early(self) -> None:
        with suppress(Broken):
            self.cluster()
