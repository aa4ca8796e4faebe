"""The diff is judged by the one who has to take it: git itself."""

import random
import shutil
import subprocess

import pytest

from backlight.cli.diff import unified
from backlight.edits import Change, Edit, between
from backlight.text import Text

PIECES = [
    "a\n",
    "b\n",
    "x = 1\n",
    "\n",
    "é😀\n",
    "crlf\r\n",
    "lone\rcr\n",
    "\u2028\n",
    "\f\n",
    "- a\n",
    "+ b\n",
]


@pytest.fixture
def git(workspace):
    def run(*args, given=b""):
        done = subprocess.run(
            ["git", "-c", "core.autocrlf=false", *args],
            cwd=workspace,
            input=given,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    run("init", "-q", ".")
    return run


def put(workspace, path, data):
    file = workspace / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def diff(workspace, texts):
    """The diff that makes files read as given; those that are not there are created."""
    edits, created = {}, {}
    for path, after in texts.items():
        file = workspace / path
        if file.exists():
            edits[path] = between(Text.of(file.read_bytes()), Text.of(after))
        else:
            created[path] = after.decode()

    def read(path):
        return Text.of((workspace / path).read_bytes())

    return unified(Change(edits, created), read, lambda path: path).encode()


CASES = {
    "one line of many": (b"a\nb\nc\nd\ne\nf\ng\nh\n", b"a\nb\nc\nd\nE\nf\ng\nh\n"),
    "two hunks": (
        b"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n",
        b"I\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\nXII\n",
    ),
    "CRLF": (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nc\r\n"),
    "mixed ends of line": (b"a\r\nb\nc\r\n", b"a\r\nB\nc\r\n"),
    "lone CR": (b"a\rb\nc\n", b"a\rB\nc\n"),
    "form feed and U+2028": ("a\f\u2028b\nc\n".encode(), "a\f\u2028b\nC\n".encode()),
    "byte order mark": (b"\xef\xbb\xbfa\nb\n", b"\xef\xbb\xbfA\nb\n"),
    "no final newline, kept": (b"a\nb", b"A\nb"),
    "no final newline, last line": (b"a\nb", b"a\nB"),
    "final newline added": (b"a\nb", b"a\nb\n"),
    "final newline taken": (b"a\nb\n", b"a\nb"),
    "appended after no newline": (b"a", b"a\nb\n"),
    "from nothing": (b"", b"a\n"),
    "to nothing": (b"a\n", b""),
    "only newlines": (b"\n\n", b"\n\n\n"),
    "like a diff": (b"--- a\n+++ b\n@@ -1 +1 @@\n", b"--- a\n+++ c\n@@ -1 +1 @@\n"),
}
NAMES = [
    "plain.py",
    "ünï/çödé 😀.py",
    "with blank/and blank.py",
    'quo"te.py',
    "back\\slash.py",
    "tab\there.py",
    "a/b/c/deep.py",
]


@pytest.mark.parametrize("name", CASES)
def test_git_takes_it_byte_for_byte(workspace, git, name):
    before, after = CASES[name]
    put(workspace, "f.py", before)
    given = diff(workspace, {"f.py": after})
    git("apply", "--whitespace=nowarn", given=given)
    assert (workspace / "f.py").read_bytes() == after


@pytest.mark.parametrize("name", NAMES)
def test_any_path_is_edited_and_created(workspace, git, name):
    put(workspace, f"old/{name}", b"a\n")
    git("apply", given=diff(workspace, {f"old/{name}": b"b\n", f"new/{name}": "né\n".encode()}))
    assert (workspace / f"old/{name}").read_bytes() == b"b\n"
    assert (workspace / f"new/{name}").read_bytes() == "né\n".encode()


@pytest.mark.parametrize("text", [b"", b"a", b"a\r\nb\r\n", b"\n", b"\xef\xbb\xbfa\n"])
def test_a_new_file_is_made_as_it_is(workspace, git, text):
    git("apply", "--whitespace=nowarn", given=diff(workspace, {"sub/new.py": text}))
    assert (workspace / "sub/new.py").read_bytes() == text


def test_from_a_folder_below_the_top(workspace, git):
    put(workspace, "api/f.py", b"a\n")
    git("-C", "api", "apply", given=diff(workspace, {"api/f.py": b"b\n"}))
    assert (workspace / "api/f.py").read_bytes() == b"b\n"


def test_without_a_repository(workspace, tmp_path):
    put(workspace, "f.py", b"a\n")
    given = diff(workspace, {"f.py": b"b\n", "g.py": b"c\n"})
    done = subprocess.run(
        ["git", "apply"],
        cwd=workspace,
        input=given,
        env={
            "GIT_CEILING_DIRECTORIES": str(tmp_path),
            "PATH": shutil.which("git").rpartition("/")[0],
        },
        check=False,
    )
    assert done.returncode == 0
    assert (workspace / "f.py").read_bytes() == b"b\n"


def test_four_hundred_texts_of_any_kind(workspace, git):
    chance = random.Random(7)  # noqa: S311  # the same texts every time
    wanted = {}
    for number in range(400):
        lines = [chance.choice(PIECES) for _ in range(chance.randrange(40))]
        other = list(lines)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(other) + 1)
            other[at : at + chance.randrange(3)] = chance.choices(PIECES, k=chance.randrange(3))
        before, after = ("".join(x).encode() for x in (lines, other))
        before = before[:-1] if chance.random() < 0.2 and before.endswith(b"\n") else before
        after = after[:-1] if chance.random() < 0.2 and after.endswith(b"\n") else after
        put(workspace, f"{number}.py", before)
        wanted[f"{number}.py"] = after
    git("apply", "--whitespace=nowarn", given=diff(workspace, wanted))
    assert {p: (workspace / p).read_bytes() for p in wanted} == wanted


def test_edits_that_are_not_whole_lines_are_shown_as_lines():
    change = Change({"f.py": (Edit(2, 3, "BB"),)})
    shown = unified(change, lambda _path: Text("a b c\nd\n"), lambda path: f"api/{path}")
    assert shown == (
        "diff --git a/api/f.py b/api/f.py\n--- a/api/f.py\n+++ b/api/f.py\n"
        "@@ -1,2 +1,2 @@\n-a b c\n+a BB c\n d\n"
    )


def test_nothing_changed_is_no_diff():
    assert unified(Change({"f.py": (Edit(0, 1, "a"),)}), lambda _p: Text("a\n"), str) == ""


@pytest.mark.parametrize("data", [b"", b"a\n", b"a\r\nb"])
def test_a_file_that_goes_and_one_that_moves(workspace, git, data):
    put(workspace, "go ne.py", data)
    put(workspace, "old.py", b"kept\n")
    change = Change(deleted=("go ne.py",), renamed={"old.py": "a b/new.py"})
    given = unified(change, lambda path: Text((workspace / path).read_bytes().decode()), str)
    git("apply", given=given.encode())
    assert not (workspace / "go ne.py").exists()
    assert not (workspace / "old.py").exists()
    assert (workspace / "a b/new.py").read_bytes() == b"kept\n"
