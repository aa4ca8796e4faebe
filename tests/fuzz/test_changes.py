r"""Random changes, as any editor may send them: the document is what a plain string becomes.

The reference knows nothing of lines kept apart, of bytes or of codecs: it walks the whole string,
character by character, and adds up widths. Most of the edits come from a seeded loop, which costs
little; some from hypothesis, which makes a failure small. `make fuzz` tries a million; CI 20,000.
"""

import os
import re
from itertools import count
from random import Random
from time import time_ns

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backlight.lsp.documents import Documents
from backlight.text import Text

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
"""How many times the edits of CI are tried."""
SEED = os.environ.get("FUZZ_SEED", "0" if TIMES == 1 else str(time_ns()))
"""What the loop begins with: the same in CI, another one each time that `make fuzz` runs."""
EDITS = 20_000 * TIMES
AT_ONCE = 16
"""Edits of one document, at most; some go to one message, some to the next."""
LONG = 50
"""One document in so many is long."""

ENDS = ["\n", "\r\n", "\r"]
ODD = ["\f", "\v", "\x1c", "\x85", "\u2028", "\u2029", "\ufeff", "\0", "\t", "\ud800", "\udc00"]
WORDS = [
    "a",
    "    return rows",
    "é",
    "e\u0301",
    "漢字",
    "\u200d",
    "\N{GRINNING FACE}",
    "\N{WOMAN}\u200d\N{PERSONAL COMPUTER}",
    "\N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}",
]
PIECES = [*ENDS, *ENDS, *ODD, *WORDS, *WORDS]
PIECE = st.sampled_from(PIECES)
TEXT = st.tuples(st.sampled_from(["", "", "\ufeff"]), st.lists(PIECE, max_size=14)).map(
    lambda parts: parts[0] + "".join(parts[1])
)
SHORT = st.lists(PIECE, max_size=3).map("".join)
PAST = [0, 0, 0, 0, 1, 7, 2**31 - 1]
PLACE = st.tuples(st.integers(0, 10**6), st.sampled_from(PAST))
"""Which of the places of the text, and how many columns past the end of a line it is said to be."""
EDIT = st.tuples(PLACE, PLACE, SHORT, st.booleans())
COUNTED = ["utf-8", "utf-16", "utf-32"]
ENCODINGS = st.sampled_from(COUNTED)
BUDGET = settings(
    max_examples=200 * min(TIMES, 10),
    derandomize=TIMES == 1,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    deadline=None,  # A machine that is busy is no fault of the code
    suppress_health_check=[HealthCheck.too_slow],  # So is one on which data is made slowly
)


HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def wide(character, by):
    """The columns of one character, from the standard's words and not from a codec."""
    code = ord(character)
    if by == "utf-8":
        return 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)
    return 1 + (by == "utf-16" and code > 0xFFFF)


def held(text, by):
    """The text as an editor holds it: to one that counts in UTF-16, two halves are a character."""
    if by != "utf-16":
        return text
    return HALVES.sub(
        lambda pair: chr(0x10000 + ((ord(pair[0][0]) - 0xD800) << 10) + (ord(pair[0][1]) - 0xDC00)),
        text,
    )


def places(text, by):
    """Every place between two characters as (index, line, column, whether its line ends there)."""
    line = column = 0
    for index in range(len(text) + 1):
        here = text[index : index + 1]
        inside = text[index - 1 : index + 1] == "\r\n" and index > 0
        if not inside:
            yield index, line, column, here in {"", "\r", "\n"}
        if here == "\n" or (here == "\r" and text[index + 1 : index + 2] != "\n"):
            line, column = line + 1, 0
        elif here and here != "\r":
            column += wide(here, by)


def pick(known, wish):
    """An index, and the position by which an editor may name it."""
    nth, past = wish
    index, line, column, ends = known[nth % len(known)]
    if ends and past:
        return index, (line, column + past)
    if index == known[-1][0] and nth % 2:
        return index, (line + 1 + nth % 5, nth % 9)
    return index, (line, column)


def typed(text, by, wishes):
    """The text after each edit, and the edits as they are said in `contentChanges`."""
    for one, other, new, apart in wishes:
        known = list(places(text, by))
        (start, first), (end, last) = sorted([pick(known, one), pick(known, other)])
        text = held(text[:start] + new + text[end:], by)
        yield text, {"range": (first, last), "text": new}, apart


def followed(text, wishes, by):
    """Tell a document of edits, and compare it with the plain string after each message."""
    documents, text = Documents(by), held(text, by)
    document = documents.open("file:///srv/app/a.py", 0, text)
    versions, message, expected = count(1), [], text
    for expected, change, apart in typed(text, by, wishes):
        message.append(change)
        if apart:
            assert not documents.change(document, next(versions), message)
            message = []
            assert document.text.source == expected
    assert not documents.change(document, next(versions), message)
    assert document.text.source == expected
    assert "".join(document.lines) == expected
    assert len(document.lines) == 1 + expected.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    for end in ("\n", "\r"):
        assert all(end not in line[:-2] for line in document.lines)


def made(random):
    """A text and edits of it, by chance alone."""

    def pieces(most):
        return "".join(random.choices(PIECES, k=random.randint(0, most)))

    def place():
        return random.randrange(10**6), random.choice(PAST)

    text = random.choice(["", "", "\ufeff"]) + pieces(14 if random.randrange(LONG) else 400)
    return text, [
        (place(), place(), pieces(3), random.random() < 0.5)
        for _ in range(random.randint(8, AT_ONCE))
    ]


@pytest.mark.parametrize("by", COUNTED)
def test_a_document_is_what_edits_by_chance_make_of_a_plain_string(by):
    done = number = 0
    while done < EDITS / len(COUNTED):
        text, wishes = made(Random(f"{SEED} {by} {number}"))  # noqa: S311 - nothing is kept secret by it
        try:
            followed(text, wishes, by)
        except Exception as problem:
            problem.add_note(f"FUZZ_SEED={SEED}, document {number}: {text!r}, {wishes!r}")
            raise
        done, number = done + len(wishes), number + 1


@BUDGET
@given(TEXT, st.lists(EDIT, min_size=1, max_size=AT_ONCE), ENCODINGS)
def test_a_document_is_what_its_edits_make_of_a_plain_string(text, wishes, by):
    followed(text, wishes, by)


@settings(BUDGET, max_examples=400 * min(TIMES, 10))
@given(TEXT, ENCODINGS)
def test_every_place_has_the_column_that_adding_up_gives_it(source, by):
    source = held(source, by)
    text = Text(source)
    for index, line, column, _ in places(source, by):
        offset = len(source[:index].encode("utf-8", "surrogatepass"))
        assert text.position(offset, by) == (line, column)
        assert text.offset(line, column, by) == offset
