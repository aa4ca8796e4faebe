"""One process of the lab that is ready: the next verdict need not wait for a database to start.

It is started at the first sign that it will be wanted, and ends when nobody wants it for a while.
"""

from threading import Lock, Thread, Timer
from weakref import WeakSet

from backlight.sql.lab.process import Lab

IDLE = 180.0
"""Seconds after which a process that nobody asks ends."""


class Spare:
    """Keeps one idle process at most."""

    def __init__(self, seconds: float = IDLE) -> None:
        """`seconds` is how long an idle process is kept; 0 keeps none."""
        self._seconds = seconds
        self._lock = Lock()
        self._kept: Lab | None = None
        self._lent: WeakSet[Lab] = WeakSet()
        self._timer: Timer | None = None
        self._closed = seconds <= 0

    def warm(self) -> None:
        """Start a process and its database in the background, unless one is here or lent."""
        with self._lock:
            wanted = not self._there()
        if wanted:
            Thread(target=self._warm, daemon=True).start()

    def take(self, early: str = "") -> Lab:
        """The process that is ready, or a new one, which starts the server that is named."""
        with self._lock:
            found, self._kept = self._kept, None
            self._rest(None)
        if found is not None and not found.alive():
            found.end()
            found = None
        lab = found or Lab(early)
        with self._lock:
            self._lent.add(lab)
        return lab

    def give(self, lab: Lab) -> None:
        """Take a process back; one that is in the middle of something is ended."""
        with self._lock:
            self._lent.discard(lab)
            keeps = not self._closed and self._kept is None and lab.idle()
            if keeps:
                self._kept = lab
                self._rest(Timer(self._seconds, self.end))
        if not keeps:
            lab.end()

    def end(self) -> None:
        """End the process that waits."""
        with self._lock:
            found, self._kept = self._kept, None
            self._rest(None)
        if found is not None:
            found.end()

    def close(self) -> None:
        """End it, and keep none from now on."""
        self._closed = True
        self.end()

    def _warm(self) -> None:
        with self._lock:
            if self._closed or self._there():
                return
            dead, lab = self._kept, Lab("postgres")
            self._kept = lab
            self._rest(Timer(self._seconds, self.end))
        if dead is not None:
            dead.end()
        lab.ask({"asks": "warm"})

    def _there(self) -> bool:
        """Whether there is a process that can be asked, here or with a run."""
        return any(lab is not None and lab.alive() for lab in (self._kept, *self._lent))

    def _rest(self, timer: Timer | None) -> None:
        """Another clock runs from now on, or none."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = timer
        if timer is not None:
            timer.daemon = True
            timer.start()
