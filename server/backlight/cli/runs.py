"""`backlight runs [show|diff N]`: what runs in the editor changed, from the journal."""

import argparse
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from backlight.cli.answer import Stop, document, plain, warn
from backlight.cli.diff import named, unified
from backlight.edits import Change, between
from backlight.state.folder import Unusable
from backlight.state.journal import Journal
from backlight.state.record import Damaged, File, Record, kept
from backlight.state.spending import Spending
from backlight.text import Text

NONE = "No run is recorded; those of the editor will be."


def command(args: argparse.Namespace) -> int:
    """List the runs, the latest first; or show one, or print its diff: of no other, the latest."""
    if len(args.numbers) > (2 if args.what == "diff" else 1):
        raise Stop("usage", "Too many runs are named: `backlight runs diff N M` compares two.")
    journal = Journal(os.environ)
    if args.what is None:
        return _listed(journal, as_json=args.json)
    record = _run(journal, args.numbers[0] if args.numbers else _latest(journal))
    if args.what == "diff" and len(args.numbers) > 1:
        return _diff(_compared(record, _run(journal, args.numbers[1])), as_json=args.json)
    if args.what == "diff":
        return _diff(record, as_json=args.json)
    if args.json:
        document(_row(journal, record))
    else:
        _print(journal, record)
    return 0


def _listed(journal: Journal, *, as_json: bool) -> int:
    there = len(_numbers(journal))
    records = list(journal.records())
    if as_json:
        document([_row(journal, record) for record in records])
    else:
        for record in records:
            print(plain(f"{_line(journal, record)}  in {record.root}"))
        if not there:
            warn(NONE)
        tokens, dollars = Spending().today()
        if tokens:
            warn(f"Today (UTC), all runs: {tokens:,} tokens as charged, ${dollars:.2f}.")
    if there > len(records):
        warn(f"{there - len(records)} of {there} runs cannot be read; they are left out.")
    return 0


def _numbers(journal: Journal) -> list[int]:
    try:
        return journal.numbers()
    except Unusable as problem:
        raise Stop("input", f"The journal cannot be read: {problem}.") from None


def _latest(journal: Journal) -> int:
    numbers = _numbers(journal)
    if not numbers:
        raise Stop("input", NONE)
    return numbers[0]


def _run(journal: Journal, number: int) -> Record:
    try:
        return journal.read(number)
    except Unusable:
        raise Stop("input", f"There is no run {number}; `backlight runs` lists them.") from None
    except Damaged as problem:
        raise Stop("input", f"Run {number} is damaged: {problem}.") from None


def _compared(one: Record, other: Record) -> Record:
    """From what one run made to what the other made; also what only one of them changed."""
    if one.root != other.root:
        raise Stop("input", f"Run {other.number} is of another project than run {one.number}.")
    first = {file.path: file for file in one.files}
    second = {file.path: file for file in other.files}
    found = []
    for path in dict.fromkeys((*first, *second)):
        left, right = first.get(path), second.get(path)
        before = left.after if left is not None else right.before if right is not None else None
        after = right.after if right is not None else left.before if left is not None else None
        if before != after:
            found.append(kept(path, before, after))
    return replace(other, files=tuple(found))


def _diff(record: Record, *, as_json: bool) -> int:
    """What was sent to the editor, as `git apply` takes it."""
    known = [file for file in record.files if file.before is not None or file.after is not None]
    for file in record.files:
        if file not in known:
            warn(f"{file.path} may hold secrets; its text is not kept.")
    before = {file.path: Text(file.before) for file in known if file.before is not None}
    change = Change(
        {
            path: between(text, Text(file.after or ""))
            for file in known
            if (text := before.get(path := file.path)) is not None and not file.removed
        },
        {file.path: file.after for file in known if file.made and file.after is not None},
        tuple(file.path for file in known if file.removed),
    )
    diff = unified(change, lambda path: before[path], partial(named, Path(record.root)))
    if as_json:
        document({"number": record.number, "diff": diff})
        return 0
    sys.stdout.flush()
    sys.stdout.buffer.write(diff.encode("utf-8", "surrogatepass"))
    return 0


def _row(journal: Journal, record: Record) -> dict[str, Any]:
    return {
        "number": record.number,
        "began": record.began,
        "state": _state(journal, record),
        "action": record.action,
        "title": _title(record),
        "engine": record.engine,
        "root": record.root,
        "file": record.path,
        "line": record.line + 1,
        "files": [{"file": f.path, "change": _kind(f), "state": f.state} for f in record.files],
        "said": record.said,
        "usage": dict(record.usage),
        "model": record.model,
        "cost": record.cost,
        "shown": list(record.shown),
    }


def _line(journal: Journal, record: Record) -> str:
    place = f"{record.path}:{record.line + 1}"
    state = _state(journal, record)
    cost = f"  ${record.cost:.2f}" if record.cost else ""
    return f"{record.number:4}  {record.began}  {state:9}  {place}  {_title(record)}{cost}"


def _print(journal: Journal, record: Record) -> None:
    print(plain(_line(journal, record)))
    print(plain(f"      in {record.root}"))
    for file in record.files:
        print(plain(f"      {file.path}: {_kind(file)}{file.state and f', {file.state}'}"))
    if record.said:
        print(plain(f"      {record.said}"))
    if record.usage:
        spent = ", ".join(f"{name} {number}" for name, number in record.usage.items())
        model = f" of {record.model}" if record.model else ""
        print(plain(f"      tokens and requests{model}: {spent}"))
    if record.shown:
        print(plain(f"      shown to the model: {', '.join(record.shown)}"))


def _state(journal: Journal, record: Record) -> str:
    if record.state == "done":
        ended = "no change" if record.unchanged else "done"
        return "undone" if record.undone else ended
    return "cut off" if journal.cut_off(record) else "running"


def _title(record: Record) -> str:
    said = {"run": "", "undo": "Undo: ", "rest": "The rest of: ", "finish": "Finish: "}
    return said[record.way] + record.title


def _kind(file: File) -> str:
    return "created" if file.made else "deleted" if file.removed else "changed"
