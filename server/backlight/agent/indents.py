"""White space at the beginnings of lines: whether two blocks differ in nothing else, and how."""

from itertools import pairwise
from re import compile as regex

from backlight.diffs import steps

_CONTINUES = regex(
    r"<\w[^>]*$|(?:[{(\[:=\\|&+>?.*]|\b(?:do|then|else|begin|try|of|and|or|not|in|if|as|is))$"
)


def same(lines: list[str], old: list[str], new: list[str]) -> list[str] | None:
    """The same indentation, blanks at the ends of lines aside."""
    alike = all(a.rstrip(" \t") == b.rstrip(" \t") for a, b in zip(lines, old, strict=True))
    return new if alike else None


def shifted(lines: list[str], old: list[str], new: list[str]) -> list[str] | None:
    """One piece of white space before every line, in the file or in `old`."""
    pairs = [(indent(a), indent(b)) for a, b in zip(lines, old, strict=True) if b.strip()]
    a, b = pairs[0]
    more, less = a.removesuffix(b), b.removesuffix(a)
    if more and all(a == more + b for a, b in pairs):
        return [more + line if line.strip() else line for line in new]
    if less and all(b == less + a for a, b in pairs):
        fits = all(line.startswith(less) for line in new if line.strip())
        return [line.removeprefix(less) for line in new] if fits else None
    return None


def headless(lines: list[str], old: list[str], new: list[str]) -> list[str] | None:
    """The first line alone is indented otherwise than the rest says: it lost its white space.

    It must stay, or nobody knows how deep another one was meant; so with new lines that are no
    deeper than it, and with a second line that is deeper than the second one was.
    """
    a, b = indent(lines[0]), indent(old[0])
    if len(old) < 2 or len(new) < 2 or new[0].rstrip() != old[0].rstrip() or not a.endswith(b):
        return None
    fresh = [line for line in new[1:] if line.strip() and line not in old[1:]]
    if any(len(indent(line)) <= len(b) for line in fresh) or not explained(old[1:], new[1:]):
        return None
    if new[1] in fresh and indent(new[1]) != indent(old[1]):
        return None
    if not old[1].strip() or indent(lines[1]) == a.removesuffix(b) + indent(old[1]):
        return None
    rest = same(lines[1:], old[1:], new[1:]) or shifted(lines[1:], old[1:], new[1:])
    return rest and [lines[0], *rest]


def explained(old: list[str], new: list[str]) -> bool:
    """Whether every line that is deeper than the one before has a reason to be.

    A model that drops white space drops it from some lines more than from others.
    """
    known = set(pairwise(old))
    lines = [line for line in new if line.strip()]
    return all(
        pair in known or len(indent(pair[1])) <= len(indent(pair[0])) or _opens(*pair)
        for pair in pairwise(lines)
    )


def _opens(line: str, following: str) -> bool:
    bare = line.rstrip()
    closed = sum(map(bare.count, ")]}"))
    if sum(map(bare.count, "([{")) > closed or _CONTINUES.search(bare):
        return True
    return following.lstrip().startswith((".", "?", ":", "&", "|", "+", "-", "=>", "*"))


def respaced(lines: list[str], old: list[str], new: list[str]) -> list[str] | None:
    """Tabs where the other has a fixed number of spaces."""
    pairs = [(indent(a), indent(b)) for a, b in zip(lines, old, strict=True) if b.strip()]
    a, b = max(pairs, key=lambda pair: len(pair[0]))
    if not a or not b:
        return None
    tabs, spaces = (a, b) if a[0] == "\t" else (b, a)
    width, rest = divmod(len(spaces), len(tabs))
    if rest or width < 2 or set(tabs) != {"\t"} or set(spaces) != {" "}:
        return None
    to_tabs = a[0] == "\t"
    if any(converted(b, width, to_tabs=to_tabs) != a for a, b in pairs):
        return None
    fresh = [converted(indent(line), width, to_tabs=to_tabs) for line in new]
    if any(space is None for space in fresh):
        return None
    bare = [line.lstrip(" \t") for line in new]
    return [f"{space}{line}" for space, line in zip(fresh, bare, strict=True)]


def converted(space: str, width: int, *, to_tabs: bool) -> str | None:
    """White space in the other unit; `None` if it is no whole number of it."""
    if set(space) - {"\t" if not to_tabs else " "}:
        return space if set(space) == {"\t" if to_tabs else " "} else None
    if not to_tabs:
        return " " * (width * len(space))
    count, rest = divmod(len(space), width)
    return None if rest else "\t" * count


def kept(there: list[str], old: list[str], new: list[str], lines: list[str]) -> list[str]:
    """The lines to write, in which those that the edit leaves alone are as they are in the file."""
    found = list(lines)
    for stays, i, j, k, _ in steps(old, new):
        for line, at in zip(there[i:j], range(k, k + j - i), strict=True) if stays else ():
            if line.strip():  # White space alone is as the model has it
                found[at] = line
    return found


def indent(line: str) -> str:
    """The white space a line starts with."""
    return line[: len(line) - len(line.lstrip(" \t"))]
