"""A scratch for one run: commands are carried out in it, one after the other, and seen through."""

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backlight.scratch import machine, ways
from backlight.scratch.built import holders
from backlight.scratch.folder import Claimed, claimed, sweep
from backlight.scratch.order import Bounds, Order, Way
from backlight.scratch.process import Ended, run
from backlight.scratch.tree import Tree
from backlight.scratch.ways import Found
from backlight.workspace import Overlay, Unreadable
from backlight.workspace.ignore import TooMany

SHELL = "/bin/sh"


@dataclass(frozen=True, slots=True)
class Seen:
    """How a command ended, and what became of the files."""

    ended: Ended
    changed: tuple[str, ...] = ()
    """Files whose change was taken over."""
    left: tuple[str, ...] = ()
    """Files that it made or changed and that stay in the scratch, each with the reason."""


@dataclass
class Room:
    """The scratch of one run. Closing it removes all of it."""

    overlay: Overlay
    bounds: Bounds = field(default_factory=Bounds)
    may: Callable[[str], str] = lambda _path: ""
    """Why a file must stay as it is; empty if it may be changed."""
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    found: Found | None = None
    """How commands are confined; found out with the first one."""
    _claimed: Claimed | None = None
    _tree: Tree | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, command: str) -> Seen:
        """Run a command line in the project as it reads now, and take over what it changed."""
        async with self._lock:
            found = self.found = self.found or await ways.found()
            if found.way is None:
                return Seen(Ended(-1, why=found.why, started=False))
            try:
                tree = await asyncio.to_thread(self._prepared, found)
            except TooMany as error:
                why = f"{error}, too many to know what must be hidden from a command"
                return Seen(Ended(-1, why=why, started=False))
            order = self._order(found.way, tree, command)
            ended = await run(order, ways.prefix(order))
            return await asyncio.to_thread(self._taken, tree, ended)

    async def close(self) -> None:
        """Remove everything; a command that is under way is cancelled before."""
        async with self._lock:
            claimed, self._claimed, self._tree = self._claimed, None, None
            if claimed is not None:
                await asyncio.to_thread(claimed.end)

    def _prepared(self, found: Found) -> Tree:
        """The tree with everything as it reads now."""
        if self._tree is None or self._claimed is None:
            if self._claimed is not None:  # of one that could not be prepared
                self._claimed.end()
            else:
                sweep()
            self._claimed = claimed()
            folder = self._claimed.path
            for name in ("home", "temporary", "work"):
                (folder / name).mkdir()
            for name, path in machine.links(self.environ):
                link = folder / "home" / name
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(path)
            self._tree = Tree(folder / "project", self.overlay, copied=found.copied)
            if found.way == "landlock":
                self._tree.link()
        self._tree.sync()
        return self._tree

    def _order(self, way: Way, tree: Tree, command: str) -> Order:
        """The command, with all that it may reach."""
        folder, project = tree.folder.parent, self.overlay.snapshot.root
        root = str(tree.folder if way == "landlock" else Path(os.path.realpath(project)))
        home, temporary = str(folder / "home"), str(folder / "temporary")
        environ = machine.environment(root, home, self.environ)
        read = (*machine.readable(project, self.environ), *(source for source, _ in tree.linked))
        linked = tuple((source, f"{root}/{path}") for source, path in tree.linked)
        if way == "landlock":
            environ |= {"PYTHONPATH": f"{root}:{root}/src", "TMPDIR": temporary}
            held = {os.path.realpath(project / path) for path in holders(tree.secrets)}
            read = tuple(path for path in read if os.path.realpath(path) not in held)
        else:
            linked += tuple((os.devnull, f"{root}/{path}") for path in tree.secrets)
        return Order(
            way=way,
            command=(SHELL, "-c", command),
            environ=environ,
            root=root,
            home=home,
            temporary=temporary,
            copy=str(tree.folder) if tree.copied else "",
            upper="" if tree.copied else str(tree.folder),
            work="" if tree.copied else str(folder / "work"),
            linked=linked,
            covered=(covered := machine.covered(self.environ.get("HOME", ""))),
            hidden=tuple(machine.sockets(covered)),
            read=read,
            bounds=self.bounds,
        )

    def _taken(self, tree: Tree, ended: Ended) -> Seen:
        """Stage what the command changed in files of the project; say what was left."""
        changed, left = [], []
        for path in tree.changed():
            if not self.overlay.exists(path):
                left.append(f"{path} (new)")
                continue
            try:
                before, after = self.overlay.read(path), tree.read(path)
                if after.source == before.source:
                    continue
                if why := self.may(path):
                    left.append(f"{path} ({why})")
                    continue
                self.overlay.write(path, after.source, before)
                changed.append(path)
            except (Unreadable, UnicodeError) as error:
                left.append(f"{path} ({error})")
        return Seen(ended, tuple(changed), tuple(left))
