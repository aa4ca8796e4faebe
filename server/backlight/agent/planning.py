"""The tool that proposes: `Propose`, where the user wants a plan before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from backlight.agent.desk import Cancelled, Desk, ToolFailure
from backlight.agent.plain import plain

GO, STOP, INSTEAD = "Go ahead", "Stop", "Instead: "
MOST_FILES, MOST_WAYS, MOST_PLANS = 30, 4, 5
LONGEST = 300
FIRST = (
    "The user wants to see a plan first. Read what you need, write nothing, and call Propose;"
    " what comes back says whether to go on, and how."
)
NOT_YET = "Not run: the user has not agreed to a plan yet. Call Propose first."
STOPPED = "You stopped at the plan."

Row = Mapping[str, str]


async def propose(
    desk: Desk, *, files: Sequence[Row], ways: Sequence[Row], assumes: str = ""
) -> str:
    """Show a plan and wait for the user's word; raises `Cancelled` if that is to stop."""
    planned = frozenset(_paths(desk, files))
    if desk.plan == "agreed" and planned <= desk.planned:
        raise ToolFailure("The user has agreed already: make the edits.")
    if not files or not ways:
        raise ToolFailure("A plan names at least one file and one way.")
    if len(desk.plans) >= MOST_PLANS:
        raise Cancelled(f"{len(desk.plans)} plans did not fit. Say it anew.")
    desk.plans.append(told(files, ways, assumes))
    others = [f"{INSTEAD}{_one(way, 'name')[:60]}" for way in ways[1:MOST_WAYS]]
    question = f"{_asked(files, ways)}\n\n{desk.plans[-1]}\n\n{desk.prospect(len(files))}"
    answer = await desk.front.ask(question.strip(), (GO, *others, STOP), STOP)
    if answer is None or answer == STOP:
        raise Cancelled(STOPPED)
    if answer == GO or answer in others:
        desk.plan, desk.planned = "agreed", planned
        which = f" in this way: {answer.removeprefix(INSTEAD)}" if answer in others else ""
        return f"The user agrees. Make the edits now{which}."
    return f"The user wants another plan: {answer}\nCall Propose again."


def _paths(desk: Desk, files: Sequence[Row]) -> Iterator[str]:
    """The files of a plan as they are written to; what is no path is no file."""
    for file in files:
        with suppress(ToolFailure):
            yield desk.path(file["path"])


def told(files: Sequence[Row], ways: Sequence[Row], assumes: str) -> str:
    """A plan in plain Markdown."""
    rows = [f"- {_one(file, 'path')}: {_one(file, 'change')}" for file in files[:MOST_FILES]]
    if len(files) > MOST_FILES:
        rows.append(f"- … and {len(files) - MOST_FILES} more files")
    first, *others = [f"{_one(w, 'name')} ({_one(w, 'trade_off')})" for w in ways[:MOST_WAYS]]
    parts = ["\n".join(rows), f"In this way: {first}."]
    parts += [f"Instead it could be: {'; '.join(others)}."] if others else []
    parts += [f"Assumed: {plain(assumes)[:LONGEST]}"] if assumes.strip() else []
    return "\n\n".join(parts)


def _asked(files: Sequence[Row], ways: Sequence[Row]) -> str:
    many = "1 file changes" if len(files) == 1 else f"{len(files)} files change"
    return f"The plan: {many}, by {_one(ways[0], 'name')}. Go ahead?"


def _one(row: Row, name: str) -> str:
    return " ".join(plain(row[name]).split())[:LONGEST]
