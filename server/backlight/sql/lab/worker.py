"""The process in which statements are run: it answers lines of JSON until its input ends.

It is killed when a run is cancelled or takes too long; what it started goes with it.
"""

import json
import shutil
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from backlight.sql.lab.engine import Broken, Engine
from backlight.sql.lab.frame import Unclear
from backlight.sql.lab.limits import bounded
from backlight.sql.lab.prove import prove
from backlight.sql.lab.trial import trial
from backlight.sql.lab.verdict import Rehearsal, Verdict, Weight, unproven
from backlight.sql.lab.wire import said, unpacked

if TYPE_CHECKING:
    from backlight.sql.lab.postgres import Postgres

POSTGRES, SQLITE, MYSQL = "postgres", "sqlite", "mysql"
WEIGHS = "weigh", "cost"
"""With advice of an index, and without: that takes much longer than to reckon the cost."""


class Worker:
    """Answers questions; the PostgreSQL that it starts for one serves the next ones too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cluster: Any = None
        self._maria: Any = None

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """One question, one answer; whatever goes wrong is an answer too."""
        asks = asked.get("asks")
        if asks == "judge":
            return self._judge(asked)
        if asks == "warm":
            return self._warm()
        try:
            if asks == "rehearse":
                return asdict(self._rehearse(asked))
            return said(self._weigh(asked) if asks in WEIGHS else self._prove(asked))
        except (Unclear, Broken) as error:
            why = str(error)
        except MemoryError:
            why = "the lab ran out of the memory it may take."
        except Exception as error:  # noqa: BLE001 - a fault of the lab must not look like a proof
            why = f"the lab failed on it ({type(error).__name__}: {error})."
        if asks == "rehearse":
            return asdict(Rehearsal(None, why))
        return said(Weight("", why=why) if asks in WEIGHS else unproven(why))

    def _warm(self) -> dict[str, Any]:
        """What takes long before the first question."""
        with suppress(Broken):
            self._start()
            self._postgres().close()
        return {}

    def _judge(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The proof and the plans, side by side: most of the time it is the server that works."""
        weight: dict[str, Any] = {}
        if asked["dialect"] == POSTGRES:
            with suppress(Broken):  # both answers say it
                self._start()
        beside = Thread(target=lambda: weight.update(self.answer({**asked, "asks": "weigh"})))
        beside.daemon = True
        beside.start()
        verdict = self.answer({**asked, "asks": "prove"})
        beside.join()
        return {"prove": verdict, "weigh": weight}

    def close(self) -> None:
        """Stop what was started."""
        for one in (self._cluster, self._maria):
            if one is not None:
                one.close()

    def _prove(self, asked: dict[str, Any]) -> Verdict:
        dialect, seconds = asked["dialect"], float(asked["seconds"])
        if dialect not in {POSTGRES, SQLITE, MYSQL}:
            return unproven(f"there is no scratch database for {dialect or 'an unknown dialect'}.")
        if dialect == POSTGRES:
            self._start()
        one = trial(asked["before"], asked["after"], dialect, unpacked(asked["tables"]))
        engine = self._engine(dialect, seconds)
        try:
            return prove(one, engine, seconds)
        finally:
            engine.close()

    def _weigh(self, asked: dict[str, Any]) -> Weight:
        if asked["dialect"] != POSTGRES:
            return Weight("", why=f"plans of {asked['dialect']} are not compared.")
        schema, url = unpacked(asked["tables"]), str(asked["url"])
        self._start(url)
        one = trial(asked["before"], asked["after"], POSTGRES, schema)
        from backlight.sql.lab.cluster import PLANS
        from backlight.sql.lab.weigh import of_users, weigh

        engine, advise = self._postgres(PLANS), asked["asks"] == "weigh"
        try:
            if url:
                return of_users(one, self._cluster, schema, engine, url, advise=advise)
            return weigh(one, self._cluster, schema, engine, advise=advise)
        finally:
            engine.close()

    def _rehearse(self, asked: dict[str, Any]) -> Rehearsal:
        self._start()
        self._postgres().close()
        from backlight.sql.lab.rehearse import rehearse

        wanted = [(str(table), str(column)) for table, column in asked["wanted"]]
        return rehearse(self._cluster, asked["earlier"], asked["up"], asked["down"], wanted)

    def _start(self, url: str = "") -> None:
        """Start PostgreSQL, unless it runs; it gets ready while the statements are read.

        A URL of the user's that cannot be used is said before anything is started.
        """
        if url:
            from backlight.sql.lab.own import read

            read(url)
        from backlight.sql.lab.cluster import Cluster

        if self._cluster is not None and not self._cluster.alive():
            self._cluster.close()
            self._cluster = None
        if self._cluster is None:
            self._cluster = Cluster(self._folder)

    def _engine(self, dialect: str, seconds: float) -> Engine:
        if dialect == SQLITE:
            from backlight.sql.lab.sqlite import Sqlite

            return Sqlite(seconds + 1)
        if dialect == MYSQL:
            return self._mariadb()
        return self._postgres()

    def _postgres(self, database: str = "postgres") -> "Postgres":
        try:
            from backlight.sql.lab.postgres import Postgres
        except ImportError:
            raise Broken("the driver of PostgreSQL is missing; install `backlight[lab]`.") from None
        return Postgres(self._cluster, database)

    def _mariadb(self) -> Engine:
        try:
            from backlight.sql.lab.maria import Maria
        except ImportError:
            raise Broken("the driver of MySQL is missing; install `backlight[lab]`.") from None
        from backlight.sql.lab.maria_server import MariaServer

        if self._maria is not None and not self._maria.alive():
            self._maria.close()
            self._maria = None
        if self._maria is None:
            self._maria = MariaServer(self._folder)
        return Maria(self._maria)


def _imported() -> None:
    """What is needed later takes as long to import as the files of a database to copy."""
    with suppress(ImportError):
        for name in ("psycopg", "sqlglot.dialects.postgres"):
            import_module(name)


def main() -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    bounded()
    Thread(target=_imported, daemon=True).start()
    folder = Path(sys.argv[1])
    worker = Worker(folder)
    try:
        for line in sys.stdin:
            answer = worker.answer(json.loads(line))
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    finally:
        with suppress(OSError):
            worker.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
