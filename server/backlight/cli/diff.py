"""A change as the unified diff that `git apply` takes, byte for byte."""

from collections.abc import Callable
from pathlib import Path

from backlight.edits import Change, Edit, apply
from backlight.hunks import hunks
from backlight.text import Text

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def unified(change: Change, read: Callable[[str], Text], named: Callable[[str], str]) -> str:
    """The diff of every file; `named` gives a path as it is written in the diff."""
    parts = [_edited(named(p), read(p), edits) for p, edits in sorted(change.edits.items())]
    parts += [_created(named(path), text) for path, text in sorted(change.created.items())]
    parts += [_deleted(named(path), read(path)) for path in sorted(change.deleted)]
    parts += [_renamed(named(p), named(new)) for p, new in sorted(change.renamed.items())]
    return "".join(parts)


def named(root: Path, path: str) -> str:
    """A path as `git apply` reads it: from the top of the repository, else from here."""
    file = root / path
    top = next((folder for folder in file.parents if (folder / ".git").exists()), None)
    for base in (top, Path.cwd(), root):
        if base is not None and file.is_relative_to(base):
            return file.relative_to(base).as_posix()
    return path


def _edited(name: str, before: Text, edits: tuple[Edit, ...]) -> str:
    found = hunks(before.source, apply(before, edits).source)
    if not found:
        return ""
    return f"diff --git {_quoted('a/', name)} {_quoted('b/', name)}\n" + _names(name, name) + found


def _created(name: str, text: str) -> str:
    head = f"diff --git {_quoted('a/', name)} {_quoted('b/', name)}\nnew file mode 100644\n"
    if not text:
        return head + "index 0000000..e69de29\n"
    return head + _names(None, name) + hunks("", text)


def _deleted(name: str, text: Text) -> str:
    head = f"diff --git {_quoted('a/', name)} {_quoted('b/', name)}\ndeleted file mode 100644\n"
    if not text.source:
        return head + "index e69de29..0000000\n"
    return head + _names(name, None) + hunks(text.source, "")


def _renamed(name: str, new: str) -> str:
    head = f"diff --git {_quoted('a/', name)} {_quoted('b/', new)}\nsimilarity index 100%\n"
    return f"{head}rename from {_quoted('', name)}\nrename to {_quoted('', new)}\n"


def _names(old: str | None, new: str | None) -> str:
    before = _quoted("a/", old) if old is not None else "/dev/null"
    after = _quoted("b/", new) if new is not None else "/dev/null"
    # A name with a blank is ended by a tab, or the rest of the line would belong to it.
    ends = ["\t" if " " in name else "" for name in (before, after)]
    return f"--- {before}{ends[0]}\n+++ {after}{ends[1]}\n"


def _quoted(prefix: str, name: str) -> str:
    """A path as git writes it: quoted where it holds what would end or hide it."""
    if not any(c in ESCAPES or ord(c) < 32 or ord(c) == 127 for c in name):
        return prefix + name
    written = (
        ESCAPES.get(c) or (f"\\{ord(c):03o}" if ord(c) < 32 or ord(c) == 127 else c) for c in name
    )
    return f'"{prefix}{"".join(written)}"'
