"""A process that reads files for an index: `python -P -m backlight.index.worker FOLDER`.

It is asked over standard input and answers on standard output, both in pickled values. It ends
when either closes, even while a parser does not let go: on Linux the kernel ends it with the thread
that started it, elsewhere it ends itself after a while.
"""

import faulthandler
import gc
import logging
import os
import pickle
import signal
import sys
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from backlight.index.kept import loaded, packed
from backlight.index.reading import Read, read
from backlight.scratch import kernel
from backlight.workspace import Snapshot

THRESHOLD = 20_000
"""Values made between two looks for garbage: facts have no cycles, and are gone in a moment."""

LONGEST = 40
"""Seconds over one batch after which it ends: who asks waits half as long, and is gone by now."""


class Failed(logging.Handler):
    """What went wrong, for the log of who asked: what failed and how, never what a file holds."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record, without the message of its exception."""
        kind = record.exc_info[0] if record.exc_info else None
        self.said.append(f"{record.getMessage()}: {kind.__name__ if kind else record.levelname}")


def main() -> None:
    """Read what is asked for until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us, and ends us
    if sys.platform == "linux":
        with suppress(OSError):
            kernel.end_with_parent(signal.SIGKILL)
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # a stray print must not break the protocol
    failed = Failed()
    log = logging.getLogger("backlight")
    log.addHandler(failed)
    log.propagate = False
    gc.freeze()
    gc.set_threshold(THRESHOLD)
    questions = _questions()
    try:
        _tell(out, ())
        snapshot = Snapshot(Path(sys.argv[1]))
        while True:
            asked, spoken = questions.get()
            faulthandler.dump_traceback_later(LONGEST, exit=True)  # needs no lock of Python's
            reads = [read(snapshot, path, spoken, known) for path, known in asked]
            faulthandler.cancel_dump_traceback_later()
            _tell(out, (tuple(_row(one) for one in reads), tuple(failed.said)))
            failed.said.clear()
    except OSError:  # Nobody is there any more
        os._exit(0)


def _questions() -> SimpleQueue[Any]:
    """What is asked; a thread sees who asks go, whatever is read meanwhile."""
    questions: SimpleQueue[Any] = SimpleQueue()

    def listen() -> None:
        with suppress(ValueError):
            while True:
                questions.put(loaded(sys.stdin.buffer))
        os._exit(0)

    Thread(target=listen, daemon=True).start()
    return questions


def _tell(out: IO[bytes], what: object) -> None:
    pickle.dump(what, out, protocol=5)
    out.flush()


def _row(one: Read) -> tuple[str, bytes, bytes, frozenset[str], frozenset[str]]:
    data = packed(one.facts) if one.facts is not None else b""
    return one.path, one.digest, data, one.sure, one.hints


if __name__ == "__main__":
    main()
