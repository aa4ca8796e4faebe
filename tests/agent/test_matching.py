"""Where an edit belongs: each row is a file, the edit, and the file afterwards or the refusal.

C01 to C13 are the numbers of the project's list of faults.
"""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.agent.matching import Found, replace
from backlight.edits import Refused, apply
from backlight.text import Text

FILE = """\
def create(body):
    # the body is not checked
    if body:
        return save(body)
    return None


def update(body):
    return save(body)
"""


def edited(source, old, new, *, every=False):
    """The file afterwards, or the reason why not."""
    found = replace(Text(source), old, new, every=every)
    return apply(Text(source), found.edits).source if isinstance(found, Found) else found.reason


MADE = {
    "C01 an exact text": (FILE, "return None", "return 1", FILE.replace("return None", "return 1")),
    "C01 a piece of a line": ("a = f(x)\n", "f(x)", "g(x)", "a = g(x)\n"),
    "C03 a block without its indentation": (
        FILE,
        "if body:\n    return save(body)\nreturn None",
        "if body:\n    return keep(body)\nreturn None",
        FILE.replace("return save(body)\n    return None", "return keep(body)\n    return None"),
    ),
    "C03 a block with too much indentation": (
        "a = 1\nb = 2\n",
        "    a = 1\n    b = 2",
        "    a = 1\n\n    c = 3\n    b = 2",
        "a = 1\n\nc = 3\nb = 2\n",
    ),
    "C03 a whole block, its end of line included": (
        FILE,
        "if body:\n    return save(body)\n",
        "return 2\n",
        FILE.replace("    if body:\n        return save(body)\n", "    return 2\n"),
    ),
    "C03 a first line that lost its indentation": (
        FILE,
        "if body:\n      return save(body)\n  return None",
        "if body:\n      return keep(body)\n  return None",
        FILE.replace("return save(body)\n    return None", "return keep(body)\n    return None"),
    ),
    "C03 a first line that lost more than the rest": (
        "\t\ta={1}\n\t\tb={2}\n",
        "a={1}\n\tb={2}",
        "a={1}\n\tc={3}\n\tb={2}",
        "\t\ta={1}\n\t\tc={3}\n\t\tb={2}\n",
    ),
    "C04 spaces for the tabs of the file": (
        "func f() {\n\tif x {\n\t\ty()\n\t}\n}\n",
        "    if x {\n        y()\n    }",
        "    if x {\n        y()\n        z()\n    }",
        "func f() {\n\tif x {\n\t\ty()\n\t\tz()\n\t}\n}\n",
    ),
    "C04 tabs for the spaces of the file": (
        "def f():\n  if x:\n    y()\n",
        "\tif x:\n\t\ty()",
        "\tif x:\n\t\tz()",
        "def f():\n  if x:\n    z()\n",
    ),
    "C05 the ends of line of the file": (
        "a\r\nb\r\nc\r\n",
        "a\nb",
        "a\nx\nb",
        "a\r\nx\r\nb\r\nc\r\n",
    ),
    "C05 a line of a file of two minds": (
        "a\r\nb\nc\r\nd\n",
        "b\nc",
        "b\nc\ne",
        "a\r\nb\nc\r\ne\nd\n",
    ),
    "C05 one line that becomes two": ("a\r\nb\r\n", "b", "b\nc", "a\r\nb\r\nc\r\n"),
    "C06 no end of line at the end": ("a\nb", "b", "c", "a\nc"),
    "C06 no end of line at the end, asked for with one": ("a\nb", "a\nb\n", "a\nc\n", "a\nc"),
    "C07 a byte order mark": (
        "\ufeffa = 1\nb = 2\n",
        "a = 1\nb",
        "a = 3\nb",
        "\ufeffa = 3\nb = 2\n",
    ),
    "C07 a byte order mark before a line with too much indentation": (
        "\ufeffa = 1\nb = 2\n",
        "    a = 1",
        "    a = 3",
        "\ufeffa = 3\nb = 2\n",
    ),
    "C07 a byte order mark before lines without their indentation": (
        "\ufeff\ta = 1\r\n\tb = 2\r\n",
        "a = 1\nb = 2",
        "a = 3\nb = 2",
        "\ufeff\ta = 3\r\n\tb = 2\r\n",
    ),
    "C07 a byte order mark that the edit would take away": (
        "\ufeffa = 1\nb = 2\n",
        "\ufeffa = 1",
        "a = 3",
        "\ufeffa = 3\nb = 2\n",
    ),
    "C08 line numbers": (
        FILE,
        "7\t\n8\tdef update(body):",
        "7\t\n8\tdef edit(body):",
        FILE.replace("update", "edit"),
    ),
    "C08 line numbers with an arrow": (
        "a\nbcd\ne\n",
        "    2→bcd\n    3→e",
        "xyz\ne",
        "a\nxyz\ne\n",
    ),
    "C08 line numbers in whatever order before the new lines": (
        "def a():\n    pass\n",
        "1\tdef a():\n2\t    pass",
        "1\tdef a():\n1\t    x = 1\n2\t    pass",
        "def a():\n    x = 1\n    pass\n",
    ),
    "C08 line numbers of lines that go": (
        "a\nbcd\ne\n",
        "2\tbcd\n3\te\n",
        "",
        "a\n",
    ),
    "C10 what looks like a pattern": (
        "a = 1\n",
        "1",
        r"'$& \1 \g<0> $1'",
        "a = '$& \\1 \\g<0> $1'\n",
    ),
    "C10 the marks of a conflict": (
        "a\n",
        "a",
        "<<<<<<< x\n=======\n>>>>>>> y",
        "<<<<<<< x\n=======\n>>>>>>> y\n",
    ),
    "blanks at the ends of lines": (
        "a = 1  \nb = 2\n",
        "a = 1\nb = 2",
        "a = 3\nb = 2",
        "a = 3\nb = 2\n",
    ),
    "blanks at the ends of lines that stay": (
        "- a  \n- b\n",
        "- a\n- b",
        "- a\n- c",
        "- a  \n- c\n",
    ),
    "blanks at the ends of some of the lines that say the same": (
        "a  \na\nc\n",
        "a\na\nc",
        "a\na\nd",
        "a  \na\nd\n",
    ),
    "blanks at the ends of lines that stay, indented otherwise": (
        "\ta  \n\tb\n",
        "a\nb",
        "a\nc",
        "\ta  \n\tc\n",
    ),
    "an emoji before the place": ("x = '😀'; y = 1\n", "y = 1", "y = 2", "x = '😀'; y = 2\n"),
    "a line removed": ("a\nb\nc\n", "b\n", "", "a\nc\n"),
}


