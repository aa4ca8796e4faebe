"""What became of a change, for every file: what arrived, what is kept aside, what is left."""

from dataclasses import dataclass, field, replace
from functools import partial

from backlight.edits import Change
from backlight.lsp.aside import together
from backlight.lsp.doubts import judged
from backlight.lsp.receipt import Receipt
from backlight.lsp.root import Root
from backlight.lsp.target import Aim, sent
from backlight.lsp.unseen import HELD
from backlight.runs import Outcome
from backlight.state.record import File

NOTHING_LEFT = (
    "You changed the same lines meanwhile; nothing was changed. "
    "The code actions there offer it again."
)
NOT_SEEN = (
    "You changed the same lines meanwhile; the change was not seen to arrive. "
    "The code actions there offer it again."
)
ALREADY = "It is there already; nothing was changed."


@dataclass(slots=True)
class Delivery:
    """What became of a change, for every file."""

    receipts: list[Receipt] = field(default_factory=list)
    refused: str = ""
    """Why nothing was sent at all."""
    files: tuple[File, ...] = ()
    """What was sent, and what was kept aside, for the journal; nothing if it was not looked at."""


def delivered(root: Root, aim: Aim, receipts: list[Receipt], refused: str) -> Delivery:
    """What became of it, and what was left out: by the user's typing, or by the user's choice."""
    for receipt in receipts:
        if (missing := receipt.missing) is not None:
            before = aim.kept.get(receipt.path)
            aim.kept[receipt.path] = together(before, missing) if before else missing
        if receipt.state == "unseen" and root.open(receipt.path) is None:
            root.hide(receipt.path)
    states: dict[str, str] = dict.fromkeys(aim.kept, "kept")
    states |= {receipt.path: receipt.state for receipt in receipts}
    aside = [p for p in aim.kept if states[p] not in {"part", "other"}]
    kept = [
        Receipt(path, "kept", HELD if path in aim.unseen else f"{len(aim.kept[path][1])}")
        for path in aside
    ]
    return Delivery([*receipts, *kept], refused, sent(aim, states))


def parted(
    root: Root, outcome: Outcome, aim: Aim, receipts: list[Receipt], moved: frozenset[str]
) -> tuple[Delivery, Outcome]:
    """What an editor took of an edit, and what is left: the texts that had moved."""
    edits = outcome.change.edits if outcome.change else {}
    rest = Change({path: edits[path] for path in edits if path in moved})
    taken = Aim(
        [target for target in aim.targets if target.path not in rest.edits],
        {path: kept for path, kept in aim.kept.items() if path not in rest.edits},
        aim.unseen,
    )
    had = delivered(root, taken, [r for r in receipts if r.path not in rest.edits], "")
    judge = partial(judged, outcome.judge, had.files) if outcome.judge is not None else None
    return had, replace(outcome, change=rest, judge=judge)


def nothing_to_send(aim: Aim, first: Aim | None) -> str:
    """Why not; what the editor denied to have done before may have been done all the same."""
    if not aim.kept:
        return ALREADY
    if aim.unseen:
        return ""
    return NOTHING_LEFT if first is None else NOT_SEEN
