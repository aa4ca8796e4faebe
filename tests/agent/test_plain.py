"""Words of the model, made harmless for terminals and editors."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.agent.plain import line, markdown, plain


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x1b[31mred\x1b[0m b", "ared b"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;c2VjcmV0\x07done", "done"),
        ("safe\rEVIL", "safeEVIL"),
        ("ab\b\bxy", "abxy"),
        ("\u202eevil\u202c", "evil"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("Grüße 😀 日本", "Grüße 😀 日本"),
        ("half \ud83d", "half "),
    ],
)
def test_what_cannot_be_seen_is_taken_out(text, safe):
    assert plain(text) == safe


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("![a](http://h/?d=S)", "a"),
        ("![a][r]\n\n[r]: http://h/?S", "a"),
        ("[a](command:x) and [b](vscode://x)", "a and b"),
        ('<img src="http://h">x<script>y</script>', "xy"),
        ("<<b>img src=//h>", "< img src=//h>"),
        ("see http://h/p.", "see `http://h/p.`"),
        ("already `http://h/p`", "already `http://h/p`"),
        ("- `a < b`\n- **bold**", "- `a < b`\n- **bold**"),
        ("list[int] and dict[str, int]", "list[int] and dict[str, int]"),
        ("![a[b]](//h/?d=S) and [[r]][r]", "![a[b]] (//h/?d=S) and [[r]] [r]"),
        ("> [r]: //h/?S", "> [r] : //h/?S"),
    ],
)
def test_nothing_can_be_fetched_by_opening_it(text, safe):
    assert markdown(text) == safe


@settings(deadline=None)
@given(st.text())
def test_a_line_is_one_line_of_bounded_length(text):
    found = line(text)
    assert "\n" not in found and len(found) <= 100 and plain(found) == found


@pytest.mark.parametrize("piece", ["![", "[", "[a](", "<a", "](", "\x1b]", "`", "a:"])
def test_a_text_of_nothing_but_marks_takes_no_time(piece):
    assert len(markdown(piece * 5_000_000)) <= 40_000
