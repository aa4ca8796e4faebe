"""What goes over the wire: whole lines, in order, that make exactly the text that was meant."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.edits import Change, between
from backlight.lsp.announced import Announced
from backlight.lsp.document import Document, split
from backlight.lsp.documents import Documents
from backlight.lsp.edit import whole
from backlight.lsp.root import Root
from backlight.lsp.target import NotNow, Target, aimed
from backlight.text import Text
from backlight.workspace import Snapshot
from lsp.test_agent import SHOWS

LINES = st.lists(
    st.sampled_from(
        ["a\n", "b\n", "c\n", "d\r\n", "é\N{GRINNING FACE}\n", "\f\u2028\n", "\n", "e"]
    ),
    max_size=9,
)
PLAIN = Announced({"workspace": {"workspaceEdit": {"documentChanges": True}}})


def target(before, after, **more):
    old, new = Text(before), Text(after)
    document = Document("file:///a.py", "/a.py", 3, split(before))
    return Target(
        path="a.py",
        root="/",
        document=document,
        before=old,
        after=new,
        edits=between(old, new),
        why="",
        **more,
    )


def sent(one, announced=PLAIN, doubts=None):
    return whole(announced, [one], doubts or {}, {"a.py": "route"})


def lines_of(text):
    """The lines of a text as LSP counts them."""
    return [line for line in split(text) if line] or [""]


def replaced(text, edits):
    """The text after the edits, by the book; none may overlap another."""
    lines = lines_of(text)
    places = sorted(
        (e["range"]["start"]["line"], e["range"]["end"]["line"], e["newText"]) for e in edits
    )
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    for start, end, new in reversed(places):
        lines[start:end] = [new]
    return "".join(lines)


@settings(max_examples=600, deadline=None)
@given(LINES.map("".join), LINES.map("".join))
def test_the_edits_make_the_text_that_was_meant_and_none_begins_below_the_last_line(before, after):
    one = target(before, after)
    if not one.edits:
        return
    edits = sent(one)["documentChanges"][0]["edits"]
    assert replaced(before, edits) == after
    assert all(
        e["range"]["start"]["character"] == e["range"]["end"]["character"] == 0 for e in edits
    )
    if before.endswith("\n"):
        assert all(e["range"]["start"]["line"] < len(lines_of(before)) for e in edits)


BELOW = {
    "one line": ("a\n", "a\nb\n", [(0, 1, "a\nb\n")]),
    "after another change above": ("a\nb\nc\n", "A\nb\nc\nd\n", [(0, 1, "A\n"), (2, 3, "c\nd\n")]),
    "right below a line that is added": ("a\nb\n", "a\nx\nb\ny\n", [(1, 2, "x\nb\ny\n")]),
    "without an end of line": ("a", "a\nb", [(0, 1, "a\nb")]),
    "into nothing": ("", "a\n", [(0, 1, "a\n")]),
    "the last line goes": ("a\nb\n", "a\n", [(1, 2, "")]),
}


@pytest.mark.parametrize(("before", "after", "wanted"), BELOW.values(), ids=BELOW)
def test_what_is_added_below_takes_the_last_line_along(before, after, wanted):
    edits = sent(target(before, after))["documentChanges"][0]["edits"]
    found = [(e["range"]["start"]["line"], e["range"]["end"]["line"], e["newText"]) for e in edits]
    assert found == wanted


def test_of_an_edit_made_of_two_the_one_that_asks_counts():
    one = target("a\nb\n", "a\nx\nb\ny\n")
    asking = Target(
        **{name: getattr(one, name) for name in Target.__slots__}
        | {"touching": frozenset(one.edits[:1])}
    )
    edit = sent(asking, Announced(SHOWS))
    assert [e["annotationId"] for e in edit["documentChanges"][0]["edits"]] == [
        "route, to be confirmed"
    ]


def test_without_versions_there_are_only_changes():
    assert sent(target("a\n", "b\n"), Announced({})) == {
        "changes": {
            "file:///a.py": [
                {
                    "range": {
                        "start": {"line": 0, "character": 0},
                        "end": {"line": 1, "character": 0},
                    },
                    "newText": "b\n",
                }
            ]
        }
    }


@pytest.mark.parametrize(("name", "wanted"), [("Neovim", "B\n"), ("", "B\n"), ("helix", "B\r\n")])
def test_a_file_that_is_not_open_gets_line_feeds_where_the_editor_brings_them_into_form(
    name, wanted
):
    open_one = target("a\r\nb\r\n", "a\r\nB\r\n")
    closed = Target(**{n: getattr(open_one, n) for n in Target.__slots__} | {"document": None})
    announced = Announced(PLAIN.given, name)
    assert sent(closed, announced)["documentChanges"][0]["edits"][0]["newText"] == wanted
    assert sent(open_one, announced)["documentChanges"][0]["edits"][0]["newText"] == "B\r\n"


ODD = "a = 1\nb = 2\rc = 3\nd = 4\n"


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize(
    ("old", "new", "sent"),
    [("a = 1", "a = 9", True), ("b = 2", "b = 9", False), ("d = 4", "d = 9", False)],
)
def test_lines_behind_a_carriage_return_alone_are_counted_by_nobody_but_us(
    tmp_path, opened, old, new, sent
):
    """Neovim and Emacs have one line where LSP has two, and would change another one."""
    (tmp_path / "a.py").write_bytes(ODD.encode())
    root = Root(Snapshot(tmp_path), Documents())
    if opened:
        root.documents.open((tmp_path / "a.py").as_uri(), 1, ODD)
    before = Text(ODD)
    change = Change({"a.py": between(before, Text(ODD.replace(old, new)))})
    said = ""
    try:
        targets = aimed(root, root.snapshot(), change, {"a.py": before}).targets
    except NotNow as problem:
        targets, said = [], str(problem)
    assert [target.path for target in targets] == ["a.py"] * sent
    assert sent or said.startswith("line 2 of a.py ends in a carriage return alone")


FIRST = {
    "Neovim": ["seen.py", "other.py", "new.py", "shut.py"],
    "helix": ["new.py", "other.py", "shut.py", "seen.py"],
}


@pytest.mark.parametrize(("name", "wanted"), FIRST.items())
def test_neovim_checks_the_first_text_alone_and_that_is_the_one_in_sight(name, wanted):
    """Elsewhere what is to be made comes first, and the rest as it was given."""
    old, new = Text(""), Text("a\n")
    more = {"root": "/", "why": "", "after": new, "edits": between(old, new)}
    other, seen = (Document(f"file:///{at}.py", f"/{at}.py", 3, []) for at in ("other", "seen"))
    other.used, seen.used = 1.0, 2.0
    targets = [
        Target(path="other.py", document=other, before=old, **more),
        Target(path="shut.py", before=old, **more),
        Target(path="seen.py", document=seen, before=old, **more),
        Target(path="new.py", **more),
    ]
    operations = {"workspace": {"workspaceEdit": {"resourceOperations": ["create"]}}}
    edit = whole(Announced(operations, name), targets, {}, {})
    texts = [each["textDocument"] for each in edit["documentChanges"] if "edits" in each]
    assert [text["uri"].rpartition("/")[2] for text in texts] == wanted
