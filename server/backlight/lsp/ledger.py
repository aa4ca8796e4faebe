"""The runs there were: what the menu can take back, complete or finish, and the journal behind it.

The menu asks memory only; the journal is read once, in the background, and written in threads.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import islice

from backlight.lsp.documents import Documents
from backlight.lsp.gone import Gone, gone, reads_so
from backlight.state.folder import Unusable
from backlight.state.journal import Journal
from backlight.state.record import File, Record, Way
from backlight.text import Text

MOST = 30
"""Runs that are remembered, the latest ones."""
LOOKED_AT = 60
"""Runs that are read at the start."""
MOST_BYTES = 32 * 1024 * 1024
"""What their texts may take."""
SHOWN = 3
"""Runs that one menu offers at most."""
THERE = frozenset({"applied", "rebased", "part", "other", "unseen"})
"""What became of a file that can hold our text."""
LATER, UNDONE = "later", "undone"
"""What became of a file that another run has finished since, or taken back."""

Offer = tuple[Way, Record]


class Ledger:
    """The runs of this session, and those before that concern its projects."""

    def __init__(self, environ: Mapping[str, str], warn: Callable[[str], None]) -> None:
        self.journal = Journal(environ)
        self._warn = warn
        self._busy = asyncio.Lock()
        self._numbers: dict[str, int] = {}
        self._past: dict[str, Record] = {}
        self._offers: dict[str, list[Offer]] = {}
        self._gone: Gone = frozenset()

    async def keep(self, record: Record, *, lasting: bool = False) -> Record:
        """Write a record down, whoever stops waiting; answers it with its number."""

        async def alone() -> Record:
            async with self._busy:
                known = replace(record, number=self._numbers.get(record.run, 0))
                written = await asyncio.to_thread(self.journal.keep, known, lasting=lasting)
                self._numbers[record.run] = written.number
                return written

        written = await asyncio.shield(asyncio.ensure_future(alone()))
        if self.journal.problem:
            self._warn(self.journal.problem)
        return written

    def remember(self, *records: Record) -> None:
        """Offer runs in the menus of their files, the last one first."""
        for record in records:
            self._past.pop(record.run, None)
            self._past[record.run] = record
            self._numbers.pop(record.run, None)
            self._numbers[record.run] = record.number
        while len(self._past) > MOST or _size(self._past.values()) > MOST_BYTES:
            del self._past[next(iter(self._past))]
        for run in [run for run in self._numbers if run not in self._past][:-MOST]:
            del self._numbers[run]
        self._offers = {}
        for record in reversed(self._past.values()):
            for path, ways in _ways(record).items():
                self._offers.setdefault(path, []).extend((way, record) for way in ways)

    def get(self, run: str) -> Record | None:
        """A run that is remembered."""
        return self._past.get(run)

    def offers(self, path: str) -> list[Offer]:
        """What can be done about the last runs that changed a file, by its absolute path."""
        return self._offers.get(path, [])[:SHOWN]

    async def look(self, paths: Iterable[str], documents: Documents) -> None:
        """Look which runs stand no more in files that changed, were closed or opened."""
        known = {*paths}
        some = [r for r in self._past.values() if any(r.at(f.path) in known for f in r.files)]
        if not some:
            return
        found = await asyncio.to_thread(gone, some, _texts(some, documents))
        # What no buffer here shows may be in one all the same
        hidden = {(r.run, f.path) for r in some for f in r.files if f.state == "unseen"}
        runs = {record.run for record in some}
        self._gone = (found - hidden) | {each for each in self._gone if each[0] not in runs}

    def stands(self, record: Record, documents: Documents) -> bool:
        """Whether something of a run may stand in a file: in its buffer, or else on the disk."""
        there = (file for file in record.files if file.state in THERE)
        return any(self._stands(record, file, documents) for file in there)

    def _stands(self, record: Record, file: File, documents: Documents) -> bool:
        document = documents.at(record.at(file.path))
        if document is not None and not document.unsound:
            before, after = file.before, file.after
            if after is not None and reads_so(document.text, after, before or ""):
                return True
            if before is not None and reads_so(document.text, before, after or ""):
                return False
        return (record.run, file.path) not in self._gone

    async def load(self, documents: Documents) -> list[Record]:
        """Read what runs before this session left; answers those that were cut off."""
        try:
            found = await asyncio.to_thread(self._read)
        except Unusable:
            return []  # It is said as soon as something cannot be kept
        nothing_left = await asyncio.to_thread(gone, found, _texts(found, documents))
        self._gone |= nothing_left
        new = [record for record in found if record.run not in self._past]
        self.remember(*new, *self._past.values())
        return [record for record in new if record.state != "done"]

    def _read(self) -> list[Record]:
        """The latest runs that are over and changed something, the oldest first."""
        found: list[Record] = []
        for record in islice(self.journal.records(), LOOKED_AT):
            over = record.state == "done" or self.journal.cut_off(record)
            if over and _ways(record):
                found.append(record)
            if len(found) == MOST:
                break
        return found[::-1]


def label(way: Way, record: Record) -> str:
    """How an offer reads in the menu."""
    if way == "undo":
        return f"{'Redo' if record.way == 'undo' else 'Undo'}: {record.title}"
    if way == "rest":
        return f"Apply the rest of: {record.title}"
    if record.state == "done" and all(not file.state for file in record.files):
        return f"Apply what was done: {record.title}"
    return f"{'Apply again' if record.state == 'done' else 'Finish'}: {record.title}"


def _ways(record: Record) -> dict[str, list[Way]]:
    """What can be done about a run, for each of its files by absolute path."""
    if record.undone:
        return {}
    found: dict[str, list[Way]] = {}
    undoable = any(file.state in THERE for file in record.files)
    for file in record.files:
        ways: list[Way] = []
        if undoable and file.state in THERE:
            ways.append("undo")
        if file.rest is not None:
            ways.append("rest")
        if unfinished(record, file):
            ways.append("finish")
        if ways:
            found[record.at(file.path)] = ways
    if found:  # Where the run was picked it is looked for first, whatever it changed
        found[record.at(record.path)] = list(
            dict.fromkeys(w for some in found.values() for w in some)
        )
    return found


def unfinished(record: Record, file: File) -> bool:
    """Whether a change was made and never arrived: the work of a model is not lost by that."""
    if record.state != "done":
        return file.state != LATER
    return record.engine == "agent" and file.state in {"", "refused"} and not record.undone


def settled(record: Record, file: File, way: Way) -> File:
    """A file of a run once something was done about it: that is not offered a second time."""
    if way == "rest":
        return replace(file, base="", rest=None)
    if way == "undo":
        return replace(file, state=UNDONE, left=None) if file.state in THERE else file
    return replace(file, state=LATER) if unfinished(record, file) else file


def _texts(records: Iterable[Record], documents: Documents) -> dict[str, Text]:
    """The texts of the files of runs that are open, by absolute path."""
    paths = (record.at(file.path) for record in records for file in record.files)
    found = ((path, documents.at(path)) for path in paths)
    return {path: document.text for path, document in found if document is not None}


def _size(records: Iterable[Record]) -> int:
    texts = [
        t for r in records for f in r.files for t in (f.before, f.after, f.base, f.rest, f.left)
    ]
    return sum(len(text) for text in texts if text is not None)
