"""The editor at the other end: what it announced, and every question and message we send it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

from backlight.lsp.announced import Announced
from backlight.lsp.given import seen
from backlight.lsp.peer import Peer, Unanswered
from backlight.text import NEVER_SHOWN

SCHEME = "backlight"
"""Of the documents that exist only here: summaries of runs."""

ASKING = 600.0
"""Seconds a question stays open; a person may be at lunch, a run may not wait for ever."""

Level = Literal["error", "warning", "info"]
LEVELS: Mapping[Level, int] = {"error": 1, "warning": 2, "info": 3}


class Client:
    """Everything we send; no request without a time limit, none that was not announced."""

    def __init__(self, peer: Peer, announced: Announced) -> None:
        self.announced = announced
        self._peer = peer

    def message(self, level: Level, text: str) -> None:
        """Show one sentence."""
        params = {"type": LEVELS[level], "message": plain(text)}
        self._peer.notify("window/showMessage", params)

    def offer(self, text: str, command: str, title: str) -> None:
        """Warn in one sentence, with a button for a command of the editor's own that helps."""
        if command not in self.announced.commands:
            self.message("warning", text)
            return
        params = {"message": plain(text), "command": command, "title": title}
        self._peer.notify("backlight/offer", params)

    def status(self, found: dict[str, Any]) -> None:
        """Say how things are, unasked (`backlight/status`)."""
        self._peer.notify("backlight/status", found)

    def log(self, level: Level, text: str) -> None:
        """Leave a line in the editor's log."""
        params = {"type": LEVELS[level], "message": plain(text)}
        self._peer.notify("window/logMessage", params)

    def publish(self, uri: str, version: int | None, diagnostics: list[dict[str, Any]]) -> None:
        """Show the findings of a document in place of those before."""
        params: dict[str, Any] = {"uri": uri, "diagnostics": diagnostics}
        if version is not None and self.announced.has(
            "textDocument", "publishDiagnostics", "versionSupport"
        ):
            params["version"] = version
        self._peer.notify("textDocument/publishDiagnostics", params)

    def progress(self, token: str, value: dict[str, Any]) -> None:
        """Say how far a run is."""
        self._peer.notify("$/progress", {"token": token, "value": value})

    async def create_progress(self, token: str) -> bool:
        """Ask for a place to show progress; no answer within 2 s counts as no."""
        if not self.announced.has("window", "workDoneProgress"):
            return False
        try:
            await self._peer.request("window/workDoneProgress/create", {"token": token}, 2)
        except Unanswered:
            return False
        return True

    async def apply(self, label: str, edit: dict[str, Any], patience: float) -> tuple[bool, str]:
        """Hand an edit over; whether the editor says it took it, and the reason if not."""
        wait = patience if self.announced.answers_edits else min(patience, 1)
        params = {"label": label, "edit": edit}
        answer = await self._peer.request("workspace/applyEdit", params, wait)
        reason = seen(answer, "failureReason")
        return seen(answer, "applied") is True, plain(str(reason)) if reason else ""

    async def choose(self, question: str, choices: Sequence[str]) -> str | None:
        """Let the user pick one of a few; `None` if nothing was picked, or nobody answers."""
        actions = [{"title": plain(choice)} for choice in choices]
        params = {"type": LEVELS["info"], "message": plain(question), "actions": actions}
        try:
            answer = await self._peer.request("window/showMessageRequest", params, ASKING)
        except Unanswered:
            return None
        title = seen(answer, "title")
        return next((choice for choice in choices if plain(choice) == title), None)

    async def ask(self, params: dict[str, Any]) -> str | None:
        """Our own question, for editors that announce it: an answer in words."""
        answer = await self._peer.request("backlight/ask", params, ASKING)
        said = seen(answer, "answer")
        return said if isinstance(said, str) else None

    async def show(self, uri: str) -> bool:
        """Open a document beside the code; whether the editor says it did."""
        if not self.announced.shows:
            return False
        params = {"uri": uri, "takeFocus": False, "external": False}
        try:
            answer = await self._peer.request("window/showDocument", params, 5)
        except Unanswered:
            return False
        return seen(answer, "success") is True

    async def refresh(self) -> None:
        """Have the editor ask for findings again, if it asks at all."""
        if self.announced.has("workspace", "diagnostics", "refreshSupport"):
            with suppress(Unanswered):
                await self._peer.request("workspace/diagnostic/refresh", None, 5)

    async def configuration(self) -> Any:
        """The settings `backlight`; raises `Unanswered`.

        Asked twice: lsp-mode forgets what comes in one piece with an answer.
        """
        items = {"items": [{"section": "backlight"}]}
        try:
            answer = await self._peer.request("workspace/configuration", items, 1)
        except Unanswered:
            answer = await self._peer.request("workspace/configuration", items, 5)
        return answer[0] if isinstance(answer, list) and answer else None

    async def caught_up(self) -> None:
        """Have an editor that holds back what was typed tell of it: it does before any answer."""
        if self.announced.holds_back:
            with suppress(Unanswered):
                await self.configuration()

    async def register(self, registrations: list[dict[str, Any]]) -> bool:
        """Ask to be told of something more; whether the editor agreed."""
        try:
            params = {"registrations": registrations}
            await self._peer.request("client/registerCapability", params, 5)
        except Unanswered:
            return False
        return True


def plain(text: str) -> str:
    """A text as it may be shown: nothing that hides, moves or colours, and no link to click on."""
    return NEVER_SHOWN.sub("\N{REPLACEMENT CHARACTER}", text).replace("](", "] (")
