"""`workspace/executeCommand`: the three commands there are, with typed arguments."""

from typing import Any

from backlight.lsp import given
from backlight.lsp.peer import INVALID_PARAMS, Failure
from backlight.lsp.session import Session

PATIENCE = 600.0


def execute(session: Session, params: Any) -> Any:
    """Carry out a command; an unknown one, or odd arguments, are the caller's mistake."""
    name = given.text(params, "command")
    arguments = given.items(params, "arguments")
    if name == "backlight.more":
        return _more(session, list(arguments))
    if len(arguments) != 1 or name not in {"backlight.run", "backlight.cancel"}:
        raise Failure(INVALID_PARAMS, f"There is no command {name[:100]!r} with such arguments.")
    if not isinstance(arguments[0], dict):
        raise Failure(INVALID_PARAMS, f"{name} takes one object.")
    if name == "backlight.cancel":
        return cancel(session, given.text(arguments[0], "runId"))
    from backlight.lsp.running import run

    return run(session, arguments[0])


def cancel(session: Session, run_id: str) -> None:
    """Stop a run, whatever it is doing; one that is over, or never was, is no matter."""
    found = session.runs.get(run_id)
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
    return {"text": session.stories.get(uri, "This summary is gone; it was kept for a while only.")}


def _more(session: Session, commands: list[Any]) -> None:
    """List what did not fit into the menu; what is picked there is run."""
    titles = [given.text(command, "title") for command in commands]
    arguments = [given.items(command, "arguments") for command in commands]
    if any(len(some) != 1 for some in arguments):
        raise Failure(INVALID_PARAMS, "backlight.more takes commands of the menu.")
    session.spawn(_chosen(session, titles, [some[0] for some in arguments]))


async def _chosen(session: Session, titles: list[str], arguments: list[Any]) -> None:
    title = await session.client.choose("Which action?", titles, PATIENCE)
    if title is None:
        return
    from backlight.lsp.running import run

    try:
        await run(session, arguments[titles.index(title)])
    except Failure as failure:
        session.client.message("warning", failure.message)
