r"""A change in the ends of line that its file has in the editor, as git's `merge.renormalize` does.

Whatever an edit says, VS Code ends all lines of a buffer in one way, those of an empty or a new
one as its settings say; Neovim ends what it is sent with line feeds, Emacs reads all as such.
Texts that differ by that alone are the same text.

>>> renormalized(Text(""), Text("a\nb\n"), Text("a\r\nb\r\n"))[1].source
'a\r\nb\r\n'
"""

from collections.abc import Mapping

from backlight.diffs import steps
from backlight.edits import in_eol
from backlight.text import BOM, END_OF_LINE, Text


def renormalized(before: Text, after: Text, now: Text) -> tuple[Text, Text]:
    """A text before and after a change, marked and ended as the text is that is there now.

    Whoever made the ends of that others than they were, the editor or its user: to the change it
    is no difference, and they stay. Where it makes nothing but ends of line others, it is about
    them, and they count as they are; so they do beside carriage returns that stand alone.
    """
    before, after = _marked(before, after, now)
    kinds, others = _kinds(now), _kinds(before) | _kinds(after)
    if not kinds or (len(kinds) == 1 and others <= kinds) or same_lines(before, after):
        return before, after
    if len(kinds) > 1:
        return (before, after) if b"\r" in kinds | others else _aligned(before, after, now)
    eol = now.eol
    return Text(in_eol(before.source, eol)), Text(in_eol(after.source, eol))


def same_lines(one: Text, other: Text) -> bool:
    """Whether texts are the same but for the ends of their lines, and a byte order mark."""
    if one.source == other.source:
        return True
    if not any(each in text.source for text in (one, other) for each in ("\r", BOM)):
        return False
    return _bare(one) == _bare(other)


def _bare(text: Text) -> str:
    return in_eol(text.source.removeprefix(BOM), "\n")


def _marked(before: Text, after: Text, now: Text) -> tuple[Text, Text]:
    """Editors take the mark away when they open a file, and put it back when they save it."""
    sides = before.source, after.source
    if not now.source.startswith(BOM):
        first, last = (side.removeprefix(BOM) for side in sides)
    elif not any(side.startswith(BOM) for side in sides):
        first, last = (BOM + side for side in sides)
    else:
        return before, after
    return (before, after) if (first, last) == sides else (Text(first), Text(last))


def _kinds(text: Text) -> set[bytes]:
    """The ends of line that a text has."""
    if b"\r" not in text.data:
        return {b"\n"} if b"\n" in text.data else set()
    return set(END_OF_LINE.findall(text.data))


def _aligned(before: Text, after: Text, now: Text) -> tuple[Text, Text]:
    """The same line by line, where they end in more than one way: Neovim keeps those of a file.

    A line that is there ends as it does there, and one that takes the place of another as that.
    """
    (old, was), (new, will), there = _split(before), _split(after), _split(now)
    first, found = _shared(old, there), _shared(new, there)
    for same, i, j, k, m in steps(old, new):
        if not same and j - i != m - k:
            continue
        for at, to in zip(range(i, j), range(k, m), strict=True):
            end = first.get(at, was[at])
            if was[at] == will[to]:
                found[to] = end if same else found.get(to, end)
    return _joined(old, was, first), _joined(new, will, found)


def _split(text: Text) -> tuple[list[bytes], list[bytes]]:
    """The lines of a text, and how each ends; the last one does not."""
    return END_OF_LINE.split(text.data), [*END_OF_LINE.findall(text.data), b""]


def _shared(lines: list[bytes], there: tuple[list[bytes], list[bytes]]) -> dict[int, bytes]:
    """Of the lines that stand in another text, how they end there."""
    found: dict[int, bytes] = {}
    for same, i, j, k, m in steps(lines, there[0]):
        if same:
            found.update(zip(range(i, j), there[1][k:m], strict=True))
    return found


def _joined(lines: list[bytes], own: list[bytes], found: Mapping[int, bytes]) -> Text:
    """Whether a line ends is its own matter, and how it does that of where it was found."""
    ends = [end and (found.get(at) or end) for at, end in enumerate(own)]
    return Text(b"".join(map(bytes.__add__, lines, ends)).decode("utf-8", "surrogatepass"))
