"""The journal: one file a run, written before an edit goes out, so that nothing can be lost.

It never stands in the way: what cannot be kept is said once, and the run goes on.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from re import compile as regex
from time import time

from backlight.state.folder import PART, Folder, Unusable, home
from backlight.state.lock import Lock, gone, sweep
from backlight.state.record import Damaged, Record, decoded, encoded

MOST_RUNS = 200
"""Runs that are kept, the latest ones."""
MOST_BYTES = 64 * 1024 * 1024
"""What they may take together."""
LARGEST = 16 * 1024 * 1024
"""What one may take; what has more is not kept."""
HOUR = 3600.0
NAME = regex(r"(\d{1,9})\.json\Z")


class Journal:
    """The runs of one user, of all servers there are."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._lock: Lock | None = None
        self.problem = ""
        """Why something could not be kept, in a sentence; nothing as long as all went well."""

    def keep(self, record: Record, *, lasting: bool = False) -> Record:
        """Write a record, in the place of the one with its number; answers it with its number.

        The number stays 0 if it cannot be kept; `problem` then says why.
        """
        try:
            return self._kept(record, lasting=lasting)
        except Unusable as problem:
            self.problem = f"This run is not in the journal: {problem}."
        except OSError as error:
            self.problem = f"This run is not in the journal: {error.strerror or error}."
        return replace(record, number=0)

    def _kept(self, record: Record, *, lasting: bool) -> Record:
        runs = Folder(home(self._environ), "runs")
        runs.make()
        if self._lock is None:
            servers = Folder(runs.top, "servers")
            servers.make()
            sweep(servers)
            self._lock = Lock(servers)
        number = record.number or _claimed(runs)
        record = replace(record, owner=self._lock.name, number=number)
        data = encoded(record)
        if len(data) > LARGEST:
            runs.remove(f"{number}.json")
            raise Unusable(f"it has {len(data) // 1_000_000} MB")
        runs.write(f"{number}.json", data, lasting=lasting)
        _bound(runs)
        return record

    def read(self, number: int) -> Record:
        """One run; raises `Unusable` if there is none, `Damaged` if it cannot be used."""
        return decoded(Folder(home(self._environ), "runs").read(f"{number}.json", LARGEST))

    def numbers(self) -> list[int]:
        """The runs there are, the latest first; raises `Unusable`."""
        return _numbers(Folder(home(self._environ), "runs").sizes())

    def records(self) -> Iterator[Record]:
        """Every run that can be read, the latest first; raises `Unusable`."""
        for number in self.numbers():
            try:
                yield self.read(number)
            except (Unusable, Damaged):
                continue

    def cut_off(self, record: Record) -> bool:
        """Whether a run never came to its end: its server is gone, and did not say how it went."""
        if record.state == "done":
            return False
        return gone(Folder(home(self._environ), "servers"), record.owner)

    def close(self) -> None:
        """This server carries out no more runs."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def _claimed(runs: Folder) -> int:
    """A number that nobody else has: the next one, unless another server was faster."""
    number = max(_numbers(runs.sizes()), default=0) + 1
    while not runs.claim(f"{number}.json"):
        number += 1
    return number


def _numbers(names: Mapping[str, int]) -> list[int]:
    found = [int(match[1]) for name, size in names.items() if size and (match := NAME.match(name))]
    return sorted(found, reverse=True)


def _bound(runs: Folder) -> None:
    """Forget the oldest runs, and what a killed server left half written."""
    sizes = runs.sizes()
    room = MOST_BYTES
    for at, number in enumerate(_numbers(sizes)):
        room -= sizes[f"{number}.json"]
        if at >= MOST_RUNS or (at and room < 0):
            runs.remove(f"{number}.json")
    for name, size in sizes.items():
        if (name.endswith(PART) or not size) and _age(runs, name) > HOUR:
            runs.remove(name)


def _age(runs: Folder, name: str) -> float:
    """Seconds since a file was written."""
    try:
        return time() - os.lstat(runs.path / name).st_mtime
    except OSError:
        return 0.0
