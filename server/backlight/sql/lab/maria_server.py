"""A MariaDB of our own, where one is installed: made once, copied for each use, gone afterwards.

Like the PostgreSQL of the lab it listens on a socket in its own folder and nowhere else.
"""

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from backlight.sql.lab import server
from backlight.sql.lab.engine import Broken

PROGRAMS = ("mariadbd", "mysqld")
PLACES = ("/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/opt/homebrew/opt/mariadb/bin")
TABLES = ("mysql_system_tables.sql", "mysql_system_tables_data.sql")
"""What MariaDB brings along to make its own tables, so that it knows who may do what."""
SETTINGS = {
    "skip-networking": "1",
    "skip-log-bin": "1",
    "performance-schema": "OFF",
    "character-set-server": "utf8mb4",
    "collation-server": "utf8mb4_general_ci",
    "lower-case-table-names": "1",
    "local-infile": "0",
    "innodb-buffer-pool-size": "24M",
    "innodb-log-file-size": "4M",
    "innodb-flush-log-at-trx-commit": "0",
    "innodb-flush-method": "nosync",
    "innodb-use-native-aio": "0",
    "default-time-zone": "+00:00",
}


def program() -> Path | None:
    """The server of MariaDB; another one that goes by the name of `mysqld` is none."""
    for name in PROGRAMS:
        for place in (None, *PLACES):
            found = shutil.which(name, path=place)
            if found is not None and _tables(Path(found)) is not None:
                return Path(found)
    return None


def _tables(found: Path) -> Path | None:
    """The folder of the scripts that make its own tables."""
    home = found.resolve().parents[1]
    folders = (home / "share" / name for name in ("mariadb", "mysql"))
    return next((one for one in folders if all((one / t).exists() for t in TABLES)), None)


class MariaServer:
    """One running server, in a folder of the lab; raises `Broken` if there can be none."""

    def __init__(self, folder: Path) -> None:
        found = program()
        if found is None:
            raise Broken("no MariaDB is here to try it on; install its server (`mariadbd`)")
        self.socket = folder / "maria.sock"
        self._data = folder / "maria"
        self._program = found
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._start(folder)
        except BaseException:
            self.close()
            raise

    def _start(self, folder: Path) -> None:
        if server.root():
            shutil.chown(folder, server.NOBODY, server.NOBODY)
        server.copied(self._program, self._data, self._made)
        own = [f"--socket={self.socket}", f"--pid-file={self._data}/pid"]
        self._process = server.popen([*self._command(self._data), *own])

    def alive(self) -> bool:
        """Whether the server still runs."""
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """Stop the server at once, and remove its files."""
        if self._process is not None:
            server.ended(self._process, signal.SIGKILL)
        shutil.rmtree(self._data, ignore_errors=True)

    def _command(self, data: Path) -> list[str]:
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        home = [f"--datadir={data}", f"--secure-file-priv={data}", f"--tmpdir={data}"]
        return [str(self._program), "--no-defaults", *home, *options]

    def _made(self, data: Path) -> None:
        """Its own tables, as its installer would make them."""
        folder = _tables(self._program) or Path()
        data.mkdir(mode=0o700)
        if server.root():
            shutil.chown(data, server.NOBODY, server.NOBODY)
        with tempfile.TemporaryFile() as script:
            script.write(b"CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n")
            for name in TABLES:
                script.write((folder / name).read_bytes() + b"\n")
            script.seek(0)
            process = server.popen([*self._command(data), "--bootstrap"], stdin=script)
            if process.wait(60):
                raise Broken(f"{self._program} could not make its files")