@pytest.mark.parametrize(("source", "old", "new", "after"), MADE.values(), ids=MADE)
def test_is_made(source, old, new, after):
    assert edited(source, old, new) == after


REFUSED = {
    "C02 a text found twice": (FILE, "return save(body)", "return 1", r"2 times, at lines 4, 9:"),
    "C02 found twice, one inside the other": ("aXaXa\n", "aXa", "b", "2 times"),
    "C02 two places but for indentation": (
        "if a:\n    x = 1\nif b:\n        x = 1\n",
        "\tx = 1",
        "y",
        "not in the file|2 times",
    ),
    "C03 a shift that is not the same everywhere": (
        "if a:\n    b\n        c\n",
        "if a:\n  b\n    c",
        "x",
        "not in the file",
    ),
    "C03 a new line whose depth nothing explains": (
        "x = {\n    'a': 1,\n    'b': 2,\n}\n",
        "'a': 1,\n'b': 2,",
        "'a': 1,\n    'c': 3,\n'b': 2,",
        "not in the file",
    ),
    "C03 a new line as deep as a first line that lost its indentation": (
        FILE,
        "if body:\n      return save(body)\n  return None",
        "if body:\n      return save(body)\nelse:\n  return None",
        "not in the file",
    ),
    "C03 another first line, and nobody knows how deep": (
        FILE,
        "if body:\n      return save(body)\n  return None",
        "while body:\n      return save(body)\n  return None",
        "not in the file",
    ),
    "C03 a second line that is deeper than the second one was": (
        "\ta={1}\n\tb={2}\n\tc={3}\n",
        "a={1}\nb={2}\nc={3}",
        "a={1}\n\td={4}\nb={2}\nc={3}",
        "not in the file",
    ),
    "C03 two places but for a first line that lost its indentation": (
        f"{FILE}\n\n{FILE}",
        "if body:\n      return save(body)\n  return None",
        "if body:\n      return keep(body)\n  return None",
        "2 times",
    ),
    "C03 a first line that lost its indentation, and comes again": (
        FILE,
        "if body:\n      return save(body)\n  return None",
        "if body:\n      return save(body)\nif body:\n      return keep(body)\n  return None",
        "not in the file",
    ),
    "C04 a depth that is no whole number of tabs": (
        "if x {\n\ty()\n}\n",
        "if x {\n    y()\n}",
        "if x {\n      z()\n}",
        "not in",
    ),
    "C04 tabs that are not as deep everywhere": (
        "\t\ta()\n\tb()\n",
        "        a()\n        b()",
        "x",
        "not in",
    ),
    "C08 line numbers with a gap": ("a\nb\nc\n", "1\ta\n3\tb", "1\tx\n3\ty", "not in the file"),
    "C08 line numbers before some of the new lines": (
        "def a():\n    pass\n",
        "1\tdef a():\n2\t    pass",
        "1\tdef a():\n    x = 1\n2\t    pass",
        "not in the file",
    ),
    "C08 line numbers before a piece of a line": (
        "2: timeout\n",
        "1: timeout",
        "1: wait",
        "not in the file",
    ),
    "C08 a number that no file has so many lines for": (
        "a\n",
        f"{'1' * 5000}: a",
        "b",
        "not in the file",
    ),
    "C09 the rest left out": (
        FILE,
        "    return None",
        "    return 1\n    # ... rest of code unchanged ...",
        "leaves code out",
    ),
    "C09 the rest left out, in JavaScript": (
        "a();\n",
        "a();",
        "b();\n// ... existing code ...",
        "leaves code out",
    ),
    "C09 the rest left out, in words": (
        "a();\n",
        "a();",
        "b();\n// rest of the function here",
        "leaves code out",
    ),
    "C11 another case": ("Name = 1\n", "name = 1", "x", "not in the file"),
    "C11 other quotes": ("x = 'a'\n", 'x = "a"', "y", "not in the file"),
    "C11 other blanks in a text": ("x = 'a  b'\n", "x = 'a b'", "y", "not in the file"),
    "C13 what is to remain was there all along": (
        "# a comment that is long enough\nx = 1  # typed\n",
        "x = 1\n# a comment that is long enough",
        "# a comment that is long enough",
        "not in the file",
    ),
    "the same text, which is not there": ("a\n", "b = 1", "b = 1", "not in the file"),
    "nothing": ("a\n", " \n", "a", "is empty"),
    "a text that is not there": ("a = 1\n", "zzz(999)", "b", "Nothing in it is like it"),
}


