"""A run of the past, planned once more on the texts as they are: taken back, completed, finished.

Each file is merged three ways, so that what was typed since stays; nothing is done here.
"""

from dataclasses import dataclass, field, replace

from backlight.edits import Change, Edit, between
from backlight.lsp.aside import lines, narrowed, stays
from backlight.lsp.ledger import THERE, unfinished
from backlight.lsp.needed import Undone, undone
from backlight.lsp.root import Root
from backlight.lsp.unseen import LEFT
from backlight.rebase import Merged, against, ended, insisted, merge
from backlight.renormalize import renormalized, same_lines
from backlight.state.record import File, Record, Way
from backlight.survivors import survivors
from backlight.text import Text
from backlight.workspace import Snapshot, Unreadable


@dataclass(slots=True)
class Plan:
    """What is to be done, what stays as the user has it, and what the user must hear."""

    now: Snapshot
    """The texts that it is for."""
    base: dict[str, Text] = field(default_factory=dict)
    edits: dict[str, tuple[Edit, ...]] = field(default_factory=dict)
    created: dict[str, str] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    """Files that the run made, and that nobody has touched since."""
    kept: dict[str, tuple[Text, tuple[Edit, ...]]] = field(default_factory=dict)
    """Hunks on lines that the user has changed, and the text they are for."""
    clash: dict[str, str] = field(default_factory=dict)
    """For each of these files: what the user wrote there, and what the change says."""
    left: dict[str, File] = field(default_factory=dict)
    """Files in which something of the run stays for now, as they are still to be taken back."""
    notes: list[str] = field(default_factory=list)
    there: set[str] = field(default_factory=set)
    """Files that read as a run wanted them though nobody knew: that can be taken back."""
    typed_on: bool = False
    """A text is not as the run left it: what comes out was never there before."""

    @property
    def change(self) -> Change:
        """All that is written; what is deleted goes alone, afterwards."""
        return Change(self.edits, self.created)


def planned(root: Root, now: Snapshot, record: Record, way: Way, *, insist: bool = False) -> Plan:
    """The plan for texts as they are; `insist` replaces what the user wrote on the same lines."""
    plan = Plan(now)
    if way == "undo" and record.undone:
        return plan
    for file in record.files:
        if not _concerned(record, file, way):
            continue
        said = len(plan.notes)
        path = root.name(record.at(file.path))
        if path is None:
            plan.notes.append(f"{file.path} is not in this project, and stays as it is.")
        elif root.unseen(path):
            plan.notes.append(LEFT.format(path))
            plan.left[path] = file
        elif file.before is None and file.after is None:
            plan.notes.append(f"{path} may hold secrets: its text was not kept, and it stays.")
            continue
        else:
            _one(plan, root, path, file, way, insist=insist)
        if way == "undo" and len(plan.notes) > said:
            plan.left.setdefault(path or file.path, file)
    return plan


def _concerned(record: Record, file: File, way: Way) -> bool:
    """Whether there is anything in a file to be taken back, completed or finished."""
    if way == "undo":
        return file.state in THERE
    return file.rest is not None if way == "rest" else unfinished(record, file)


def _one(plan: Plan, root: Root, path: str, file: File, way: Way, *, insist: bool) -> None:
    """What is to be done with one file."""
    if (file.removed if way == "undo" else file.made) and way != "rest":
        _create(plan, path, file.before if way == "undo" else file.after)
    elif (file.made if way == "undo" else file.removed) and way != "rest":
        _delete(plan, root, path, file.after or "")
    else:
        _merge(plan, path, file, way, insist=insist)


def _sides(file: File, way: Way) -> tuple[Text, Text]:
    """What is known to have been there, and what is wanted in its place."""
    if way == "rest":
        return Text(file.base), Text(file.rest or "")
    before, after = Text(file.before or ""), Text(file.after or "")
    if way == "undo":
        return Text(file.left) if file.left is not None else after, before
    return before, after


def _standing(file: File, now: Text) -> File:
    """A file with all of the run to take back, where the editor brought again what was undone."""
    if file.left is None:
        return file
    left, whole = renormalized(Text(file.left), Text(file.after or ""), now)
    return replace(file, left=None) if survivors(left, whole, now).whole else file


def _merge(plan: Plan, path: str, file: File, way: Way, *, insist: bool) -> None:
    try:
        current = plan.now.read(path)
    except Unreadable as problem:
        plan.notes.append(f"{problem}, and stays as it is.")
        return
    file = _standing(file, current)
    base, wanted = renormalized(*_sides(file, way), current)
    plan.typed_on |= current.data != base.data
    if way == "undo":
        merged = _taken_back(plan, path, file, undone(path, base, wanted, current))
    elif insist:
        merged = insisted(base, wanted, current)
    else:
        merged = merge(base, wanted, current, anew=True)
        if merged.kept:
            whole, goal = ended(base, wanted)
            plan.notes.append(stays(path, lines(current, between(whole, goal), merged)))
            plan.clash[path] = _clash(path, current, merged)
    if not merged.kept and merged.text.data == current.data:
        plan.there.add(path)
    if found := between(current, merged.text):
        plan.edits[path], plan.base[path] = found, current
    if merged.kept:
        plan.kept[path] = merged.base, merged.kept


def _taken_back(plan: Plan, path: str, file: File, done: Undone) -> Merged:
    """What comes of an Undo: what it leaves alone is named, and is still to be taken back."""
    whole = done.whole
    if done.merged.kept:
        theirs = lines(done.typed, done.hunks, whole, done.merged.kept)
        plan.notes.append(stays(path, theirs))
    if done.needed:
        where, _ = lines(done.typed, done.hunks, whole, done.needed)
        names = ", ".join(f"`{name}`" for name in done.names)
        plan.notes.append(f"{path}, {where}: kept, or what stays there would lack {names}.")
    if whole.kept:
        plan.left[path] = narrowed(file, done.hunks, whole)
    return whole


def _clash(path: str, current: Text, merged: Merged) -> str:
    """What the user wrote, on the lines that are shown now, and what the change says."""
    theirs = against(merged.base, current, merged.kept)
    numbers = [f"{current.line_of(edit.start) + 1}" for edit in theirs]
    where = f"{path}, line{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else path
    ours = "".join(hunk.text for hunk in merged.kept)
    typed = "".join(edit.text for edit in theirs)
    return f"{where}: you wrote\n{typed[:400]}\nand the change says\n{ours[:400]}\n"


def _create(plan: Plan, path: str, text: str | None) -> None:
    """A file comes back, or is made late; never over one that is there."""
    now = plan.now
    if text is None:
        return
    if not now.exists(path):
        plan.created[path] = text
        return
    try:
        there = now.read(path)
    except Unreadable:
        there = None
    if there is not None and same_lines(there, Text(text)):
        plan.there.add(path)
    else:
        plan.notes.append(f"{path} exists by now, and stays as it is.")


def _delete(plan: Plan, root: Root, path: str, text: str) -> None:
    """A file that was made goes, unless somebody has touched it."""
    now = plan.now
    try:
        saved = root.files.read(path)
    except Unreadable as problem:
        if path in now.open:
            plan.notes.append(f"{path} was never saved; close it without saving.")
        elif root.files.exists(path):
            plan.notes.append(f"{problem}, and stays.")
        return
    shown = now.read(path)
    if same_lines(Text(text), shown) and (not saved.source or same_lines(saved, shown)):
        plan.deleted.append(path)
    else:
        plan.notes.append(f"{path} was changed since, and stays.")
