"""The files of a change as they read now and as they should, on top of what was typed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from re import compile as regex

from backlight.edits import Change, Edit, apply, between
from backlight.lsp.document import Document
from backlight.lsp.root import Root
from backlight.lsp.uris import uri_of
from backlight.rebase import merge, touching
from backlight.renormalize import renormalized
from backlight.state.record import File, kept
from backlight.text import Text
from backlight.workspace import Snapshot, Unreadable
from backlight.workspace.ignore import secret

ALONE = regex(rb"\r(?!\n)")
"""A carriage return at which no line ends in Neovim, Vim, Emacs and Helix, whatever LSP says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One file of a change: as it reads now, and as it should read."""

    path: str
    root: str
    document: Document | None = None
    """`None` if it is not open."""
    before: Text | None = None
    """`None` if it is to be made."""
    after: Text
    edits: tuple[Edit, ...]
    """Whole lines; they lead from one to the other."""
    rebased: bool = False
    touching: frozenset[Edit] = frozenset()
    """Edits right beside lines that were typed meanwhile."""
    why: str
    stamp: object = None
    """Of the text these edits are for; another one means that they are out of date."""

    @property
    def absolute(self) -> str:
        """The path of the file on this machine."""
        return f"{self.root.rstrip('/')}/{self.path}"

    @property
    def uri(self) -> str:
        """As the editor spells it, where it is open."""
        return self.document.uri if self.document is not None else uri_of(self.absolute)


class NotNow(Exception):
    """Why nothing may be sent; the message is a sentence for the user."""


@dataclass(slots=True)
class Aim:
    """What is to be sent now: the files, and the hunks that the user's typing keeps back."""

    targets: list[Target] = field(default_factory=list)
    kept: dict[str, tuple[Text, tuple[Edit, ...]]] = field(default_factory=dict)
    """Of a file: the text that the hunks are for, and the hunks."""
    unseen: set[str] = field(default_factory=set)
    """Files of these that are kept whole, for nobody here knows how their buffers read."""

    @property
    def change(self) -> Change:
        """The same as a change of the texts as they read now."""
        edits = {t.path: t.edits for t in self.targets if t.before is not None}
        return Change(edits, {t.path: t.after.source for t in self.targets if t.before is None})


def aimed(root: Root, snapshot: Snapshot, change: Change, base: Mapping[str, Text]) -> Aim:
    """A change that was made for other texts, for those of this moment; raises `NotNow`.

    `snapshot` knows what was open when it was made, `base` the texts that its edits are for.
    """
    aim, now = Aim(), root.snapshot()
    for path, edits in change.edits.items():
        if root.unseen(path):
            aim.kept[path] = base[path], edits
            aim.unseen.add(path)
            continue
        current, was = _text(root, snapshot, now, path), base[path]
        before, after = renormalized(was, apply(was, edits), current)
        merged = merge(before, after, current)
        if merged.kept:
            aim.kept[path] = merged.base, merged.kept
        if not (found := between(current, merged.text)):
            continue
        _counted(path, current, found)
        if apply(current, found).data != merged.text.data:
            raise NotNow(f"The edits of {path} do not add up; nothing was changed.")
        target = Target(
            path=path,
            root=root.path,
            document=root.open(path),
            before=current,
            after=merged.text,
            edits=found,
            rebased=current.data != before.data,
            touching=touching(before, current, found),
            why="; ".join(dict.fromkeys(edit.why for edit in edits if edit.why)),
            stamp=now.stamp(path),
        )
        aim.targets.append(target)
    for path, text in change.created.items():
        if now.exists(path) or root.open(path) is not None or root.unseen(path):
            raise NotNow(f"{path} exists by now; nothing was changed.")
        if (locked := now.locked(path)) is not None:
            raise NotNow(f"{locked} Nothing was changed.")
        new = (Edit(0, 0, text),)
        made = Target(path=path, root=root.path, after=Text(text), edits=new, why="Creates it.")
        aim.targets.append(made)
    return aim


def _counted(path: str, text: Text, edits: tuple[Edit, ...]) -> None:
    """Raise `NotNow` where editors do not agree which lines the edits are about."""
    alone = ALONE.search(text.data)
    if alone is not None and edits[-1].end > alone.start():
        line = f"line {text.line_of(alone.start()) + 1} of {path}"
        ends = "ends in a carriage return alone, after which editors do not agree how lines count"
        raise NotNow(f"{line} {ends}; end it as other lines end. Nothing was changed.")


def _text(root: Root, snapshot: Snapshot, now: Snapshot, path: str) -> Text:
    """A file as it reads now; raises `NotNow` where it must be left alone."""
    document = root.open(path)
    if document is None and path in snapshot.open:
        raise NotNow(f"{path} was closed meanwhile; nothing was changed.")
    if document is not None and document.unsound:
        out = "is out of step with the editor; close it and open it again"
        raise NotNow(f"{path} {out}; nothing was changed.")
    try:
        return now.read(path)
    except Unreadable as problem:
        raise NotNow(f"{problem}; nothing was changed.") from None


def out_of_date(root: Root, aim: Aim) -> bool:
    """Whether a file has changed since; what is then to be sent must be made anew."""
    now = root.snapshot()
    return any(now.stamp(target.path) != target.stamp for target in aim.targets)


def files(change: Change, base: Mapping[str, Text]) -> tuple[File, ...]:
    """A change as it is written into the journal before it is known what is typed meanwhile."""
    found = [
        _file(path, base[path].source, apply(base[path], edits).source)
        for path, edits in change.edits.items()
    ]
    return (*found, *(_file(path, None, text) for path, text in change.created.items()))


def sent(aim: Aim, states: Mapping[str, str]) -> tuple[File, ...]:
    """What goes out, as it is written into the journal; `states` is what became of each file."""
    found = {
        target.path: _file(
            target.path, target.before.source if target.before else None, target.after.source
        )
        for target in aim.targets
    }
    for path, (base, hunks) in aim.kept.items():
        file = found.get(path) or _file(path, base.source, base.source)
        rest = apply(base, hunks).source
        found[path] = file if secret(path) else replace(file, base=base.source, rest=rest)
    return tuple(replace(file, state=states.get(path, "")) for path, file in found.items())


def _file(path: str, before: str | None, after: str | None) -> File:
    return kept(path, before, after, secret=secret(path))