@pytest.mark.parametrize(("source", "old", "new", "says"), REFUSED.values(), ids=REFUSED)
def test_is_refused(source, old, new, says):
    found = replace(Text(source), old, new)
    assert not isinstance(found, Found), found
    assert __import__("re").search(says, found.reason), found.reason


def test_a_refusal_shows_the_nearest_lines_with_their_numbers():
    reason = edited(FILE, "    if body:\n        return store(body)\n", "x")
    assert "nearest lines are 3-4" in reason
    assert "4\t        return save(body)" in reason


def test_c13_what_was_made_before_is_not_made_again():
    found = replace(Text("total = price * quantity\n"), "total = price", "total = price * quantity")
    assert isinstance(found, Found)
    again = replace(Text("total = price * quantity\n"), "total = cost", "total = price * quantity")
    assert again == Found((), "already made")


SAME = {
    "as it is": "    return save(body)\n",
    "more than once": "save(body)",
    "indented otherwise": "if body:\n    return save(body)",
    "with blanks at the ends of lines": "def create(body): \n    # the body is not checked",
}


@pytest.mark.parametrize("same", SAME.values(), ids=SAME)
def test_c13_an_edit_that_changes_nothing_is_there_already(same):
    found = replace(Text(FILE), same, same)
    assert isinstance(found, Found)
    assert not found.edits
    assert "are the same" in found.how


def test_every_place_is_replaced_when_asked():
    after = edited(FILE, "save(body)", "keep(body)", every=True)
    assert after == FILE.replace("save(body)", "keep(body)")


