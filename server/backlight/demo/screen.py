"""How the demo looks in a terminal; without one, or with NO_COLOR, it is plain text."""

import os
import sys

MOST = 45
"""Lines of one file's diff that are shown."""
BOLD, DIM, RED, GREEN, CYAN, YELLOW = "1", "2", "31", "32", "36", "33"


def colour(text: str, *codes: str) -> str:
    """A text in colour, where colours are shown."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"


def say(text: str = "") -> None:
    """One line of the show."""
    print(text, flush=True)


def heading(text: str) -> None:
    """The title of a part."""
    say()
    say(colour(text, BOLD))


def code(path: str, lines: list[tuple[int, str]], at: int) -> None:
    """A few lines of a file, the cursor's marked."""
    say(colour(f"  {path}", DIM))
    for number, line in lines:
        mark = colour("\N{BULLET}", YELLOW, BOLD) if number == at else " "
        say(f"  {mark} {colour(f'{number:4}', DIM)}  {line}")


def menu(titles: list[str], chosen: int) -> None:
    """The menu under the lightbulb."""
    for number, title in enumerate(titles):
        if number == chosen:
            say(colour(f"    > {title}", CYAN, BOLD))
        else:
            say(f"      {title}")


def diff(text: str) -> None:
    """A diff in the colours people know; of a long new file the beginning."""
    for file in text.rstrip("\n").split("\ndiff --git "):
        lines = f"diff --git {file.removeprefix('diff --git ')}".split("\n")
        _rows(lines)


def _rows(lines: list[str]) -> None:
    for line in lines[:MOST]:
        if line.startswith(("diff ", "--- ", "+++ ", "index ", "new file")):
            shown = colour(line, DIM) if not line.startswith("+++ ") else colour(line, BOLD)
        elif line.startswith("@@"):
            shown = colour(line, CYAN)
        elif line.startswith("+"):
            shown = colour(line, GREEN)
        else:
            shown = colour(line, RED) if line.startswith("-") else line
        say(f"    {shown}")
    if len(lines) > MOST:
        say(colour(f"    … and {len(lines) - MOST} more lines", DIM))


def verdict(text: str, *, ok: bool) -> None:
    """A check, and whether it holds."""
    mark = colour("ok", GREEN, BOLD) if ok else colour("NO", RED, BOLD)
    say(f"    {mark}  {text}")
