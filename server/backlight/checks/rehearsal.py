"""A migration is rehearsed: up, what the models want, down, all as before.

One of Alembic, Django or Rails, or with SQL in strings of JavaScript, is read, not run, and
rehearsed as that SQL.
"""

from collections.abc import Sequence
from re import DOTALL, IGNORECASE
from re import compile as regex
from typing import Protocol

from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration
from backlight.checks import earlier, earlier_django, earlier_rails
from backlight.checks.check import Check
from backlight.checks.earlier import is_down, is_revision
from backlight.edits import Change
from backlight.sql import alembic, django, queried, rails
from backlight.sql.lab.verdict import Rehearsal
from backlight.sql.written import Script, Untold

NAME = "rehearsal"
BACK = ("-- +goose Down", "-- migrate:down", "-- +migrate Down", "-- rollback", "--//@UNDO")
"""Where the way back begins in a file that holds both."""
COMMENT = regex(r"--[^\n]*|/\*.*?(?:\*/|\Z)", DOTALL)
UNKNOWN = regex(r'fails: (?:relation|table) "(?:\w+\.)?(\w+)" does not exist')
FOREIGN = regex(r"`\w+`|\bauto_?increment\b|\bengine\s*=|\bpragma\b|\bunsigned\b", IGNORECASE)
"""What PostgreSQL would not take, since it is written for another database."""

COLUMNS = regex(
    r"\bcreate\s+table\b|\balter\s+column\b|\badd\s+(?!constraint\b|primary\b|foreign\b|unique\b|check\b|exclude\b)",
    IGNORECASE,
)
"""What makes a table, or makes or changes a column."""


class Stage(Protocol):
    """Whoever can try a migration."""

    def rehearse(
        self, earlier: Sequence[str], up: str, down: str, wanted: Sequence[tuple[str, str]]
    ) -> Rehearsal:
        """How it goes."""


def check(before: Project, after: Project, change: Change, stage: Stage) -> tuple[Check, ...]:
    """One answer if one migration is new whose SQL can be told, none else."""
    new = [p for p in change.created if is_migration(p) and not is_down(p)]
    new = [p for p in new if p.endswith(".sql") or _told(after, p)]
    if len(new) != 1:
        return ()
    try:
        mine, past = _all(before, after, new[0])
    except Untold as error:
        detail = f"It could not be rehearsed: {error}."
        return (Check(NAME, ok=True, detail=detail),)
    if FOREIGN.search(COMMENT.sub("", mine.up)):
        detail = "It could not be rehearsed: it is not written for PostgreSQL."
        return (Check(NAME, ok=True, detail=detail),)
    found = stage.rehearse([one.up for one in past], mine.up, mine.down, _wanted(after, mine.up))
    left = next((said for one in past for said in one.left), "") or _elsewhere(found, before)
    return (_said(found, mine, left),)


def _elsewhere(found: Rehearsal, before: Project) -> str:
    """Why a failure is not sure: the table is there, and what makes it is no migration before."""
    hit = UNKNOWN.search(found.detail) if found.ok is False else None
    known = hit is not None and before.schema.table(hit[1]) is not None
    return f"`{hit[1]}` is made in another way" if hit is not None and known else ""


def _said(found: Rehearsal, mine: Script, left: str) -> Check:
    """The answer; where what came before is known in part, no failure is sure."""
    why = f" What came before is known in part: {left}." if left else ""
    if found.ok is None or (not found.ok and left):
        detail = f"It could not be rehearsed: {found.detail}{why}"
        return Check(NAME, ok=True, detail=detail)
    back = f" Its way back could not be told: {mine.unclear}." if mine.unclear else ""
    return Check(NAME, ok=found.ok, detail=f"{found.detail}{back}{why}")


def _told(project: Project, path: str) -> bool:
    """Whether it is one of those whose SQL can be told from their text."""
    source = project.read(path)
    if path.endswith((".js", ".ts")):
        return source is not None and queried.is_queried(source)
    known = django.is_migration(source) or rails.is_migration(source)
    return known or is_revision(project, path)


def _all(before: Project, after: Project, new: str) -> tuple[Script, list[Script]]:
    """A migration and those before it, as SQL; raises `Untold`."""
    if new.endswith(".sql"):
        past = [Script(*both(before, path)) for path in earlier.scripts(before, new)]
        return Script(*both(after, new)), past
    source = after.read(new)
    if source is None:
        raise Untold("it cannot be read")
    if rails.is_migration(source):
        models = earlier_rails.models(after)
        started, mine = rails.scripts(*earlier_rails.before(before, new), source, models)
        return mine, [started]
    if not new.endswith(".py"):
        told = (before.read(path) for path in earlier.scripts(before, new))
        return queried.script(source), [queried.past(one) for one in told if one is not None]
    if django.is_migration(source):
        app, user = earlier_django.label(after, new), earlier_django.user(before)
        started, mine = django.scripts(earlier_django.migrations(before, source), app, source, user)
        return mine, [started]
    sources = (before.read(path) for path in earlier.past(before, after, new))
    return alembic.script(source), [alembic.past(one) for one in sources if one is not None]


def _wanted(after: Project, up: str) -> list[tuple[str, str]]:
    """The columns of models whose tables a migration names, if it makes or changes columns at all.

    One that makes an index or a key is not to blame for a column that no migration makes.
    """
    said = set(regex(r"\w+").findall(up.lower())) if COLUMNS.search(up) else set()
    return [
        (table.name.lower(), column.name.lower())
        for file in after.files.values()
        for table in file.tables
        if table.origin == "model" and table.name.lower() in said
        for column in table.columns
    ]


def both(project: Project, path: str) -> tuple[str, str]:
    """The way up and the way back, in one file or beside each other."""
    text = earlier.text(project, path)
    for mark in BACK:
        up, found, down = text.partition(mark)
        if found:
            return up, down
    folder, _, name = path.rpartition("/")
    if name == "up.sql":
        return text, earlier.text(project, f"{folder}/down.sql")
    if name.startswith("V"):  # Flyway
        return text, earlier.text(project, f"{folder}/U{name[1:]}")
    return text, earlier.text(project, path.removesuffix(".up.sql") + ".down.sql")
