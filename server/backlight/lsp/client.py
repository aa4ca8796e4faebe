"""The editor at the other end: what it announced, and every question and message we send it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from re import compile as regex
from typing import Any, Literal

from backlight.lsp.given import seen
from backlight.lsp.peer import Peer, Unanswered
from backlight.text import Encoding

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
INVISIBLE = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
"""Control, direction and tag characters: shown to nobody, whoever wrote them."""

SCHEME = "backlight"
"""Of the documents that exist only here: summaries of runs."""

GROUPING = ("Visual Studio Code", "VSCodium", "Code - OSS", "code-server")
"""Editors that show the menu below headings, one for each kind; by how their names begin."""

Level = Literal["error", "warning", "info"]
LEVELS: Mapping[Level, int] = {"error": 1, "warning": 2, "info": 3}


@dataclass(frozen=True, slots=True)
class Announced:
    """What an editor says it can do; whatever it says in words unknown here counts as no."""

    given: Mapping[str, Any]
    name: str = ""
    """What the editor calls itself."""

    def has(self, *path: str) -> bool:
        """Whether a capability is announced with `true`, or with an object of its own."""
        value = seen(self.given, *path)
        return value is True or isinstance(value, Mapping)

    def among(self, wanted: object, *path: str) -> bool:
        """Whether a list that was announced holds a value."""
        value = seen(self.given, *path)
        return isinstance(value, list) and wanted in value

    @property
    def reads_ours(self) -> bool:
        """Whether it shows documents that exist only here (LSP 3.18)."""
        return self.has("workspace", "textDocumentContent") and self.has("window", "showDocument")

    @property
    def pulls(self) -> bool:
        """Whether it asks for findings; they are not sent besides, or it would show them twice."""
        return self.has("textDocument", "diagnostic")

    @property
    def groups(self) -> bool:
        """Whether its menu groups actions by their kinds, so that many are no burden."""
        named = self.name.startswith(GROUPING) or self.name in {"Cursor", "Windsurf", "Positron"}
        return named or self.has("experimental", "backlightGroups")

    @property
    def encoding(self) -> Encoding:
        """The one in which we talk: its first choice that we know."""
        value = seen(self.given, "general", "positionEncodings")
        known = [e for e in value if e in ENCODINGS] if isinstance(value, list) else []
        return known[0] if known else "utf-16"

    @property
    def versioned(self) -> bool:
        """Edits with versions; Neovim handles them and announces only resource operations."""
        operations = seen(self.given, "workspace", "workspaceEdit", "resourceOperations")
        return self.has("workspace", "workspaceEdit", "documentChanges") or bool(operations)

    def stamped(self, version: int) -> int:
        """The version an edit is for: Neovim takes 0 for none, and its second text is above 1."""
        return max(version, 1) if self.name == "Neovim" else version

    @property
    def creates(self) -> bool:
        """Whether it makes files that we name."""
        return self.among("create", "workspace", "workspaceEdit", "resourceOperations")

    @property
    def annotates(self) -> bool:
        """Whether it shows the reasons of hunks, and asks before those that say so."""
        return self.has("workspace", "workspaceEdit", "changeAnnotationSupport")

    @property
    def answers_edits(self) -> bool:
        """ALE says no, applies all the same, and never answers."""
        return seen(self.given, "workspace", "applyEdit") is not False

    @property
    def marks_models(self) -> bool:
        """Whether an action can be tagged as the work of a model (LSP 3.18)."""
        return self.among(1, "textDocument", "codeAction", "tagSupport", "valueSet")

    @property
    def disables(self) -> bool:
        """Whether it shows actions that cannot be run as such."""
        return self.has("textDocument", "codeAction", "disabledSupport")


class Client:
    """Everything we send; no request without a time limit, none that was not announced."""

    def __init__(self, peer: Peer, announced: Announced) -> None:
        self.announced = announced
        self._peer = peer

    def message(self, level: Level, text: str) -> None:
        """Show one sentence."""
        params = {"type": LEVELS[level], "message": plain(text)}
        self._peer.notify("window/showMessage", params)

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

    async def choose(self, question: str, choices: Sequence[str], patience: float) -> str | None:
        """Let the user pick one of a few; `None` if nothing was picked, or nobody answers."""
        actions = [{"title": plain(choice)} for choice in choices]
        params = {"type": LEVELS["info"], "message": plain(question), "actions": actions}
        try:
            answer = await self._peer.request("window/showMessageRequest", params, patience)
        except Unanswered:
            return None
        title = seen(answer, "title")
        return next((choice for choice in choices if plain(choice) == title), None)

    async def ask(self, params: dict[str, Any], patience: float) -> str | None:
        """Our own question, for editors that announce it: an answer in words."""
        answer = await self._peer.request("backlight/ask", params, patience)
        said = seen(answer, "answer")
        return said if isinstance(said, str) else None

    async def show(self, uri: str) -> bool:
        """Open a document beside the code; whether the editor says it did."""
        if not self.announced.has("window", "showDocument"):
            return False
        params = {"uri": uri, "takeFocus": False, "external": False}
        try:
            answer = await self._peer.request("window/showDocument", params, 5)
        except Unanswered:
            return False
        return seen(answer, "success") is True

    async def configuration(self) -> Any:
        """The settings `backlight`; raises `Unanswered`."""
        items = {"items": [{"section": "backlight"}]}
        answer = await self._peer.request("workspace/configuration", items, 5)
        return answer[0] if isinstance(answer, list) and answer else None

    async def register(self, registrations: list[dict[str, Any]]) -> bool:
        """Ask to be told of something more; whether the editor agreed."""
        try:
            params = {"registrations": registrations}
            await self._peer.request("client/registerCapability", params, 5)
        except Unanswered:
            return False
        return True


def plain(text: str) -> str:
    """A text as it may be shown: no character that hides, moves or colours what stands there."""
    return INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", text)
