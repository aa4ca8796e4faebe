"""The documents that are open: one for a file, however the editor writes its URI."""

import logging
from collections.abc import Iterator
from typing import Any

from backlight.lsp.document import STAMPS, Document, Unsound, split
from backlight.lsp.uris import identity
from backlight.text import Encoding

log = logging.getLogger(__name__)


class Documents:
    """The store: one document for a file, however the editor writes its URI."""

    def __init__(self, by: Encoding = "utf-16") -> None:
        self.by: Encoding = by
        self.unseen: dict[str, object] = {}
        """Files that were changed in buffers which the editor does not tell of, by absolute path:
        how the disk was when they were; a file is in no such buffer once it is open here."""
        self._by_uri: dict[str, Document] = {}
        self._by_path: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(self._by_path.values())

    def get(self, uri: str) -> Document | None:
        """The open document of a URI, in any spelling."""
        found = self._by_uri.get(uri)
        if found is None and (path := identity(uri)) is not None:
            found = self._by_path.get(path)
        return found

    def at(self, path: str) -> Document | None:
        """The open document of an absolute path with its links followed."""
        return self._by_path.get(path)

    def open(self, uri: str, version: int, text: str) -> Document | None:
        """Take a document in; opened again, the last word counts. `None` if it is no file."""
        path = identity(uri)
        if path is None:
            return None
        if path in self._by_path:
            log.warning("a document was opened twice")
            self.close(uri)
        self.unseen.pop(path, None)
        document = Document(uri, path, version, split(text), stamp=next(STAMPS))
        self._by_uri[uri] = self._by_path[path] = document
        return document

    def close(self, uri: str) -> Document | None:
        """Forget a document; what was never open is no matter."""
        document = self.get(uri)
        if document is not None:
            self._by_uri.pop(document.uri, None)
            self._by_path.pop(document.path, None)
        return document

    def change(self, document: Document, version: int, changes: list[dict[str, Any]]) -> str:
        """Follow the editor; answers why the text was lost, the first time it is, else nothing."""
        if version <= document.version:
            log.warning("a version went from %d to %d", document.version, version)
        document.version = version
        was = document.unsound
        for change in changes:
            if "range" not in change:
                document.replace(change["text"])
            elif not document.unsound:
                try:
                    first, last = change["range"]
                    document.splice(first, last, change["text"], self.by)
                except Unsound as problem:
                    document.unsound = str(problem)
                    document.stamp = next(STAMPS)
        return document.unsound if document.unsound and not was else ""
