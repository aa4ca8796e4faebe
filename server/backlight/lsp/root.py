"""One project of the editor: its index, brought up to date behind the menu's back."""

import asyncio
import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from backlight import workspace
from backlight.analysis.facts import EMPTY, Finding, Project
from backlight.analysis.syntax import Source
from backlight.index import Index, facts_of, findings, linked
from backlight.lsp.document import Document
from backlight.lsp.documents import Documents
from backlight.workspace import Snapshot

Answer = TypeVar("Answer")
SLICE = 0.01
"""Seconds of work on an index between two chances for the menu."""
SHORT = 20_000
"""Bytes of a file that is read whole for a menu, before the project is known."""
PAUSE = 0.3
"""Seconds in which more news of files on disk may come."""


@dataclass(eq=False)
class Root:
    """One folder of the workspace, or one file that stands in none."""

    files: Snapshot
    documents: Documents
    project: Project = EMPTY
    """What was known when the index was last brought up to date; the menu asks no more."""
    careful: bool = False
    """Nothing is read but what is open."""
    built: asyncio.Event = field(default_factory=asyncio.Event)
    offered: tuple[Any, dict[Any, list[Any]]] = (None, {})
    """What the menu offered at the places that were asked about, and in which `state`."""
    _index: Index = field(default_factory=Index)
    _learned: int = 0
    _waiting: bool = False
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def path(self) -> str:
        """The folder, absolute."""
        return self.files.root.as_posix()

    def name(self, path: str) -> str | None:
        """The path of a file in this project; `None` if it is not in it."""
        if self.files.only:
            return self.files.only[0] if f"{self.path}/{self.files.only[0]}" == path else None
        prefix = self.absolute("")
        return path.removeprefix(prefix) if path.startswith(prefix) else None

    def absolute(self, path: str) -> str:
        """Where a file of this project is on this machine."""
        return f"{self.path.rstrip('/')}/{path}"

    def open(self, path: str) -> Document | None:
        """The buffer of a file of this project; `None` if it is not open."""
        return self.documents.at(self.absolute(path))

    def unseen(self, path: str) -> bool:
        """Whether a file was changed in a buffer that nobody told of, and not saved since."""
        known, absolute = self.documents.unseen, self.absolute(path)
        if known.get(absolute, self.files.stamp(path)) != self.files.stamp(path):
            known.pop(absolute, None)
        return absolute in known

    def hide(self, path: str) -> None:
        """Remember that a file was changed in such a buffer."""
        self.documents.unseen[self.absolute(path)] = self.files.stamp(path)

    @property
    def state(self) -> tuple[int, tuple[int, ...]]:
        """Another value once anything is known anew, or any buffer changed."""
        return self._learned, tuple(document.stamp for document in self.documents)

    def snapshot(self) -> Snapshot:
        """The project as it is at this moment: buffers over files."""
        here = ((self.name(document.path), document) for document in self.documents)
        return self.files.again(
            {name: workspace.Document(d.text, d.stamp) for name, d in here if name is not None}
        )

    def now(self, here: Document) -> Project:
        """What is known, with the buffers read as they are; costs the same in any project.

        Before anything is known it is what the open file says by itself, if it is not long.
        """
        known = self.project
        if known is EMPTY and len(here.text.data) < SHORT:
            known = linked({here.name: facts_of(here.source)})

        def read(name: str) -> Source | None:
            document = self.open(name)
            return document.source if document is not None else known.read(name)

        return replace(known, read=read)

    async def build(self) -> None:
        """Bring the whole index up to date; files that did not change are not read.

        Many calls in a moment are one build.
        """
        if self._waiting:
            return
        self._waiting = True
        await asyncio.sleep(PAUSE if self.built.is_set() else 0)
        self._waiting = False
        first = not self.built.is_set()
        try:
            await self._build()
        finally:
            self.built.set()
        if first:
            gc.freeze()  # What is known stays: to go through it again and again halts the menu

    async def _build(self) -> None:
        if self.careful:
            await self._opened(self.snapshot())
            return
        self.files = replace(self.files)
        await asyncio.to_thread(lambda: self.files.paths)
        snapshot = self.snapshot()
        if not self.built.is_set():
            await self._opened(snapshot)
        steps = self._index.steps(snapshot)
        while await self._work(lambda: _slice(steps)):
            pass
        self._learn(await self._work(lambda: _served(self._index.project(snapshot))))
        await self._work(lambda: self._index.keep(snapshot))

    async def known(self, snapshot: Snapshot) -> Project:
        """All that is known, the buffers of a snapshot included; waits for the first build."""
        await self.built.wait()
        return await self._opened(snapshot)

    async def _opened(self, snapshot: Snapshot) -> Project:
        """What is known, with what is open as it is."""
        self._learn(await self._work(lambda: self._refreshed(snapshot)))
        return self.project

    def _learn(self, project: Project) -> None:
        self.project = project
        self._learned += 1

    def _refreshed(self, snapshot: Snapshot) -> Project:
        for path in snapshot.open:
            self._index.refresh(snapshot, path)
        return _served(self._index.project(snapshot))

    async def findings(self, document: Document) -> tuple[Finding, ...]:
        """What the rules say of an open document."""
        source = document.source
        project = await self.known(self.snapshot())
        facts = project.files.get(document.name)
        return await self._work(lambda: findings(facts or facts_of(source), source, project))

    async def _work(self, job: Callable[[], Answer]) -> Answer:
        """Do something with the index in a thread; one at a time, whoever stops waiting."""

        async def alone() -> Answer:
            async with self._busy:
                return await asyncio.to_thread(job)

        return await asyncio.shield(asyncio.ensure_future(alone()))


def _served(project: Project) -> Project:
    """A project of which is known what runs for a request, so that no menu has to find it out."""
    project.serving()
    return project


def _slice(steps: Iterator[Any]) -> bool:
    """Take steps for a moment; whether there are more."""
    end = time.monotonic() + SLICE
    return any(time.monotonic() > end for _ in steps)
