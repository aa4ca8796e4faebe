"""Real edits of models, and what a user does to the file meanwhile: the verdict on each.

`right` is the exact text wanted, `in place` that text but for white space, `aside` our hunk kept
back, `refused` no change; anything else raises with what is wrong or lost.
"""

from backlight.agent.matching import Found, replace
from backlight.edits import apply, between
from backlight.rebase import ended, merge
from backlight.text import Text
from benchmarks.replay import in_place

MARK = "typed by the user \N{GRINNING FACE}"


def where(before, hunks, near, nth):
    """A line border for typing: far from every hunk, at the edge of one, or inside of one."""
    lines = range(len(before.starts))
    touched = [(before.line_of(h.start), before.line_of(h.end)) for h in hunks]
    if near == "inside":
        found = [n for first, last in touched for n in range(first + 1, last)]
    elif near == "adjacent":
        found = sorted({n for ends in touched for n in ends})
    else:
        found = [n for n in lines if all(n < first - 1 or n > last + 1 for first, last in touched)]
    return found[nth % len(found)] if found else None


def typed_line(before, number):
    """The text with a line of the user's before a line, and that line's place."""
    start = before.starts[number]
    line = MARK + before.eol
    return Text(before.slice(0, start) + line + before.slice(start, len(before.data))), start


def merged(case, texts, near, nth, *, whole_line):
    """An edit that was made on the text of before comes onto one in which the user typed."""
    before, wanted = Text(texts[case["before"]]), Text(texts[case["after"]])
    hunks = between(before, wanted)
    assert apply(before, hunks).source == wanted.source
    number = where(before, hunks, near, nth)
    if number is None:
        return "no such place"
    mark = MARK
    if whole_line:
        typed, start = typed_line(before, number)
        mark += before.eol
    else:
        start = before.line(number)[0]
        typed = Text(before.slice(0, start) + mark + before.slice(start, len(before.data)))
    found = merge(before, wanted, typed)
    assert found.text.source.count(mark) == 1, "lost"
    base, whole = ended(before, wanted, typed)[:2]
    taken = [hunk for hunk in between(base, whole) if hunk not in found.kept]
    left = apply(base, taken).source if found.kept else wanted.source
    there = found.text.source
    if typed.source.endswith(MARK):  # Below nothing: where lines follow, its line has got an end
        there = there.replace(mark + before.eol, mark)
    assert there.replace(mark, "").rstrip("\r\n") == left.rstrip("\r\n"), "wrong"
    if near == "elsewhere":
        shift = sum(len(h.text.encode()) - (h.end - h.start) for h in hunks if h.end <= start)
        assert not found.kept
        assert len(found.text.source.partition(mark)[0].encode()) == start + shift, "moved"
    if near == "inside":
        assert found.kept, "typed inside, and taken all the same"
    return "aside" if found.kept else "right"


def done(text, edit, **other):
    """The text after an edit, or `None` where it is refused."""
    edit = edit | other
    found = replace(text, edit["search"], edit["replace"], every=bool(edit.get("replace_all")))
    return apply(text, found.edits) if isinstance(found, Found) else None


def in_crlf(before, edit):
    """The file has the ends of line of Windows, the edit has not."""
    if "\r" in before.source:
        return "no such place"
    usual = done(before, edit)
    found = done(Text(before.source.replace("\n", "\r\n")), edit)
    if found is None:
        assert usual is None, "refused for its ends of line"
        return "refused"
    assert usual is not None and found.source == usual.source.replace("\n", "\r\n"), "wrong"
    return "right"


def twice(before, edit):
    """The lines that the edit means stand at the end of the file as well."""
    found = replace(before, edit["search"], edit["replace"])
    if not isinstance(found, Found) or not found.edits:
        return "no such place"
    meant = before.slice(found.edits[0].start, found.edits[-1].end)
    copied = Text(before.source + before.eol + meant + before.eol)
    assert done(copied, edit, replace_all=False) is None, "one of two places was guessed"
    return "refused"


def reindented(before, edit, by):
    """The edit is written further to the right, or to the left, than the file is."""
    if edit.get("replace_all"):
        return "no such place"
    usual = done(before, edit)
    found = done(
        before, edit, search=shifted(edit["search"], by), replace=shifted(edit["replace"], by)
    )
    if found is None:
        return "refused"
    if usual is not None and found.source == usual.source:
        return "right"
    assert in_place(before.source, found.source, edit), "wrong"
    return "in place"


def shifted(block, by):
    lines = block.split("\n")
    if by:
        return "\n".join(by + line if line.strip() else line for line in lines)
    full = [line for line in lines if line.strip()]
    common = min((len(line) - len(line.lstrip(" \t")) for line in full), default=0)
    return "\n".join(line[common:] if line.strip() else line for line in lines)


def stale(before, edit, nth):
    """The user typed a line anywhere before the edit was matched; the model has not seen it."""
    usual = done(before, edit)
    if usual is None or usual.source == before.source or edit.get("replace_all"):
        return "no such place"
    typed, _ = typed_line(before, nth % len(before.starts))
    found = done(typed, edit)
    if found is None:
        return "refused"
    assert found.source.count(MARK) == 1, "lost"
    assert found.source.replace(MARK + before.eol, "") == usual.source, "wrong"
    return "right"
