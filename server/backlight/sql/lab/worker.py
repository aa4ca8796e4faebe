"""What the process of the lab answers: one question, one answer, whatever goes wrong."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from threading import Thread
from typing import Any

from backlight.analysis.tables import Schema
from backlight.sql.lab.aim import heat
from backlight.sql.lab.engine import Broken, Engine
from backlight.sql.lab.frame import Unclear
from backlight.sql.lab.prove import prove
from backlight.sql.lab.servers import Servers
from backlight.sql.lab.slots import slots
from backlight.sql.lab.trial import Trial, trial
from backlight.sql.lab.verdict import Rehearsal, Verdict, Weight, unproven
from backlight.sql.lab.wire import said, unpacked

POSTGRES, SQLITE, MYSQL = "postgres", "sqlite", "mysql"
UNNAMED = (
    "plans of MySQL are compared in your own development database, which "
    "`backlight.databaseUrlEnv` names."
)


class Worker:
    """Answers questions; the servers that are started for one serve the next ones too."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """One question, one answer; whatever goes wrong is an answer too."""
        asks = asked.get("asks")
        if asks == "judge":
            return self._judge(asked)
        if asks == "warm":
            return self._warm()
        try:
            return self._answered(asked)
        except (Unclear, Broken) as error:
            why = str(error)
        except MemoryError:
            why = "the lab ran out of the memory it may take."
        except Exception as error:  # noqa: BLE001 - a fault of the lab must not look like a proof
            why = f"the lab failed on it ({type(error).__name__}: {error})."
        if asks == "rehearse":
            return asdict(Rehearsal(None, why))
        if asks == "costs":
            return {"costs": [said(Weight("", why=why)) for _ in asked["afters"]]}
        return said(Weight("", why=why) if asks == "weigh" else unproven(why))

    def _answered(self, asked: dict[str, Any]) -> dict[str, Any]:
        asks = asked.get("asks")
        if asks == "rehearse":
            return asdict(self._rehearse(asked))
        if asks == "walk":
            return said(self._walk(asked))
        if asks == "costs":
            return {"costs": self._costs(asked)}
        return said(self._weigh(asked) if asks == "weigh" else self._prove(asked))

    def _warm(self) -> dict[str, Any]:
        """What takes long before the first question."""
        with suppress(Broken):
            self._servers.postgres().close()
        return {}

    def _judge(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The proof and the plans, side by side: most of the time it is the server that works."""
        weight: dict[str, Any] = {}
        if asked["dialect"] == POSTGRES:
            self._servers.early()
        beside = Thread(target=lambda: weight.update(self.answer({**asked, "asks": "weigh"})))
        beside.daemon = True
        beside.start()
        verdict = self.answer({**asked, "asks": "prove"})
        beside.join()
        return {"prove": verdict, "weigh": weight}

    def _prove(self, asked: dict[str, Any]) -> Verdict:
        dialect, seconds = asked["dialect"], float(asked["seconds"])
        if dialect not in {POSTGRES, SQLITE, MYSQL}:
            return unproven(f"there is no scratch database for {dialect or 'an unknown dialect'}.")
        one = trial(asked["before"], asked["after"], dialect, unpacked(asked["tables"]))
        engine = self._engine(dialect, seconds)
        try:
            return prove(one, engine, seconds)
        finally:
            engine.close()

    def _walk(self, asked: dict[str, Any]) -> Verdict:
        from backlight.sql.lab.walk import Walk, walk

        dialect, seconds = asked["dialect"], float(asked["seconds"])
        if dialect not in {POSTGRES, SQLITE, MYSQL}:
            return unproven(f"there is no scratch database for {dialect or 'an unknown dialect'}.")
        skipping, first, after = asked["statements"]
        one = Walk(skipping, first, after, tuple(asked["keys"]))
        engine = self._engine(dialect, seconds)
        try:
            return walk(one, dialect, unpacked(asked["tables"]), engine, seconds)
        finally:
            engine.close()

    def _weigh(self, asked: dict[str, Any]) -> Weight:
        schema, url = unpacked(asked["tables"]), str(asked["url"])
        if asked["dialect"] == MYSQL:
            return self._weigh_mysql(asked, schema, url)
        one = self._tried(asked, asked["after"], schema)
        from backlight.sql.lab.weigh import of_users, weigh

        name = self._heated([one])
        if url:
            return of_users(one, self._servers.cluster(), schema, url)
        return weigh(one, self._servers.cluster(), schema, name)

    def _costs(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Of one statement and each that could take its place; one that cannot says why."""
        schema, afters = unpacked(asked["tables"]), asked["afters"]
        if asked["dialect"] == MYSQL:
            return [self.answer({**asked, "asks": "weigh", "after": after}) for after in afters]
        trials: dict[str, Trial] = {}
        costs: dict[str, Weight] = {}
        for after in afters:
            try:
                trials[after] = self._tried(asked, after, schema)
            except Unclear as error:
                costs[after] = Weight("", why=str(error))
        if trials:
            found = self._reckoned([*trials.values()], schema, str(asked["url"]))
            costs |= zip(trials, found, strict=True)
        return [said(costs[after]) for after in afters]

    def _reckoned(self, trials: Sequence[Trial], schema: Schema, url: str) -> list[Weight]:
        from backlight.sql.lab.costs import in_scratch, of_users

        if url:
            self._heated([one for one in trials if slots(one.before)])
            return of_users(trials, url)
        return in_scratch(trials, self._servers.cluster(), schema, self._heated(trials))

    def _tried(self, asked: dict[str, Any], after: str, schema: Schema) -> Trial:
        """A statement and another one, ready for a planner."""
        if asked["dialect"] != POSTGRES:
            raise Broken(f"plans of {asked['dialect']} are not compared.")
        if asked["url"]:
            from backlight.sql.lab.own import read

            read(str(asked["url"]))  # one that cannot be used is said before anything is started
        return trial(asked["before"], after, POSTGRES, schema)

    def _heated(self, trials: Sequence[Trial]) -> str:
        """Find the values that statements ask for; answers what the engine is called."""
        if not trials:
            return ""
        from backlight.sql.lab.cluster import PLANS

        engine = self._servers.postgres(PLANS)
        try:
            for one in trials:
                heat(one.plan, one.found.said, engine)
        finally:
            engine.close()
        return engine.name

    def _weigh_mysql(self, asked: dict[str, Any], schema: Schema, url: str) -> Weight:
        """In the user's own database only: a scratch MariaDB is no MySQL of realistic size."""
        if not url:
            return Weight("", why=UNNAMED)
        try:
            from backlight.sql.lab.weigh_mysql import of_users
        except ImportError:
            raise Broken("the driver of MySQL is missing; install `backlight[lab]`.") from None
        return of_users(trial(asked["before"], asked["after"], MYSQL, schema), url)

    def _rehearse(self, asked: dict[str, Any]) -> Rehearsal:
        self._servers.postgres().close()
        from backlight.sql.lab.rehearse import rehearse

        wanted = [(str(table), str(column)) for table, column in asked["wanted"]]
        return rehearse(
            self._servers.cluster(), asked["earlier"], asked["up"], asked["down"], wanted
        )

    def _engine(self, dialect: str, seconds: float) -> Engine:
        if dialect == SQLITE:
            from backlight.sql.lab.sqlite import Sqlite

            return Sqlite(seconds + 1)
        return self._servers.maria() if dialect == MYSQL else self._servers.postgres()
