"""What one conversation with one editor knows: documents, projects, settings, work in hand."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from backlight.config import Config
from backlight.lsp.agent_files import AgentFiles
from backlight.lsp.announced import Announced
from backlight.lsp.client import Client
from backlight.lsp.document import Document
from backlight.lsp.documents import Documents
from backlight.lsp.in_hand import InHand
from backlight.lsp.peer import Peer
from backlight.lsp.stories import Stories

if TYPE_CHECKING:
    from backlight.agent.library import Library
    from backlight.lsp.ledger import Ledger, Offer
    from backlight.lsp.projects import Projects
    from backlight.lsp.root import Root
    from backlight.sql.lab.spare import Spare
    from backlight.state.record import Record

log = logging.getLogger(__name__)


class Session:
    """The state that the features share; made before `initialize`, ended after `shutdown`."""

    careful = False
    """Safe mode: nothing is read of the projects that nobody asked for."""
    went_well: Callable[[], None] | None = None
    """Told that the server has started, or ends as it should."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.client = Client(peer, Announced({}))
        self.documents = Documents()
        self.config = Config()
        self.in_hand = InHand()
        self.stories = Stories()
        self.agent_files = AgentFiles()
        self.folders: list[str] = []
        self.parent: int | None = None
        self.options: Any = {}
        """Settings as they were pushed, for editors that cannot be asked."""
        self.configured = asyncio.Event()
        """The settings were asked for, and answered or not."""
        self.mends: dict[str, str] = {}
        """Rules that were shown -> the action that mends them."""
        self.trusted: bool | None = None
        """What the editor says of its workspace: where it trusts it, commands may be run."""
        self.told: set[str] = set()
        """Problems the user has heard of: each is said once."""
        self._projects: Projects | None = None
        self._ledger: Ledger | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def restricted(self) -> bool:
        """Not trusted by the editor, or safe mode: nothing of it may tell a model what to do."""
        return self.careful or self.trusted is False

    @property
    def projects(self) -> "Projects":
        """The roots and their indexes; what they import takes long, so it is done when needed."""
        if self._projects is None:
            from backlight.lsp.projects import Projects

            self._projects = Projects(self.documents, careful=self.careful)
            for folder in self.folders:
                self.build(self._projects.add(folder))
            for document in self.documents:
                self.root(document)
        return self._projects

    @property
    def ledger(self) -> "Ledger":
        """The runs there were; made when needed, as it is nothing for the first menu."""
        if self._ledger is None:
            from backlight.lsp.ledger import Ledger

            self._ledger = Ledger(os.environ, self._warn_of_journal)
        return self._ledger

    def library(self, root: "Root") -> "Library":
        """The agent files that count in a project: its own, and the user's."""
        libraries = self.agent_files.libraries
        if root.path not in libraries:
            from backlight.lsp.agents import library

            libraries[root.path] = library(self, root)
        return libraries[root.path]

    @cached_property
    def lab(self) -> "Spare":
        """Where statements are tried: a process that runs can hand on to each other."""
        from backlight.sql.lab.spare import Spare

        return Spare()

    def past(self, path: str) -> "list[Offer]":
        """What the menu of a file offers about runs there were; nothing is read for it."""
        return self._ledger.offers(path) if self._ledger is not None else []

    async def looked(self, paths: Iterable[str]) -> None:
        """Files have changed: it is seen anew which runs stand in them."""
        if self._ledger is not None:
            await self._ledger.look(paths, self.documents)

    def stands(self, record: "Record") -> bool:
        """Whether something of a run stands in a file still."""
        return self._ledger is not None and self._ledger.stands(record, self.documents)

    def _warn_of_journal(self, problem: str) -> None:
        """Say once that nothing can be written down, whatever the reason becomes later."""
        if "journal" not in self.told:
            self.told.add("journal")
            rest = "Edits go on; runs cannot be looked up later, nor after a crash."
            self.client.message("warning", f"{problem} {rest}")

    def root(self, document: Document) -> "Root":
        """The project of a document; a new one is read in the background."""
        root, new = self.projects.of(document)
        if new:
            self.build(root)
        return root

    def build(self, root: "Root") -> None:
        """Bring the index of a project up to date, without making anyone wait."""
        self.spawn(root.build())

    def once(self, level: str, text: str) -> None:
        """Tell the user something that need not be said again."""
        if text not in self.told:
            self.told.add(text)
            self.client.message("error" if level == "error" else "warning", text)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Carry on with something in the background; what fails there is in the log."""
        task = asyncio.ensure_future(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self, patience: float = 1.0) -> None:
        """Cancel everything, and wait a moment for it to let go of what it holds."""
        here = asyncio.current_task()
        work = [task for task in (*self._tasks, *self.peer.running) if task is not here]
        for task in work:
            task.cancel()
        if work:
            await asyncio.wait(work, timeout=patience)
        if "lab" in vars(self):
            await asyncio.to_thread(self.lab.close)


async def _logged(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return await work
    except Exception:
        log.exception("background work failed")
        return None
