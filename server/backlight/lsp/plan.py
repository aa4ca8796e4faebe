"""A run of the past, planned once more on the texts as they are: taken back, completed, finished.

Each file is merged three ways, so that what was typed since stays; nothing is done here.
"""

from dataclasses import dataclass, field

from backlight.edits import Change, Edit, between
from backlight.lsp.ledger import THERE, unfinished
from backlight.lsp.receipt import like
from backlight.lsp.root import Root
from backlight.rebase import against, insisted, merge
from backlight.state.record import File, Record, Way
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
    notes: list[str] = field(default_factory=list)
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
        if way == "undo" and file.state not in THERE:
            continue
        if way == "rest" and file.rest is None:
            continue
        if way == "finish" and not unfinished(record, file):
            continue
        path = root.name(record.at(file.path))
        if path is None:
            plan.notes.append(f"{file.path} is not in this project, and stays as it is.")
        elif file.before is None and file.after is None:
            plan.notes.append(f"{path} may hold secrets: its text was not kept, and it stays.")
        elif (file.removed if way == "undo" else file.made) and way != "rest":
            _create(plan, now, path, file.before if way == "undo" else file.after)
        elif (file.made if way == "undo" else file.removed) and way != "rest":
            _delete(plan, root, now, path, file.after or "")
        else:
            _merge(plan, now, path, _sides(file, way), insist=insist)
    return plan


def _sides(file: File, way: Way) -> tuple[Text, Text]:
    """What is known to have been there, and what is wanted in its place."""
    if way == "rest":
        return Text(file.base), Text(file.rest or "")
    before, after = Text(file.before or ""), Text(file.after or "")
    return (after, before) if way == "undo" else (before, after)


def _merge(plan: Plan, now: Snapshot, path: str, sides: tuple[Text, Text], *, insist: bool) -> None:
    try:
        current = now.read(path)
    except Unreadable as problem:
        plan.notes.append(f"{problem}, and stays as it is.")
        return
    opened = path in now.open
    base, wanted = (like(side, current, opened=opened) for side in sides)
    merged = insisted(base, wanted, current) if insist else merge(base, wanted, current, anew=True)
    plan.typed_on |= current.data != base.data
    if found := between(current, merged.text):
        plan.edits[path], plan.base[path] = found, current
    if merged.kept:
        plan.kept[path] = merged.base, merged.kept
        theirs = against(merged.base, current, merged.kept)
        lines = [current.line_of(edit.start) + 1 for edit in theirs]
        where = f"{path}, line {', '.join(map(str, lines))}" if lines else path
        ours = "".join(hunk.text for hunk in merged.kept)
        typed = "".join(edit.text for edit in theirs)
        plan.clash[path] = f"{where}: you wrote\n{typed[:400]}\nand the change says\n{ours[:400]}\n"
        plan.notes.append(f"{where}: you changed it since, so it stays as you have it.")


def _create(plan: Plan, now: Snapshot, path: str, text: str | None) -> None:
    """A file comes back, or is made late; never over one that is there."""
    if text is None:
        return
    if not now.exists(path):
        plan.created[path] = text
        return
    try:
        there = now.read(path).source
    except Unreadable:
        there = None
    if there != text:
        plan.notes.append(f"{path} exists by now, and stays as it is.")


def _delete(plan: Plan, root: Root, now: Snapshot, path: str, text: str) -> None:
    """A file that was made goes, unless somebody has touched it."""
    try:
        saved = root.files.read(path)
    except Unreadable as problem:
        if path in now.open:
            plan.notes.append(f"{path} was never saved; close it without saving.")
        elif root.files.exists(path):
            plan.notes.append(f"{problem}, and stays.")
        return
    shown = now.read(path)
    same = like(Text(text), shown, opened=True).source == shown.source
    if same and like(saved, shown, opened=True).source == shown.source:
        plan.deleted.append(path)
    else:
        plan.notes.append(f"{path} was changed since, and stays.")
