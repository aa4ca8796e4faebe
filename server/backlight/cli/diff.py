"""A change as the unified diff that `git apply` takes, byte for byte."""

from collections.abc import Callable
from pathlib import Path

from backlight.diffs import Step, steps
from backlight.edits import Change, Edit, apply
from backlight.text import Text

CONTEXT = 3
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

Block = tuple[int, int, int, int]
"""Old lines from, to, new lines from, to."""


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
    after = apply(before, edits)
    old, new = _lines(before), _lines(after)
    hunks = "".join(_hunk(old, new, group) for group in _grouped(steps(old, new)))
    if not hunks:
        return ""
    return f"diff --git {_quoted('a/', name)} {_quoted('b/', name)}\n" + _names(name, name) + hunks


def _created(name: str, text: str) -> str:
    head = f"diff --git {_quoted('a/', name)} {_quoted('b/', name)}\nnew file mode 100644\n"
    lines = _lines(Text(text))
    if not lines:
        return head + "index 0000000..e69de29\n"
    return head + _names(None, name) + _hunk([], lines, [(0, 0, 0, len(lines))])


def _deleted(name: str, text: Text) -> str:
    head = f"diff --git {_quoted('a/', name)} {_quoted('b/', name)}\ndeleted file mode 100644\n"
    lines = _lines(text)
    if not lines:
        return head + "index e69de29..0000000\n"
    return head + _names(name, None) + _hunk(lines, [], [(0, len(lines), 0, 0)])


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


def _lines(text: Text) -> list[str]:
    r"""The lines as git counts them: only `\n` ends one."""
    if not text.source:
        return []
    lines = [f"{line}\n" for line in text.source.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _grouped(found: list[Step]) -> list[list[Block]]:
    """Blocks so near to each other that their context would overlap make one hunk."""
    groups: list[list[Block]] = []
    for block in ((i, j, k, m) for same, i, j, k, m in found if not same):
        if groups and block[0] - groups[-1][-1][1] <= 2 * CONTEXT:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _hunk(old: list[str], new: list[str], group: list[Block]) -> str:
    first, last = group[0], group[-1]
    before = min(CONTEXT, first[0])
    after = min(CONTEXT, len(old) - last[1])
    start, end = first[0] - before, last[1] + after
    rows, at = [], start
    for i, j, k, m in group:
        rows += [_row(" ", line) for line in old[at:i]]
        rows += [_row("-", line) for line in old[i:j]]
        rows += [_row("+", line) for line in new[k:m]]
        at = j
    rows += [_row(" ", line) for line in old[at:end]]
    was = _range(start, end)
    now = _range(first[2] - before, last[3] + after)
    return f"@@ -{was} +{now} @@\n" + "".join(rows)


def _row(sign: str, line: str) -> str:
    if line.endswith("\n"):
        return sign + line
    return f"{sign}{line}\n\\ No newline at end of file\n"


def _range(start: int, end: int) -> str:
    """Where a hunk stands; a range of no lines is named by the line before it."""
    size = end - start
    return f"{start + 1 if size else start},{size}"