def test_c05_lines_between_two_places_end_as_they_did():
    after = edited("x\r\nkept\nas is\r\nx\n", "x", "y", every=True)
    assert after == "y\r\nkept\nas is\r\ny\n"


def test_a_placeholder_that_the_file_itself_holds_is_no_omission():
    source = "def f():\n    # ... existing code ...\n    pass\n"
    assert "    return" in edited(source, "    pass", "    # ... existing code ...\n    return")


def test_a_stub_with_three_dots_is_no_omission():
    assert (
        edited("x = 1\n", "x = 1", "def f(self) -> int:\n    ...")
        == "def f(self) -> int:\n    ...\n"
    )


WORDS = st.text(string.ascii_lowercase, min_size=3, max_size=8)
LINES = st.lists(
    st.tuples(st.integers(0, 3), WORDS), min_size=3, max_size=14, unique_by=lambda x: x[1]
)


def shift(text):
    return "\n".join(f"    {line}" if line.strip() else line for line in text.split("\n"))


def dedent(text):
    lines = text.split("\n")
    least = min(len(line) - len(line.lstrip()) for line in lines)
    return "\n".join(line[least:] for line in lines)


def tabbed(text):
    lines = text.split("\n")
    return "\n".join(
        "\t" * ((len(line) - len(line.lstrip())) // 4) + line.lstrip() for line in lines
    )


DRIFTS = {
    "none": lambda t: t,
    "crlf": lambda t: t.replace("\n", "\r\n"),
    "shift": shift,
    "dedent": dedent,
    "tabs": tabbed,
    "trailing": lambda t: t.replace("\n", "  \n"),
}


@settings(deadline=None)
@given(LINES, st.data(), st.sampled_from(sorted(DRIFTS)), st.booleans())
def test_an_edit_that_drifted_lands_where_it_was_meant_or_nowhere(lines, data, drift, crlf):
    rows = [f"{'    ' * depth}{word}" for depth, word in lines]
    first = data.draw(st.integers(0, len(rows) - 1))
    last = data.draw(st.integers(first, len(rows) - 1))
    old = "\n".join(rows[first : last + 1])
    new = old.replace(lines[first][1], "changed", 1)
    wanted = "\n".join([*rows[:first], new, *rows[last + 1 :], ""])
    source = "\n".join([*rows, ""])
    if crlf:
        source, wanted = source.replace("\n", "\r\n"), wanted.replace("\n", "\r\n")
    found = replace(Text(source), DRIFTS[drift](old), DRIFTS[drift](new))
    if isinstance(found, Found):
        after = apply(Text(source), found.edits).source
        assert after.replace("changed  ", "changed") == wanted, "what is written is the model's"
    else:
        assert drift not in {"none", "crlf"} or "times" in found.reason


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_too_odd(source, old, new):
    text = Text(source)
    found = replace(text, old, new)
    if isinstance(found, Found):
        apply(text, found.edits)


def test_a_huge_target_in_a_huge_file_is_taken_only_as_it_stands():
    lines = [f"    line_{n} = {n}\n" for n in range(20_000)]
    text = Text("".join(lines))
    block = "".join(lines[100:1100])
    assert isinstance(replace(text, block, "x = 1\n"), Found)
    shifted = block.replace("    line", "line")
    refused = replace(text, shifted, "x = 1\n")
    assert isinstance(refused, Refused)
    assert "a few lines at a time" in refused.reason


@pytest.mark.parametrize(
    "line",
    [
        " " * 100_000,
        "# " + " " * 100_000,
        "..." + " " * 100_000,
        "# existing " + "code " * 9_000,
        "# rest of code" + " " * 100_000,
    ],
    ids=["blanks", "a comment", "dots", "words", "the rest"],
)
def test_a_long_line_is_looked_at_once(line):
    assert edited("x = 1\n", "x = 1", f"y = 1\n{line}|") == f"y = 1\n{line}|\n"


def test_c13_what_stands_twice_does_not_prove_that_an_edit_was_made():
    new = "    return save(check(body))\n"
    once, twice = (Text("def create(body):\n" + new * times) for times in (1, 2))
    assert replace(once, "    return lost\n", new).how == "already made"
    assert isinstance(replace(twice, "    return lost\n", new), Refused)
