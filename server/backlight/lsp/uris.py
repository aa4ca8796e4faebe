"""One file has one identity, however its URI is written."""

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit


def path_of(uri: str, *, windows: bool = os.name == "nt") -> str | None:
    """The absolute path that a `file:` URI names, in one spelling; `None` for anything else.

    Notebook cells, `untitled:`, `git:` and remote schemes have no path, and none is guessed.

    >>> path_of("file:///srv/my%20app/./api.py", windows=False)
    '/srv/my app/api.py'
    >>> path_of("file:///C%3A/app/api.py", windows=True)
    'c:/app/api.py'
    >>> path_of("untitled:Untitled-1")
    """
    try:
        parts = urlsplit(uri)
        if parts.scheme.lower() != "file" or parts.netloc not in {"", "localhost"}:
            return None
        path = unquote_to_bytes(_whole(uri)).decode("utf-8")
    except ValueError:
        return None
    if "\0" in path or not path.startswith("/"):
        return None
    path = os.path.normpath("/" + path.lstrip("/")).replace("\\", "/")
    if windows and len(path) > 2 and path[2] == ":":
        return path[1].lower() + path[2:]
    return path


def identity(uri: str) -> str | None:
    """The path with its links followed: what makes two URIs one document."""
    path = path_of(uri)
    return None if path is None else os.path.realpath(path).replace("\\", "/")


def identities(uris: Iterable[str]) -> list[str]:
    """The same for many: a whole checkout comes at once, so links are followed once a folder."""
    real: dict[str, str] = {}
    found = []
    for path in filter(None, map(path_of, uris)):
        folder, _, name = path.rpartition("/")
        if folder not in real:
            real[folder] = os.path.realpath(folder or "/").replace("\\", "/").rstrip("/")
        found.append(f"{real[folder]}/{name}")
    return found


def uri_of(path: str) -> str:
    """The URI of an absolute path."""
    return Path(path).as_uri()


def _whole(uri: str) -> str:
    """What follows the authority: `?` and `#` are characters of a file name here."""
    rest = uri.split(":", 1)[1]
    if not rest.startswith("//"):
        return rest
    slash = rest.find("/", 2)
    return rest[slash:] if slash >= 0 else ""
