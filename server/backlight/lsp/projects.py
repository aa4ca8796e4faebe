"""The projects of the editor, and which of them a document belongs to."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from backlight.index import Index, fitting
from backlight.lsp.document import Document
from backlight.lsp.documents import Documents
from backlight.lsp.root import Root
from backlight.state.facts import Facts
from backlight.workspace import Snapshot


class Projects:
    """Every root, and the root of every document."""

    def __init__(self, documents: Documents, *, careful: bool = False) -> None:
        self._careful = careful
        self.roots: list[Root] = []
        self._documents = documents
        self._exclude: tuple[str, ...] = ()

    def add(self, path: str) -> Root:
        """A folder of the workspace."""
        found = next((r for r in self.roots if r.path == path and not r.files.only), None)
        if found is None:
            index = Index() if self._careful else Index(Facts(os.environ, path), fitting())
            files = Snapshot(Path(path), exclude=self._exclude)
            found = Root(files, self._documents, careful=self._careful, _index=index)
            self.roots.append(found)
            self._place()
        return found

    def remove(self, path: str) -> None:
        """A folder left the workspace."""
        self.roots = [r for r in self.roots if r.path != path or r.files.only]
        self._place()

    def of(self, document: Document) -> tuple[Root, bool]:
        """The root a document belongs to, the innermost first; whether it is a new one."""
        around = [root for root in self.roots if root.name(document.path) is not None]
        if around:
            root = max(around, key=lambda root: len(root.path))
            document.name = root.name(document.path) or document.name
            return root, False
        place = PurePosixPath(document.path)
        alone = Root(Snapshot(Path(place.parent), only=(place.name,)), self._documents)
        self.roots.append(alone)
        document.name = place.name
        return alone, True

    def exclude(self, patterns: tuple[str, ...]) -> bool:
        """Leave files out, by the user's patterns; whether that is news."""
        if patterns == self._exclude:
            return False
        self._exclude = patterns
        for root in self.roots:
            root.files = replace(root.files, exclude=patterns)
        return True

    def around(self, paths: Iterable[str]) -> list[Root]:
        """The roots that any of these files stand in."""
        given = list(paths)
        return [root for root in self.roots if any(root.name(path) is not None for path in given)]

    def forget(self, document: Document) -> None:
        """A document was closed; with a lone file its root goes."""
        self.roots = [r for r in self.roots if not r.files.only or r.name(document.path) is None]

    def _place(self) -> None:
        for document in self._documents:
            if self.around([document.path]):  # A lone file's root is made by who builds it
                self.of(document)
