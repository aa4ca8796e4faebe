"""`backlight serve`: the wire, the table of who answers what, and a clean end."""

import asyncio
import faulthandler
import gc
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from importlib import import_module

from backlight.lsp import commands, lifecycle, logs, offered, sync
from backlight.lsp.frames import Frames, framed
from backlight.lsp.peer import Handler, Peer
from backlight.lsp.pipes import stdio
from backlight.lsp.session import Session

log = logging.getLogger(__name__)

Connect = Callable[
    [Callable[[bytes], None], Callable[[], None]], Awaitable[Callable[[bytes], None]]
]
"""Takes who takes bytes and who hears of the end; answers who writes."""


def serve(connect: Connect = stdio) -> int:
    """Serve one editor until it says `exit` or is gone; answers the exit code."""
    logs.install()
    faulthandler.enable()  # Where it ended, if it ends in somebody else's code
    sys.setswitchinterval(0.0005)  # A menu does not wait for the index: measured, 27 ms become 1
    gc.disable()  # Until everything is loaded: what is there by then stays there
    return asyncio.new_event_loop().run_until_complete(_conversation(connect))


async def _conversation(connect: Connect) -> int:
    over: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    waiting: list[bytes] = []
    write: Callable[[bytes], None] = waiting.append
    peer = Peer(lambda body: write(framed(body)))
    session = Session(peer)
    peer.handlers = handlers(session)
    peer.handlers |= {
        "initialize": lambda params: _initialize(session, params, over),
        "initialized": partial(_initialized, session),
        "shutdown": lambda _: _shutdown(session),
        "exit": lambda _: _end(over, 0 if peer.shut else 1),
    }
    frames = Frames()

    def take(data: bytes) -> None:
        for body in frames.feed(data):
            peer.receive(body)

    write = await connect(take, lambda: _end(over, 0 if peer.shut else 1))
    for early in waiting:
        write(early)
    try:
        return await over
    finally:
        peer.shut = True
        _ended_well(session)
        await session.stop()


def handlers(session: Session) -> dict[str, Handler]:
    """Every method of a conversation, and who answers it."""

    def later(module: str, name: str) -> Handler:
        """A feature that is imported when it is first asked for."""
        return lambda params: getattr(import_module(f"backlight.lsp.{module}"), name)(
            session, params
        )

    return {
        "initialized": partial(lifecycle.initialized, session),
        "textDocument/didOpen": partial(sync.opened, session),
        "textDocument/didChange": partial(sync.changed, session),
        "textDocument/didClose": partial(sync.closed, session),
        "textDocument/didSave": partial(sync.saved, session),
        "textDocument/codeAction": partial(offered.code_action, session),
        "codeAction/resolve": offered.resolve,
        "textDocument/diagnostic": later("pulled", "report"),
        "textDocument/hover": later("hover", "hover"),
        "textDocument/codeLens": later("lenses", "in_document"),
        "textDocument/documentSymbol": later("symbols", "in_document"),
        "workspace/symbol": later("symbols", "in_workspace"),
        "workspace/executeCommand": partial(commands.execute, session),
        "workspace/textDocumentContent": partial(commands.content, session),
        "backlight/endpoints": partial(_endpoints, session),
        "backlight/status": partial(_status, session),
        "workspace/didChangeConfiguration": partial(lifecycle.configuration_changed, session),
        "workspace/didChangeWatchedFiles": partial(lifecycle.files_changed, session),
        "workspace/didChangeWorkspaceFolders": partial(lifecycle.folders_changed, session),
        "window/workDoneProgress/cancel": partial(commands.progress_cancelled, session),
    }


def _endpoints(session: Session, params: object) -> object:
    from backlight.lsp.endpoints import endpoints

    return endpoints(session, params)


def _status(session: Session, params: object) -> object:
    from backlight.lsp.readiness import status

    return status(session, params)


def _initialize(session: Session, params: object, over: asyncio.Future[int]) -> object:
    answer = lifecycle.initialize(session, params)
    if os.name == "nt":  # There signal 0 is Ctrl+C; the end of the pipe is enough
        return answer
    if session.parent is not None and _alive(session.parent):
        session.spawn(_orphaned(session.parent, over))
    return answer


def _initialized(session: Session, params: object) -> None:
    """Whether this start is careful is decided before the first file of a project is read."""
    from backlight.lsp.careful import begin

    begin(session)
    lifecycle.initialized(session, params)


def _ended_well(session: Session) -> None:
    """What ends as it should is no failed start."""
    if session.went_well is not None:
        session.went_well()


async def _shutdown(session: Session) -> None:
    """Cancel what is being done; the answer is null, and nothing but `exit` may follow."""
    session.peer.shut = True
    _ended_well(session)
    await session.stop()


async def _orphaned(parent: int, over: asyncio.Future[int]) -> None:
    """End when the editor's process is gone, even if something else holds its pipe open."""
    while _alive(parent):  # noqa: ASYNC110 - no system tells us in one way
        await asyncio.sleep(0.5)
    log.warning("the editor is gone")
    _end(over, 1)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _end(over: asyncio.Future[int], code: int) -> None:
    if not over.done():
        over.set_result(code)
