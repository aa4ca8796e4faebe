"""`backlight demo`: the real server and three actions on a small application; no key needed."""

import asyncio
import json as document
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from backlight.cli.diff import unified
from backlight.demo import club, screen
from backlight.demo.editor import Editor, Taken
from backlight.edits import Change, between
from backlight.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cursor goes, and what is picked there."""

    path: str
    line: str
    """How the line begins."""
    action: str
    why: str


PLACES = (
    Place(
        "weather/src/reports.js",
        'reports.post("/"',
        "add-validation",
        "An Express handler believes whatever it is sent.",
    ),
    Place(
        "api/app/routers/bookings.py",
        "    bookings = session.scalars(",
        "optimize-query",
        "A SQLAlchemy query is followed by two more for every row.",
    ),
    Place(
        "api/app/models.py",
        "class Repair(Base)",
        "design-endpoint",
        "A model has a table, and no endpoint.",
    ),
)


@dataclass
class Shown:
    """What one place came to."""

    place: Place
    title: str = ""
    menu: list[str] = field(default_factory=list)
    diff: str = ""
    checks: list[str] = field(default_factory=list)
    undone: bool = False
    said: list[str] = field(default_factory=list)


def show(*, json: bool = False) -> int:
    """Run the demo; 0 if every action was applied and undone, and no file was written."""
    started = monotonic()
    with tempfile.TemporaryDirectory(prefix="backlight-demo-") as folder:
        root = Path(folder).resolve() / "club"
        root.mkdir()
        club.laid_out(root)
        results, untouched = asyncio.run(_shown(root, aloud=not json))
    good = untouched and all(result.diff and result.undone for result in results)
    if json:
        print(document.dumps(_document(results, untouched=untouched), indent=2, ensure_ascii=False))
    else:
        _end(good=good, untouched=untouched, seconds=monotonic() - started)
    return 0 if good else 3


async def _shown(root: Path, *, aloud: bool) -> tuple[list[Shown], bool]:
    if aloud:
        screen.heading("Backlight: a small application, the real server, and no key")
        screen.say(f"{len(club.sources())} files of a FastAPI and an Express service in {root}")
    before = _disk(root)
    editor = Editor(root)
    await editor.start()
    results = []
    try:
        for place in PLACES:
            results.append(await _carried_out(editor, place))
            if aloud:
                _tell(editor, results[-1])
        await editor.wire.stop()
    finally:
        editor.wire.kill()
    return results, _disk(root) == before


async def _carried_out(editor: Editor, place: Place) -> Shown:
    """Open the file, open the menu, pick the action, and undo it again."""
    shown = Shown(place)
    editor.open(place.path)
    offset = editor.buffers[place.path].data.index(place.line.encode())
    offset += len(place.line) - len(place.line.lstrip())
    entries = await editor.menu(place.path, offset)
    shown.menu = [entry["title"] for entry in entries]
    entry = next((entry for entry in entries if _runs(entry, place.action)), None)
    if entry is None:
        shown.said = [f"`{place.action}` is not in the menu."]
        return shown
    shown.title = entry["title"]
    taken = await editor.pick(entry)
    shown.diff, shown.checks, shown.said = _diff(taken), taken.checks, taken.said
    shown.undone = bool(taken.after) and editor.undo(taken)
    return shown


def _runs(entry: dict[str, Any], action: str) -> bool:
    arguments = entry["command"].get("arguments") or [{}]
    return bool(arguments[0].get("action") == action)


def _diff(taken: Taken) -> str:
    """What the buffers went through, as a diff."""
    edits, created = {}, {}
    for path, after in taken.after.items():
        before = taken.before[path]
        if before is None:
            created[path] = after.source
        else:
            edits[path] = between(before, after)
    return unified(Change(edits, created), lambda path: taken.before[path] or Text(""), str)


def _tell(editor: Editor, shown: Shown) -> None:
    place = shown.place
    screen.heading(place.why)
    screen.code(place.path, *_around(editor.buffers[place.path], place.line))
    screen.say("  The menu:")
    chosen = shown.menu.index(shown.title) if shown.title else -1
    screen.menu(shown.menu, chosen)
    if shown.diff:
        screen.say("  In the buffers, after one click:")
        screen.diff(shown.diff)
    else:
        for sentence in shown.said:
            screen.verdict(sentence, ok=False)
    for check in shown.checks:
        ok, _, what = check.partition(": ")
        screen.verdict(what, ok=ok == "ok")
    if shown.diff:
        words = "undone: every byte is as it was" if shown.undone else "undo left something behind"
        screen.verdict(words, ok=shown.undone)


def _around(text: Text, line: str) -> tuple[list[tuple[int, str]], int]:
    """Some lines below a line, and its number."""
    at = text.line_of(text.data.index(line.encode()))
    numbers = range(max(0, at - 1), min(at + 8, len(text.starts)))
    return [(n + 1, text.slice(*text.line(n))) for n in numbers], at + 1


def _end(*, good: bool, untouched: bool, seconds: float) -> None:
    screen.heading("And the disk")
    words = "no file was written: all of it happened in the editor's buffers"
    screen.verdict(words if untouched else "files were written", ok=untouched)
    screen.say(f"  {seconds:.1f} seconds, no key, no network.")
    if good:
        screen.say("  In your editor: see editors/README.md. Without one: backlight run --help")


def _disk(root: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def _document(results: list[Shown], *, untouched: bool) -> dict[str, Any]:
    runs = [
        {
            "file": result.place.path,
            "action": result.place.action,
            "menu": result.menu,
            "title": result.title,
            "diff": result.diff,
            "checks": result.checks,
            "messages": result.said,
            "undone": result.undone,
        }
        for result in results
    ]
    return {"runs": runs, "disk_untouched": untouched}
