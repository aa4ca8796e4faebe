r"""The bytes of an agent file as text that a person can read, or why they are none.

>>> legible(b"a\nb\x00").line
2
"""

from re import compile as regex

from backlight.agent.frontmatter import Problem
from backlight.text import TAGS, TURNING

LARGEST = 256 * 1024
"""Bytes of an agent file; the longest seen in 1,196 has 64,000 characters."""

MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
"""How files in other encodings begin."""

HIDDEN = regex(f"[\x00-\x08\x0b\x0e-\x1f\x7f{TURNING}{TAGS}]")
"""Characters that control, turn around or hide: orders to a model that nobody sees.

Those that make up emoji and scripts (joiners, variation selectors, direction marks) are none.
"""


def legible(data: bytes) -> str | Problem:
    """The text, without its byte order mark; else the one thing that is wrong with it."""
    if len(data) > LARGEST:
        return too_large(len(data))
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "")
    if encoding:
        return Problem(1, f"The file is {encoding}; save it as UTF-8.", "error")
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode("utf-8", "replace"))
        said = f"The file is not UTF-8 text (byte {error.start}); save it as UTF-8."
        return Problem(line, said, "error", column)
    if (found := HIDDEN.search(text)) is not None:
        line, column = _place(text[: found.start()])
        said = f"The file holds a character that nobody sees (U+{ord(found[0]):04X}); remove it."
        return Problem(line, said, "error", column)
    return text


def too_large(size: int) -> Problem:
    """What is said of a file that is not even read."""
    most = LARGEST // 1024
    return Problem(1, f"The file has {size // 1024} kB; over {most} kB are not read.", "error")


def _place(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows a text."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n")
    return lines.count("\n") + 1, len(lines) - lines.rfind("\n")
