"""The open documents follow the editor exactly: every encoding, every end of line, every oddity."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.lsp.document import split
from backlight.lsp.documents import Documents
from backlight.text import cut, width

ENCODINGS = ("utf-8", "utf-16", "utf-32")
ENDS = ["\n", "\r\n", "\r"]
NO_ENDS = ["\f", "\v", "\x85", "\u2028", "\u2029", "\x1c", "\x1d", "\x1e"]
WORDS = ["a", "é", "\U0001f600", "e\u0301", "\ufeff", "\0", "\t", "def f():", "    "]
PIECES = st.sampled_from([*ENDS, *NO_ENDS, *WORDS])
TEXTS = st.lists(PIECES, max_size=12).map("".join)
PLACES = st.tuples(st.integers(0, 8), st.integers(0, 12))
EDITS = st.lists(st.tuples(PLACES, PLACES, TEXTS), max_size=8)


def reference(text, edits, by):
    """The same by the book: one string, every position counted from its start."""
    for first, last, new in edits:
        start, end = place(text, first, by), place(text, last, by)
        if first > last or start is None or end is None:
            return text, True
        text = text[:start] + new + text[end:]
    return text, False


def place(text, where, by):
    """The index of a position, or `None` inside a character."""
    line, column = where
    at = 0
    for _ in range(line):
        ends = [
            (text.find(e, at), -len(e), e) for e in ("\r\n", "\n", "\r") if text.find(e, at) >= 0
        ]
        if not ends:
            return len(text)
        found, _, end = min(ends)
        at = found + len(end)
    rest = text[at:]
    content = rest[: min((rest.find(e) for e in "\r\n" if e in rest), default=len(rest))]
    for index in range(len(content) + 1):
        size = width(content[:index], by)
        if size == column:
            return at + index
        if size > column:
            return None
    return at + len(content)


@settings(max_examples=600, deadline=None)
@given(TEXTS, EDITS, st.sampled_from(ENCODINGS))
def test_a_spliced_document_is_the_document(text, edits, by):
    documents = Documents(by)
    document = documents.open("file:///a.py", 1, text)
    for version, (first, last, new) in enumerate(edits):
        documents.change(document, version + 2, [{"range": (first, last), "text": new}])
    expected, lost = reference(text, edits, by)
    assert bool(document.unsound) == lost
    assert document.text.source == expected
    assert document.lines == split(expected)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_lines_are_the_text(text):
    lines = split(text)
    assert "".join(lines) == text
    assert len(lines) == 1 + text.count("\n") + text.count("\r") - text.count("\r\n")
    assert all(line.rstrip("\r\n") + line[len(line.rstrip("\r\n")) :] == line for line in lines)
    assert not lines[-1].endswith(("\n", "\r"))


@settings(max_examples=200, deadline=None)
@given(TEXTS, PLACES, st.sampled_from(ENCODINGS))
def test_a_column_past_the_end_is_the_end_of_the_line(text, where, by):
    documents = Documents(by)
    document = documents.open("file:///a.py", 1, text)
    line = document.lines[where[0]] if where[0] < len(document.lines) else ""
    content = line.rstrip("\r\n")
    assert width(cut(content, where[1], by), by) <= where[1]


def opened(text, by="utf-16"):
    documents = Documents(by)
    return documents, documents.open("file:///srv/app/a.py", 1, text)


def at(*numbers, text=""):
    line, column, to_line, to_column = numbers
    return {"range": ((line, column), (to_line, to_column)), "text": text}


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("abc\n", at(0, 2, 0, 1)),
        ("abc\ndef\n", at(1, 0, 0, 3)),
        ("x\U0001f600y", at(0, 2, 0, 3)),
    ],
    ids=["end before start", "end on a line before", "inside a surrogate pair"],
)
def test_a_change_that_cannot_be_meant_is_said_once_and_mended_by_a_whole_text(text, change):
    documents, document = opened(text)
    assert documents.change(document, 2, [change])
    assert document.text.source == text
    assert documents.change(document, 3, [at(0, 0, 0, 0, text="more"), change]) == ""
    assert document.unsound
    assert documents.change(document, 4, [{"text": "all new"}]) == ""
    assert not document.unsound
    assert document.text.source == "all new"


def test_mixed_changes_of_one_message_count_one_after_the_other():
    documents, document = opened("a\n")
    changes = [at(0, 1, 0, 1, text="b"), {"text": "c\n"}, at(0, 0, 0, 0, text="d")]
    documents.change(document, 2, changes)
    assert document.text.source == "dc\n"


@pytest.mark.parametrize("halves", [("\ud83d", "\ude00"), ("\ud83d\ud83d", "\ude00")])
def test_an_emoji_that_comes_in_two_halves_is_one_character(halves):
    documents, document = opened("ab\n")
    first, second = halves
    documents.change(document, 2, [at(0, 1, 0, 1, text=first)])
    column = 1 + len(first)
    documents.change(document, 3, [at(0, column, 0, column, text=second)])
    documents.change(document, 4, [at(0, column + 1, 0, column + 2, text="c")])
    assert document.text.source == f"a{first[:-1]}\U0001f600c\n"


def test_versions_that_go_backwards_are_followed():
    documents, document = opened("a")
    documents.change(document, -5, [{"text": "b"}])
    documents.change(document, -5, [{"text": "c"}])
    assert (document.version, document.text.source) == (-5, "c")


def test_opened_twice_the_last_word_counts():
    documents, _ = opened("a")
    again = documents.open("file:///srv/app/./a.py", 1, "b")
    assert list(documents) == [again]
    assert documents.get("file:///srv/app/a.py") is again


def test_no_two_texts_have_one_stamp():
    documents, document = opened("a")
    stamps = {document.stamp}
    for _ in range(3):
        documents.change(document, 1, [{"text": "b"}])
        stamps.add(document.stamp)
    documents.close(document.uri)
    stamps.add(documents.open(document.uri, 1, "c").stamp)
    assert len(stamps) == 5


@pytest.mark.parametrize(
    "uri",
    [
        "file:///srv/app/a.py",
        "file:///srv/app/%61.py",
        "file:///srv/./app//a.py",
        "file:///srv/other/../app/a.py",
        "file://localhost/srv/app/a.py",
        "FILE:///srv/app/a.py",
    ],
)
def test_one_file_is_one_document_however_it_is_written(uri):
    documents, document = opened("a")
    assert documents.get(uri) is document


def test_a_link_to_a_file_is_the_file(tmp_path):
    (tmp_path / "real.py").write_text("x", encoding="utf-8")
    (tmp_path / "link.py").symlink_to("real.py")
    documents = Documents()
    document = documents.open((tmp_path / "link.py").as_uri(), 1, "x")
    assert documents.get((tmp_path / "real.py").as_uri()) is document
    assert document.uri.endswith("link.py")


@pytest.mark.parametrize(
    "uri",
    [
        "untitled:Untitled-1",
        "git:/srv/app/a.py?ref=x",
        "vscode-vfs://github/a/b.py",
        "vscode-notebook-cell:/srv/a.ipynb#W0",
        "file://server/share/a.py",
        "file:a.py",
        "file:///a%00b.py",
        "file:///a%ff.py",
        "http://[::1",
        "",
        "a.py",
    ],
)
def test_what_is_no_file_is_left_alone(uri):
    assert Documents().open(uri, 1, "x") is None


def test_a_key_costs_the_same_in_three_megabytes():
    def keys(size):
        documents, document = opened("x = 1  # a line like any other\n" * size)
        start = time.perf_counter()
        for _ in range(300):
            documents.change(document, 2, [at(50, 3, 50, 3, text="y")])
            documents.change(document, 2, [at(50, 3, 50, 4)])
        return time.perf_counter() - start

    assert min(keys(100_000) for _ in range(3)) < 5 * min(keys(100) for _ in range(3)) + 0.005
