"""The process in which statements are run: it answers lines of JSON until its input ends.

It is killed when a run is cancelled or takes too long; what it started goes with it. A database
takes as long to start as the rest to import, so both are done side by side.
"""

import json
import shutil
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Thread

from backlight.sql.lab.limits import bounded
from backlight.sql.lab.servers import Servers


def main() -> None:
    """Answer until the input ends; `postgres` as a second argument starts it before it is asked."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    bounded()
    folder, early = Path(sys.argv[1]), sys.argv[2:]
    servers = Servers(folder)
    if "postgres" in early:
        servers.early()
    Thread(target=_imported, daemon=True).start()
    from backlight.sql.lab.worker import Worker

    worker = Worker(servers)
    try:
        for line in sys.stdin:
            answer = worker.answer(json.loads(line))
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    finally:
        with suppress(OSError):
            servers.close()
        shutil.rmtree(folder, ignore_errors=True)


def _imported() -> None:
    """What most questions need, and what takes long to import."""
    with suppress(ImportError):
        for name in ("psycopg", "sqlglot.dialects.postgres"):
            import_module(name)


if __name__ == "__main__":
    main()
