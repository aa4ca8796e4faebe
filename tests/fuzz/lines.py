"""Texts of which every line says where it is from, so that nobody needs a merge to judge one.

A text is twelve lines, hunks of runs, and what the user typed. Which hunks are in it can be read
off it; then the whole of it is known, line for line.
"""

import re
from itertools import cycle, groupby

COUNT = 12
FACE = "\N{GRINNING FACE}\u2028\f e\u0301"
"""A character of two units, two at which no line ends here, and one that is made of two."""
HUNKS = (
    {"a.md": [("swap", 2), ("add", 6), ("cut", 9)], "b.md": [("swap", 3)], "c.md": [("swap", 1)]},
    {"a.md": [("swap", 3), ("add", 7)], "c.md": [("cut", 5), ("swap", 6)]},
    {"b.md": [("add", 0), ("swap", 11)], "a.md": [("add", 4), ("more", 4), ("swap", 11)]},
)
"""What each run does to each file; runs touch each other, and never mean the same line."""
ADDED = {"add": "new", "more": "more"}
"""How lines begin that are added; of two at one place the second one is `more`."""
FILES = ("a.md", "b.md", "c.md")
WHOLE = re.compile(r"line (\d+) [^\r\n]*(\r\n|\n|\r)")
LINE = re.compile(r"(line|ours|new|more) (\d+) ")


def fresh(eols, last):
    """A file before any run, its lines ended in turn so; `last` is whether the last one is."""
    rows = [f"line {n} {FACE}{eol}" for n, eol in zip(range(COUNT), cycle(eols), strict=False)]
    return "".join(rows) if last else "".join(rows).rstrip("\r\n")


def ends(text):
    """How lines end that are as they were before any run, but for what the user typed within."""
    return {int(n): end for n, end in WHOLE.findall(text)}


def meant(name):
    """The lines of a file that runs change, and the last one, which editors are sent as well."""
    return {n for hunks in HUNKS for _, n in hunks.get(name, ())} | {COUNT - 1}


def changed(text, hunks, marks):
    """What a run makes of a text; it leaves lines alone that it does not find as they were."""
    for what, n in hunks:
        rows = text.split("\n")
        at = next((i for i, row in enumerate(rows) if row.startswith(f"line {n} ")), None)
        if at is None or (what == "cut" and any(mark in rows[at] for mark in marks)):
            continue
        if what == "swap":
            rows[at] = rows[at].replace("line", "ours", 1)
        elif what in {"add", "more"}:
            rows.insert(at, f"{ADDED[what]} {n} {FACE}")
        else:
            del rows[at]
        text = "\n".join(rows)
    return text


def named(text):
    """The lines of a text as (word, number), in their order."""
    return [(word, int(n)) for word, n in LINE.findall(text)]


def state(text):
    """Which hunks, of all there are, a text has in it: by file-independent names."""
    rows = named(text)
    swaps = {("swap", n) for word, n in rows if word == "ours"}
    adds = {(what, n) for what, new in ADDED.items() for word, n in rows if word == new}
    gone = set(range(COUNT)) - {n for word, n in rows if word not in ADDED.values()}
    return swaps | adds | {("cut", n) for n in gone}


def lines(hunk):
    """The lines that tell of a hunk; where the user took them out, nothing does."""
    what, n = hunk
    return {(ADDED[what], n)} if what in ADDED else {("line", n), ("ours", n)}


def expected(found, removed, last):
    """The text in which these hunks are, without the lines that the user took out."""
    rows = []
    for n in range(COUNT):
        rows += [
            f"{new} {n} {FACE}"
            for what, new in ADDED.items()
            if (what, n) in found and (new, n) not in removed
        ]
        if ("cut", n) not in found and not lines(("cut", n)) & removed:
            rows.append(f"{'ours' if ('swap', n) in found else 'line'} {n} {FACE}")
    return "\n".join(rows) + ("\n" if last and rows else "")


def ordered(text):
    """A text with added lines that meet in one order: where the user took out what was between

    them, each was added at the same place, and nothing says which comes first.
    """
    found = groupby(text.split("\n"), lambda row: row.startswith(tuple(ADDED.values())))
    return "\n".join(row for added, rows in found for row in (sorted(rows) if added else rows))


def bare(text, marks):
    """A text without what the user typed, all of which must be there once.

    A line that was typed may come to be the last one: whether that ends is settled elsewhere.
    """
    for mark in reversed(marks):  # The last one may stand in the middle of an earlier one's place
        last = "\n" + mark.removesuffix("\n")
        there = last if mark not in text and text.endswith(last) else mark
        assert text.count(there) == 1, f"{mark!r} is there {text.count(mark)} times in {text!r}"
        text = text.replace(there, "")
    return text
