"""A run's side of the lab: what it asks, and what was answered before."""

import json
import os
from collections.abc import Sequence
from threading import Lock, Timer
from typing import Any

from backlight.analysis.compared import Walked
from backlight.analysis.tables import Schema
from backlight.sql.lab.process import Lab
from backlight.sql.lab.spare import Spare
from backlight.sql.lab.verdict import Rehearsal, Verdict, Weight, unproven
from backlight.sql.lab.wire import heard, packed, weighed

SECONDS = 2.0
"""For the databases of one proof."""
MOST = 30.0
"""For one answer, the first start of a database included; then the process is killed."""


class Bench:
    """Asks for proofs and plans. Closing it ends a question that is under way."""

    def __init__(self, variable: str = "", spare: Spare | None = None) -> None:
        """`variable` names where the environment has the URL of the user's own database.

        `spare` has a process that is ready, and takes it back; without one it is gone with the run.
        """
        self._url = os.environ.get(variable, "") if variable else ""
        self._spare = spare or Spare(seconds=0)
        self._process: Lab | None = None
        self._known: dict[tuple[str, ...], dict[str, Any]] = {}
        self._lock = Lock()
        self._closed = False

    def prove(self, before: str, after: str, dialect: str, schema: Schema) -> Verdict:
        """Whether two statements give the same rows. It blocks for a second or so: use a thread.

        What they cost is asked beside it, since whoever shows a proof shows that as well.
        """
        answer = self._asked("prove", before, after, dialect, schema)
        return heard(answer) if answer else unproven("the lab was stopped.")

    def weigh(self, before: str, after: str, dialect: str, schema: Schema) -> Weight:
        """What two statements cost, as a planner reckons it. It blocks as well."""
        answer = self._asked("weigh", before, after, dialect, schema)
        return weighed(answer) if answer else Weight("", why="the lab was stopped.")

    def costs(
        self, before: str, afters: Sequence[str], dialect: str, schema: Schema
    ) -> tuple[Weight, ...]:
        """What each of several statements costs in place of one, to choose between them.

        All are asked about at once, and no index is looked for: that takes much longer.
        """
        tables = packed(schema, before, *afters)
        asked = {"asks": "costs", "before": before, "afters": afters, "dialect": dialect}
        with self._lock:
            answer = self._ask({**asked, "tables": tables, "url": self._url})
        if not answer:
            return (Weight("", why="the lab was stopped."),) * len(afters)
        return tuple(weighed(one) for one in answer["costs"])

    def walk(self, asked: Walked, dialect: str, schema: Schema) -> Verdict:
        """Whether all pages by the key are all pages by OFFSET. It blocks as well."""
        question = {
            "asks": "walk",
            "statements": asked.statements,
            "keys": [key.name for key in asked.keys],
            "dialect": dialect,
            "seconds": SECONDS,
            "tables": packed(schema, *asked.statements),
        }
        with self._lock:
            answer = self._ask(question)
        return heard(answer) if answer else unproven("the lab was stopped.")

    def rehearse(
        self, earlier: Sequence[str], up: str, down: str, wanted: Sequence[tuple[str, str]]
    ) -> Rehearsal:
        """How a migration goes on a scratch PostgreSQL, after those before it. It blocks too."""
        asked = {"asks": "rehearse", "earlier": earlier, "up": up, "down": down, "wanted": wanted}
        with self._lock:
            answer = self._ask(asked)
        return Rehearsal(**answer) if answer else Rehearsal(None, "the lab was stopped.")

    def _asked(
        self, what: str, before: str, after: str, dialect: str, schema: Schema
    ) -> dict[str, Any]:
        """An answer, from memory if it was given before; empty if the lab was stopped."""
        tables = packed(schema, before, after)
        key = what, before, after, dialect, json.dumps(tables)
        with self._lock:
            if key not in self._known:
                beside = what == "prove" and ("weigh", *key[1:]) not in self._known
                answer = self._ask(
                    {
                        "asks": "judge" if beside else what,
                        "before": before,
                        "after": after,
                        "dialect": dialect,
                        "seconds": SECONDS,
                        "tables": tables,
                        "url": self._url,
                    }
                )
                answers = answer if beside else {what: answer}
                self._known |= {(name, *key[1:]): one for name, one in answers.items() if one}
            return self._known.get(key, {})

    def close(self) -> None:
        """Hand the process on; in the middle of a proof it is ended with all that it started."""
        self._closed = True
        process, self._process = self._process, None
        if process is not None:
            self._spare.give(process)

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question; empty if the process ended before it came."""
        if self._process is None or not self._process.alive():
            early = "postgres" if asked.get("dialect", "postgres") == "postgres" else ""
            if self._process is not None:
                self._process.end()
            self._process = self._spare.take(early)
        process = self._process
        timer = Timer(MOST, process.end)
        timer.daemon = True
        timer.start()
        try:
            return process.ask(asked)
        finally:
            timer.cancel()
            if self._closed:  # asked once more after the run, for what was typed meanwhile
                self.close()
