"""The projects and their tasks, each a page in `projects/`: files, tasks, checks, replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backlight.evaluation.pages import CODE, Section, sections
from backlight.evaluation.transcript import Step, step
from backlight.workspace import Unreadable, disk

FOLDER = Path(__file__).parent / "projects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """Replies that somebody wrote by hand, and how a run with them ends."""

    name: str
    steps: tuple[Step, ...]
    fails: str = ""
    """The check that must catch it; nothing if it solves the task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An action at a place of a project, and what must hold afterwards."""

    id: str
    project: "Project"
    action: str
    path: str
    start: str
    """What the line with the cursor has, and none before it."""
    ask: str = ""
    endpoints: tuple[str, ...] = ()
    """`GET /orders`: what must be there afterwards, besides all that was there before."""
    gone: tuple[str, ...] = ()
    """Findings, by rule, of which the file has none afterwards."""
    tests: Mapping[str, str]
    """Programs that use the project and end well, by name: never seen by the model."""
    transcripts: tuple[Transcript, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A small backend."""

    name: str
    stack: str
    needs: tuple[str, ...]
    """What its tests run with: `python`, `node` or `go`, and packages of it."""
    files: Mapping[str, str]
    helpers: Mapping[str, str]
    """What the hidden tests share; as hidden as they are."""


def tasks(folder: Path = FOLDER) -> tuple[Task, ...]:
    """Every task there is, by project; raises `ValueError` for a page that is none."""
    found: list[Task] = []
    for page in sorted(folder.glob("*.md")):
        try:
            found += _read(page.stem, _text(page))
        except (KeyError, IndexError, ValueError, Unreadable) as error:
            raise ValueError(f"{page.name}: {error}") from None
    return tuple(found)


def _text(page: Path) -> str:
    """What a page says; a pipe would never end."""
    if not page.is_file():
        raise ValueError("it is no regular file")
    return page.read_text(encoding="utf-8")


def _read(name: str, text: str) -> list[Task]:
    parts = [*sections(text)]
    about = next((part for part in parts if part.level == 1), None)
    if about is None:
        raise ValueError("it has no heading `# NAME`")
    project = Project(
        name=name,
        stack=about.items["stack"],
        needs=tuple(word.strip() for word in about.items["needs"].split(",")),
        files=_texts(parts, "file "),
        helpers=_texts(parts, "helper "),
    )
    begins = [n for n, part in enumerate(parts) if part.title.startswith("task ")]
    ends = [*begins[1:], len(parts)]
    return [_task(project, parts[a:b]) for a, b in zip(begins, ends, strict=True)]


def _task(project: Project, parts: Sequence[Section]) -> Task:
    head, below = parts[0], parts[1:]
    kind, _, action = head.title.removeprefix("task ").partition(": ")
    path, start = CODE.findall(head.items["at"])
    if start not in project.files[path]:
        raise ValueError(f"line {head.line}: no line of {path} has {start!r}")
    return Task(
        id=f"{project.name}/{kind}",
        project=project,
        action=action,
        path=path,
        start=start,
        ask=head.items.get("ask", ""),
        endpoints=_listed(head.items.get("endpoints", "")),
        gone=_listed(head.items.get("gone", "")),
        tests=_texts(below, "test "),
        transcripts=tuple(_transcripts(below)),
    )


def _texts(parts: Sequence[Section], kind: str) -> dict[str, str]:
    """The files of a kind, by paths that stay inside; raises `Unreadable` for others."""
    return {disk.normal(part.code): part.fences[0] for part in parts if part.title.startswith(kind)}


def _transcripts(parts: Sequence[Section]) -> list[Transcript]:
    found: list[Transcript] = []
    steps: list[Step] = []
    for part in reversed(parts):
        if part.level == 4:
            steps.insert(0, step(part))
        elif part.title.startswith("replies "):
            kind, _, name = part.title.removeprefix("replies ").partition(": ")
            caught = CODE.search(kind)
            fails = caught[1] if caught else ""
            if not steps:
                raise ValueError(f"line {part.line}: no reply follows")
            found.insert(0, Transcript(name=name, steps=tuple(steps), fails=fails))
            steps = []
    return found


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())
