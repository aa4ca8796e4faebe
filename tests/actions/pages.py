"""Pages of examples: Markdown in which one fence says what is there, and the next what becomes of it.

A heading is the name of a test. Below it stands one example, or several:

- a fence alone: the action is not offered at `$0` (a cursor; `$0…$0` is a selection);
- a fence, a line `->`, a fence: the instant rewrite makes this of it, and every check holds;
- a fence, a line `-> perhaps`, a fence: this is one way, of which a planner must say that it pays;
- a fence, a line `-> refused`: it is offered, and sent back; `-> refused: some words` wants those
  words in the reason;
- a fence, a line `-> refused when done: some words`: it is shown as instant, and other files forbid;
- a fence, a line `-> agent`: it is offered, and has no instant rewrite;
- a fence, a line `-> agent writes`, a fence: if an agent writes this, every check holds;
- a fence, a line `-> agent is sent back: some words`, a fence: if it writes this, it is told these.

A line `Title: some words` below a fence wants those words in the title, and `Told: some words` in
what an agent is told. `#- path`, `//- path` or `--- path` alone on a line starts a further file; the
fence after the arrow says each file that changes or is new, and every other one must stay as it is.

`//- path of NAME` is that file as it stands in the folder NAME of `tests/data/real` (a real
application) or of `tests/data/apps` (a small one), and
`//- path of NAME, at words` puts the cursor before words that stand in it once. A fence of `diff`
says what comes out as changes to what was: `+++ path` begins a file, `@@` divides places in it.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).parents[1]
APPS = (TESTS / "data" / "real", TESTS / "data" / "apps")
FENCE = re.compile(r"^(`{3,})(\w*)[^`\n]*$")
FURTHER = re.compile(r"^(?:#-|//-|---) (\S+)(?: of ([\w-]+)(?:, at (.+))?)?$")
ARROW = re.compile(
    r"^->(?: (refused when done|refused|perhaps|agent writes|agent is sent back|agent)(?:: (.+))?)?$"
)
SHOWS = ("", "perhaps", "agent writes", "agent is sent back")
"""After these arrows the next fence is what comes out."""
ENDS = {"python": "py", "javascript": "js", "typescript": "ts", "tsx": "tsx", "sql": "sql"}
ENDS |= {
    "go": "go",
    "ruby": "rb",
    "markdown": "md",
    "py": "py",
    "js": "js",
    "ts": "ts",
    "jsx": "jsx",
    "java": "java",
    "graphql": "graphql",
    "proto": "proto",
}
CURSOR = "$0"


@dataclass
class Example:
    """One example: the files before, and what is expected."""

    name: str
    line: int
    before: dict[str, str]
    becomes: str = "not offered"
    after: dict[str, str] = field(default_factory=dict)
    words: str = ""
    title: str = ""
    told: list[str] = field(default_factory=list)


def examples(markdown, first=1):
    """The examples of a page (or a docstring), in order."""
    found, name, arrow = [], "", None
    for kind, line, value in _parts(markdown, first):
        if kind == "heading":
            name, arrow = value, None
        elif kind == "title":
            found[-1].title = value
        elif kind == "told":
            found[-1].told.append(value)
        elif kind == "arrow":
            arrow, found[-1].words = value
            found[-1].becomes = arrow or "becomes"
        elif arrow in SHOWS:
            found[-1].after = changed(found[-1].before, value) if kind == "diff" else value
            arrow = None
        else:
            found.append(Example(name, line, value))
            arrow = None
    return found


def changed(before, lines):
    """What a diff makes of files: the text of each one that it names."""
    after, path, places = {}, "", {}
    for line in lines:
        if line.startswith("+++ "):
            path = line.removeprefix("+++ ")
            places[path] = [[]]
        elif line.startswith("@@"):
            places[path].append([])
        elif path:
            places[path][-1].append(line or " ")
    for path, hunks in places.items():
        text = before.get(path, "").replace(CURSOR, "")
        for hunk in filter(None, hunks):
            old, new = (
                "".join(f"{row[1:]}\n" for row in hunk if row[0] in kept) for kept in (" -", " +")
            )
            if path in before and text.count(old) != 1:
                raise ValueError(f"{path}: these lines stand in it {text.count(old)} times:\n{old}")
            text = text.replace(old, new) if path in before else new
        after[path] = text
    return after


def placed(files):
    """The file that holds the cursor, the texts without it, and the span in bytes."""
    held = [path for path, text in files.items() if CURSOR in text]
    if len(held) != 1:
        raise ValueError(f"$0 must stand in one file; it stands in {held or 'none'}")
    first, *rest = files[held[0]].split(CURSOR)
    start = len(first.encode())
    end = start + len(rest[0].encode()) if len(rest) == 2 else start
    return held[0], files | {held[0]: "".join([first, *rest])}, (start, end)


def _parts(markdown, first):
    fence, language, lines, opened = None, "", [], 0
    for number, line in enumerate(markdown.split("\n"), first):
        hit = FENCE.match(line)
        if fence is not None:
            if line == fence:
                diff = language == "diff"
                yield (
                    ("diff", opened, lines) if diff else ("fence", opened, _files(lines, language))
                )
                fence = None
            else:
                lines.append(line)
        elif hit:
            fence, language, lines, opened = hit[1], hit[2], [], number
        elif line.startswith("#"):
            yield "heading", number, line.lstrip("# ")
        elif line.startswith("Title: "):
            yield "title", number, line.removeprefix("Title: ")
        elif line.startswith("Told: "):
            yield "told", number, line.removeprefix("Told: ")
        elif arrow := ARROW.match(line):
            yield "arrow", number, (arrow[1] or "", arrow[2] or "")


def _files(lines, language):
    """The files of a fence, by path."""
    path, found = f"main.{ENDS.get(language, language)}", {}
    for line in lines:
        if further := FURTHER.match(line):
            path = further[1]
            found[path] = _real(*further.groups()) if further[2] else []
        else:
            found.setdefault(path, []).append(line)
    return {path: "\n".join([*text, ""]) for path, text in found.items()}


def _real(path, name, place):
    """The lines of a file of a real application, with the cursor if it is there."""
    home = next(folder for folder in APPS if (folder / name).is_dir())
    text = (home / name / path).read_text("utf-8").removesuffix("\n")
    if place is not None:
        if text.count(place) != 1:
            raise ValueError(f"{place!r} stands {text.count(place)} times in {path} of {name}")
        text = text.replace(place, CURSOR + place)
    return text.split("\n")
