"""Files read by other processes: as many at once as there are processors, and no menu waits.

A file that twice ends the process it is read in alone (a parser that crashes, or never comes back)
is known to hold nothing until its text is another, and costs the other files nothing.
"""

import logging
import os
import pickle
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread
from time import monotonic
from typing import Any

from backlight.index.batches import Batch, Job, batches
from backlight.index.kept import digest, loaded
from backlight.index.reading import Read
from backlight.workspace import Snapshot, Unreadable

log = logging.getLogger(__name__)
Row = tuple[str, bytes, bytes, frozenset[str], frozenset[str]]

COMMAND = (sys.executable, "-P", "-m", "backlight.index.worker")
"""`-P`: a file of the workspace is never taken for a module."""
AHEAD = 2
"""Batches that a process has been given: while it reads one, the next is there already."""


def fitting() -> int:
    """How many processes this machine has room for."""
    usable = getattr(os, "sched_getaffinity", None)
    return min(4, len(usable(0)) if usable is not None else os.cpu_count() or 1)


MOST_ENDS = 60
"""Processes that may end over files; then the rest is not read before the next start."""
PATIENCE = 20.0
"""Seconds in which a process must answer, or it hangs and is ended."""


@dataclass(eq=False)
class Worker:
    """One process, and what it was given to read."""

    process: Popen[bytes]
    given: deque[Batch] = field(default_factory=deque)
    ready: bool = False
    """It has started; one that ends before cannot be had on this machine."""
    since: float = field(default_factory=monotonic)
    """When it was started, last answered, or was given something while it had nothing."""


Answers = SimpleQueue[tuple[Worker, Any]]
"""What processes answer, each with who it is from; `None` from one that ended."""


def read(
    root: Path, jobs: Iterable[Job], spoken: Callable[[], frozenset[str]], count: int
) -> Generator[Read]:
    """Read files in other processes, in any order; where none can be had, no files come.

    `spoken` is asked anew for each batch: what is heard of one file counts for those after it.
    """
    waiting, answers, ends = deque(batches(jobs)), Answers(), 0
    suspected: set[Job] = set()
    workers = [w for _ in range(count) if (w := _started(root, answers)) is not None]
    try:
        while workers and (waiting or any(worker.given for worker in workers)):
            worker, answer = _next(workers, answers)
            if answer is not None:
                yield from _heard(worker, answer)
            else:
                ends += worker.ready
                workers.remove(worker)
                yield from _left(root, worker, waiting, suspected)
                again = worker.ready and ends < MOST_ENDS
                if again and (new := _started(root, answers)) is not None:
                    workers.append(new)
            for worker in workers:
                _fill(worker, waiting, spoken)
        if ends and waiting:  # One of them may end who reads it: that must not be who asked
            log.warning("too many processes ended over files: some are not read")
            yield from (Read(path) for batch in waiting for path, _ in batch)
    finally:
        for worker in workers:
            _end(worker)


def _started(root: Path, answers: Answers) -> Worker | None:
    """A process that reads files below a folder; `None` if there cannot be one."""
    at = Path(sys.executable).parent
    try:
        process = Popen([*COMMAND, root], stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=at)
    except OSError as problem:
        log.warning("no process can be started to read files: %s", problem.strerror)
        return None
    worker = Worker(process)
    Thread(target=_listen, args=(worker, answers), daemon=True).start()
    return worker


def _listen(worker: Worker, answers: Answers) -> None:
    try:
        while worker.process.stdout is not None:
            answers.put((worker, loaded(worker.process.stdout)))
    except ValueError:
        answers.put((worker, None))


def _next(workers: list[Worker], answers: Answers) -> tuple[Worker, Any]:
    """What is answered next; a process that has not answered for too long is ended."""
    while True:
        late = min((w for w in workers if w.given or not w.ready), key=lambda w: w.since)
        try:
            return answers.get(timeout=max(0, late.since + PATIENCE - monotonic()))
        except Empty:
            log.warning("a process that reads files hangs and is ended")
            late.process.kill()
            late.since = monotonic()


def _heard(worker: Worker, answer: Any) -> Iterator[Read]:
    """What a process answers: first that it is there, then files."""
    worker.since = monotonic()
    if not worker.ready:
        worker.ready = True
        return
    rows, failed = answer
    worker.given.popleft()
    for said in failed:
        log.error("%s", said)
    for path, mark, data, sure, hints in rows:
        yield Read(path, mark, None, data, sure, hints)


def _fill(worker: Worker, waiting: deque[Batch], spoken: Callable[[], frozenset[str]]) -> None:
    """Give a process what it has room for; one that is gone is heard of by who listens to it."""
    while waiting and worker.ready and len(worker.given) < AHEAD:
        worker.since = worker.since if worker.given else monotonic()
        worker.given.append(waiting.popleft())
        if worker.process.stdin is not None:
            with suppress(OSError):
                pickle.dump((worker.given[-1], spoken()), worker.process.stdin)
                worker.process.stdin.flush()


def _left(root: Path, worker: Worker, waiting: deque[Batch], suspected: set[Job]) -> Iterator[Read]:
    """A process ended: a file that was read alone is tried once more, others are one by one.

    Whoever ended it from outside (no memory was left) must not cost a file that is well.
    """
    _end(worker)
    first, *rest = worker.given or [()]
    if len(first) == 1 and first[0] in suspected:
        log.warning("a file cannot be read: a process ended over it")
        yield _unparsed(root, first[0][0])
        first = ()
    elif len(first) == 1:
        suspected.add(first[0])
    waiting.extendleft([*reversed(rest), *((job,) for job in first)])
    worker.given.clear()


def _unparsed(root: Path, path: str) -> Read:
    """What is known of a file that must not be parsed: which text it is."""
    try:
        return Read(path, digest(path, Snapshot(root).read(path).data))
    except Unreadable:
        return Read(path)


def _end(worker: Worker) -> None:
    worker.process.kill()
    worker.process.wait()
    for stream in (worker.process.stdin, worker.process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
