"""Which files belong to the project: not ignored, not generated, not secret."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fnmatch import translate
from pathlib import Path
from re import Pattern
from re import compile as regex
from typing import TYPE_CHECKING, Literal

from backlight.workspace.disk import UNSEEN, Unreadable, read_bytes

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MAX_FILES = 200_000
"""A walk that has seen this many entries stops: the rest is not known, and nothing hangs."""

NEVER = frozenset(
    {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".nox"}
    | {".mypy_cache", ".pytest_cache", ".ruff_cache", "site-packages", ".idea", ".gradle"}
)
"""Folders that hold no source of the project, ignored or not."""


def _any(*patterns: str) -> Pattern[str]:
    return regex("|".join(map(translate, patterns)))


Kind = Literal["file", "link", "ignored", "secret"]
"""What a walk found."""

_SECRET = _any(
    *(
        ".env",
        ".env[._-]*",
        "*.env",
        ".flaskenv",
        ".vault-token",
        "*.gpg",
        "*.ovpn",
        ".boto",
        "*.pem",
    ),
    *("*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", ".s3cfg", ".terraformrc", ".secrets*"),
    *("id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", "credentials*", "*.tfstate*", "*.tfvars"),
    *(".npmrc", ".pypirc", ".netrc", ".pgpass", "kubeconfig*", "*.kdbx", ".htpasswd", "*.ppk"),
    *("secrets.*", "*.secrets.*", "service[-_]account*.json", ".git-credentials", ".envrc"),
    *(".dockercfg", "client_secret*.json", "token.json", "*firebase-adminsdk*.json", "*.asc"),
    *("vault_pass*", "keystore.properties", ".yarnrc.yml"),
)
_HARMLESS = (".example", ".sample", ".template", ".dist", ".pub", ".py", ".js", ".ts", ".go", ".rb")
_CODE = (".py", ".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs", ".go", ".rb", ".java", ".kt")
_SECRET_FOLDERS = frozenset({".ssh", ".gnupg", ".aws", ".kube", ".docker", ".azure", ".gcloud"})
_LIKELY_FOLDERS = frozenset({"secrets", ".secrets"})
"""What stands below them is secret unless it is code."""


def secret(path: str) -> bool:
    """Whether a file is likely to hold secrets, by its name (whatever its case)."""
    *folders, name = path.lower().split("/")
    if _SECRET_FOLDERS.intersection(folders):
        return True
    if name.endswith(_HARMLESS):
        return False
    if _LIKELY_FOLDERS.intersection(folders) and not name.endswith(_CODE):
        return True
    return _SECRET.match(name) is not None


def excluded(paths: Iterable[str], patterns: Sequence[str]) -> set[str]:
    """The files that the user's own patterns leave out; one that is no pattern leaves out none."""
    if not patterns:
        return set()
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(patterns)
    except ValueError:
        return set()
    return set(spec.match_files(paths)) if spec.patterns else set()


class TooMany(Unreadable):
    """There is more than a walk looks at: what the rest is, is not known."""


def walk(root: Path) -> Iterator[str]:
    """Every file below a root that git would not ignore, links left out; folder by folder."""
    with suppress(TooMany):
        for path, kind in _walked(root):
            if kind == "file":
                yield path


def left_out(root: Path) -> Iterator[tuple[str, Kind]]:
    """What is no file of the project: links, what is ignored (a folder once), and secrets.

    What cannot be listed, or has a name that is no text, counts as ignored. Raises `TooMany`.
    """
    for path, kind in _walked(root):
        if kind != "file":
            yield path, kind
        elif secret(path):
            yield path, "secret"


def _walked(root: Path) -> Iterator[tuple[str, Kind]]:
    """Everything below a root, but what is below an ignored folder."""
    specs: list[tuple[str, GitIgnoreSpec]] = []
    seen = 0
    folders = [("", specs)]
    while folders:
        at, above = folders.pop()
        entries = _entries(root / at)
        ruled = any(entry.name == ".gitignore" for entry in entries or ())
        spec = _spec(root, at) if ruled else None
        rules = [*above, (at, spec)] if spec is not None else above
        if entries is None and at:
            yield at.removesuffix("/"), "ignored"
        for entry in entries or ():
            seen += 1
            if seen > MAX_FILES:
                raise TooMany(f"there are more than {MAX_FILES:,} files and folders in the project")
            path = f"{at}{entry.name}"
            if entry.is_symlink() and _sayable(entry.name):
                yield path, "link"
            elif entry.name in NEVER or not _sayable(entry.name):
                yield path, "ignored"
            elif entry.is_dir(follow_symlinks=False):
                if _ignored(f"{path}/", rules):
                    yield path, "ignored"
                else:
                    folders.append((f"{path}/", rules))
            elif not entry.is_file(follow_symlinks=False):  # a socket, a pipe
                yield path, "ignored"
            else:
                yield path, "ignored" if _ignored(path, rules) else "file"


def _ignored(path: str, rules: list[tuple[str, "GitIgnoreSpec"]]) -> bool:
    """The nearest `.gitignore` that speaks of a path decides, as in git."""
    for base, spec in reversed(rules):
        verdict = spec.check_file(path.removeprefix(base)).include
        if verdict is not None:
            return verdict
    return False


def _spec(root: Path, folder: str) -> "GitIgnoreSpec | None":
    try:
        data = read_bytes(root, f"{folder}.gitignore")
    except Unreadable:
        return None
    from pathspec import GitIgnoreSpec

    lines = data.decode("utf-8", "replace").replace("\r", "").split("\n")
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return None


def _entries(folder: Path) -> list[os.DirEntry[str]] | None:
    """What is in a folder; `None` if that cannot be known."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name, reverse=True)
    except OSError:
        return None


def _sayable(name: str) -> bool:
    """Whether a name is text; one of other bytes fits into no URI, no message and no pattern."""
    if name.isascii() and name.isprintable():
        return True
    try:
        return bool(name.encode()) and UNSEEN.search(name) is None
    except UnicodeEncodeError:
        return False
