"""A text counts lines and columns as editors do, in all three encodings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.text import Text, cut, width

ENCODINGS = ("utf-8", "utf-16", "utf-32")
ENDS = ["\n", "\r\n", "\r"]
NO_ENDS = ["\f", "\v", "\x85", "\u2028", "\u2029", "\x1c"]
WORDS = ["a", "é", "\U0001f600", "e\u0301", "\ud800", "\ufeff", "\0"]
PIECES = st.sampled_from([*ENDS, *NO_ENDS, *WORDS])
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_lines_end_where_lsp_says(source):
    text = Text(source)
    assert len(text.starts) == 1 + source.count("\n") + source.count("\r") - source.count("\r\n")
    pieces = [text.slice(*text.line(n)) for n in range(len(text.starts))]
    assert "\n".join(pieces) == source.replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(ENCODINGS))
def test_every_place_between_two_characters_is_found_again(source, by):
    text = Text(source)
    for index in range(len(source) + 1):
        if source[index - 1 : index + 1] == "\r\n":
            continue
        offset = len(source[:index].encode("utf-8", "surrogatepass"))
        assert text.offset(*text.position(offset, by), by) == offset


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(0, 9), st.integers(0, 20), st.sampled_from(ENCODINGS))
def test_any_position_is_a_place_in_the_text(source, line, column, by):
    text = Text(source)
    offset = text.offset(line, column, by)
    assert 0 <= offset <= len(text.data)
    if line < len(text.starts):
        start, end = text.line(line)
        assert start <= offset <= end
        assert width(text.slice(start, offset) if by != "utf-8" else "", by) <= column
    else:
        assert offset == len(text.data)


@pytest.mark.parametrize(
    ("by", "column"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)], ids=ENCODINGS
)
def test_an_emoji_is_as_wide_as_the_encoding_says(by, column):
    assert width("\U0001f600", by) == column
    assert Text("\U0001f600x").position(4, by) == (0, column)
    assert cut("\U0001f600x", column, by) == "\U0001f600"


@pytest.mark.parametrize(
    ("source", "eol"),
    [("", "\n"), ("a", "\n"), ("a\r\nb", "\r\n"), ("a\rb\r", "\r"), ("a\nb\r\nc\n", "\n")],
)
def test_the_end_of_line_used_most(source, eol):
    assert Text(source).eol == eol


def test_bytes_that_are_no_utf_8_are_refused():
    with pytest.raises(UnicodeDecodeError):
        Text.of(b"caf\xe9")
    assert Text.of(b"\xef\xbb\xbfa").source == "\ufeffa"


def test_the_characters_before_an_offset_are_whole():
    text = Text("aéé\ud800b")
    assert text.tail(5, 3) == "é"
    assert text.tail(5, 99) == "aéé"
    assert text.tail(0, 9) == ""


def test_the_characters_behind_an_offset_are_whole():
    text = Text("aéé\ud800b")
    assert text.head(1, 3) == "é"
    assert text.head(1, 4) == "éé"
    assert text.head(8, 9) == "b"
