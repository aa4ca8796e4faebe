"""A statement that was rewritten gives the same rows: tried on databases that try to tell.

It takes a second and a process of its own, so it runs last, for the actions that promise it.
"""

from collections.abc import Iterable
from typing import Protocol

from backlight.analysis.compared import Pair
from backlight.analysis.facts import Project
from backlight.analysis.tables import Schema
from backlight.checks.check import Check
from backlight.sql.lab.verdict import Verdict, unproven

NAME = "same rows"
POSTGRES = "postgres"
"""What is taken where nothing says which database it is."""


class Prover(Protocol):
    """Whoever tries statements on scratch databases."""

    def prove(self, before: str, after: str, dialect: str, schema: Schema) -> Verdict:
        """Whether both give the same rows."""


def check(
    pairs: Iterable[Pair], before: Project, prover: Prover, *, sure: bool
) -> tuple[Check, ...]:
    """One answer for each rewritten statement.

    `sure` is a rewrite of our own, which was made under a condition that makes it sound: it is
    shown even where nothing could be tried. What a model wrote then needs the user's consent.
    """
    return tuple(_said(pair, _proven(pair, before, prover), sure=sure) for pair in pairs)


def _proven(pair: Pair, project: Project, prover: Prover) -> Verdict:
    if len(pair.after) != 1 or pair.after[0].kind != "sql":
        return unproven("it became more than one statement, and they are not run together.")
    before, after = pair.before, pair.after[0]
    for one in (before, after):
        loose = next((h for h in one.holes if h.kind not in {"value", "list"}), None)
        if loose is not None:
            return unproven(f"a part of it, `{loose.code[:40]}`, is known only when it runs.")
    if before.sql == after.sql:
        return Verdict(kind="same", engine="the same statement")
    dialect = before.dialect or after.dialect or project.dialect or POSTGRES
    return prover.prove(before.sql, after.sql, dialect, project.schema)


def _said(pair: Pair, verdict: Verdict, *, sure: bool) -> Check:
    if verdict.kind == "same":
        return Check(NAME, ok=True, detail=verdict.sentence)
    if verdict.kind == "different":
        asked = " Other rows were asked for: needs confirmation." if pair.free else ""
        return Check(NAME, ok=False, confirm=pair.free, detail=verdict.sentence + asked)
    if sure:
        detail = f"{verdict.sentence} It was made under a condition that makes it sound."
        return Check(NAME, ok=True, detail=detail)
    return Check(NAME, ok=False, confirm=True, detail=f"{verdict.sentence} Needs confirmation.")
