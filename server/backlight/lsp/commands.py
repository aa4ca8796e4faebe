"""`workspace/executeCommand`: the commands there are, with typed arguments."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from backlight.lsp import given
from backlight.lsp.peer import INVALID_PARAMS, Failure
from backlight.lsp.session import Session

if TYPE_CHECKING:
    from backlight.state.record import Way

PAST: Mapping[str, "Way"] = {
    "backlight.undo": "undo",
    "backlight.rest": "rest",
    "backlight.finish": "finish",
}
"""Commands about a run of the past."""
FOLLOW = {f"backlight.{way}": way for way in ("refine", "explain", "another")}
"""Commands that say something about a run of the past."""
ALONE = frozenset({"backlight.run", "backlight.cancel", "backlight.trust"})
"""Commands that take one object besides."""
COMMANDS = ("backlight.findLocalModel", "backlight.more", *sorted(ALONE), *PAST, *FOLLOW)
"""All there are: editors send no command that they were not told of."""
GONE = "This summary is gone; it was kept for a while only."


def execute(session: Session, params: Any) -> Any:
    """Carry out a command; an unknown one, or odd arguments, are the caller's mistake."""
    name = given.text(params, "command")
    arguments = given.items(params, "arguments")
    if name == "backlight.findLocalModel":
        from backlight.lsp.local import find

        return session.spawn(find(session))
    if name == "backlight.more":
        return _more(session, list(arguments))
    if len(arguments) != 1 or name not in {*ALONE, *PAST, *FOLLOW}:
        raise Failure(INVALID_PARAMS, f"There is no command {name[:100]!r} with such arguments.")
    if not isinstance(arguments[0], dict):
        raise Failure(INVALID_PARAMS, f"{name} takes one object.")
    if name == "backlight.cancel":
        return _cancelled(session, arguments[0])
    if name == "backlight.trust":
        from backlight.lsp.trusting import trust

        return trust(session, arguments[0])
    return _started(session, name, arguments[0])


async def _started(session: Session, name: str, argument: Any) -> dict[str, str]:
    """A run, of now or of the past; what it takes is imported with the first one."""
    if name in PAST:
        from backlight.lsp.again import again

        return await again(session, PAST[name], argument)
    if name in FOLLOW:
        from backlight.lsp.follow import follow

        return await follow(session, FOLLOW[name], argument)
    from backlight.lsp.running import run

    return await run(session, argument)


def _cancelled(session: Session, argument: Any) -> None:
    """Stop one run, or all: editors that show no progress know none by its id."""
    every = given.seen(argument, "all") is True
    for run_id in list(session.in_hand.runs) if every else [given.text(argument, "runId")]:
        cancel(session, run_id)


def cancel(session: Session, run_id: str) -> None:
    """Stop a run, whatever it is doing; one that is over, or never was, is no matter."""
    found = session.in_hand.runs.get(run_id)
    if found is not None:
        found.stop()


def progress_cancelled(session: Session, params: Any) -> None:
    """`window/workDoneProgress/cancel`: our tokens are the ids of runs."""
    token = given.at(params, "token")
    if isinstance(token, str):
        cancel(session, token)


def content(session: Session, params: Any) -> dict[str, str]:
    """`workspace/textDocumentContent`: a summary, as a document that nobody can change."""
    uri = given.text(params, "uri")
    return {
        "text": session.stories.summaries.get(
            uri, "This summary is gone; it was kept for a while only."
        )
    }


def _more(session: Session, commands: list[Any]) -> None:
    """List what did not fit into the menu; what is picked there is run."""
    choices: dict[str, tuple[str, Any]] = {}
    for command in commands:
        name, arguments = given.text(command, "command"), given.items(command, "arguments")
        title = given.text(command, "title")
        if name == "backlight.more" and arguments:
            choices[title] = name, list(arguments)
        elif len(arguments) == 1 and name in {"backlight.run", *PAST, *FOLLOW}:
            choices[title] = name, arguments[0]
        else:
            raise Failure(INVALID_PARAMS, "backlight.more takes commands of the menu.")
    session.spawn(_chosen(session, choices))


async def _chosen(session: Session, choices: Mapping[str, tuple[str, Any]]) -> None:
    title = await session.client.choose("Which action?", list(choices))
    if title is None:
        return
    name, argument = choices[title]
    try:
        if name == "backlight.more":
            _more(session, argument)
        else:
            await _started(session, name, argument)
    except Failure as failure:
        session.client.message("warning", failure.message)
