"""What each tool answers, through the desk; and what none of them ever gives away."""

import asyncio

import pytest

from agent.road import Front
from backlight.agent import reading, tools
from backlight.agent.desk import Desk
from backlight.agent.persona import FACTS, GRANTED, LAB, OPT_IN
from backlight.providers import Call
from backlight.text import Text
from backlight.workspace import Document, Overlay, Snapshot

CANARY = "canary-4711-do-not-send"

SECRETS = [
    *(".env", ".env.local", "deploy/prod.pem", "id_rsa", "credentials.json", "infra/x.tfstate"),
    *(".npmrc", "kubeconfig", ".ssh/config", "ignored/notes.py"),
]


class Bench:
    """A project, and the tools on it."""

    def __init__(self, root):
        self.root = root
        self.buffers = {}
        self.desk = None

    def put(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    async def __call__(self, tool, **given):
        if self.desk is None:
            buffers = {path: Document(Text(text), 1) for path, text in self.buffers.items()}
            self.desk = Desk(Overlay(Snapshot(self.root, buffers)), Front())
        result = await tools.run(Call("1", tool, given), self.desk, GRANTED)
        return result.text, not result.failed

    def now(self, path):
        return self.desk.overlay.read(path).source


@pytest.fixture
def bench(workspace):
    return Bench(workspace)


async def test_read_numbers_lines_and_says_where_it_goes_on(bench):
    bench.put("a.py", "".join(f"x{n} = {n}\n" for n in range(1, 11)))
    assert await bench("Read", path="a.py", offset=3, limit=2) == (
        "3\tx3 = 3\n4\tx4 = 4\n(Lines 5-10 follow: read on with offset 5.)",
        True,
    )
    text, done = await bench("Read", path="a.py", offset=99)
    assert (text, done) == ("The file has 10 lines; offset must be at most that.", False)


async def test_read_takes_long_files_in_pieces_and_cuts_long_lines(bench):
    bench.put("long.py", "x" * 5_000_000 + "\n" + "y = 1\n" * 50_000)
    text, done = await bench("Read", path="long.py")
    assert done and len(text) < 110_000
    assert "(4998000 more characters)" in text
    assert text.endswith("follow: read on with offset 2001.)")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\0\1", "is a binary file"),
        (b"\xff\xfe", "not UTF-8"),
        (b"x" * 9_000_000, "are not read"),
    ],
)
async def test_what_is_no_text_is_refused(bench, data, says):
    bench.put("a.bin", data)
    for tool, more in (("Read", {}), ("Edit", {"old_string": "a", "new_string": "b"})):
        text, done = await bench(tool, path="a.bin", **more)
        assert not done and says in text


async def test_a_file_that_is_not_there_is_named_what_is_like_it(bench):
    bench.put("app/users.py", "x = 1\n")
    text, done = await bench("Read", path="app/user.py")
    assert not done
    assert text == "app/user.py does not exist. Did you mean app/users.py?"


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "~/.ssh/id_rsa", "a/../../x", "C:\\x", "a\0b", ""]
)
@pytest.mark.parametrize("tool", ["Read", "Edit", "Write"])
async def test_h02_nothing_outside_is_touched(bench, path, tool):
    bench.put("a.py", "x = 1\n")
    more = {"Read": {}, "Edit": {"old_string": "a", "new_string": "b"}, "Write": {"content": "x"}}
    text, done = await bench(tool, path=path, **more[tool])
    assert not done
    assert "project" in text


async def test_h02_a_link_out_of_the_project_is_not_followed(bench, tmp_path):
    (tmp_path / "outside.py").write_text(CANARY)
    (bench.root / "link.py").symlink_to(tmp_path / "outside.py")
    for tool, given in (("Read", {"path": "link.py"}), ("Grep", {"pattern": "canary"})):
        text, _ = await bench(tool, **given)
        assert CANARY not in text


@pytest.mark.parametrize("path", SECRETS)
async def test_h03_secrets_are_never_shown_whatever_the_tool(bench, path):
    bench.put(".gitignore", "ignored/\n")
    bench.put(path, f"KEY={CANARY}\n")
    bench.buffers = {path: f"KEY={CANARY}\n"}
    tries = [
        ("Read", {"path": path}),
        ("Grep", {"pattern": "KEY|canary"}),
        ("Grep", {"pattern": "KEY", "path": path}),
        ("Glob", {"pattern": "**/*"}),
        ("Edit", {"path": path, "old_string": "KEY", "new_string": "K"}),
        ("Write", {"path": path, "content": "x"}),
    ]
    for tool, given in tries:
        text, done = await bench(tool, **given)
        assert CANARY not in text, tool
        assert tool in {"Grep", "Glob"} or not done
    assert path not in bench.desk.shown


async def test_an_example_of_the_environment_may_be_read(bench):
    bench.put(".env.example", "KEY=\n")
    assert await bench("Read", path=".env.example") == ("1\tKEY=", True)


async def test_grep_finds_in_buffers_and_files_and_notes_what_it_showed(bench):
    bench.put("a.py", "one = 1\n")
    bench.put("b/c.py", "two = One\n")
    bench.buffers = {"a.py": "three = one\n"}
    assert await bench("Grep", pattern=r"\bone\b") == ("a.py:1: three = one", True)
    assert await bench("Grep", pattern="one", ignore_case=True, glob="**/c.py") == (
        "b/c.py:1: two = One",
        True,
    )
    assert list(bench.desk.shown) == ["a.py", "b/c.py"]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(.*.*)*x", "(x?){200}x{200}", "a{1000}{1000}"])
async def test_grep_is_bounded_whatever_the_pattern(bench, pattern):
    bench.put("a.txt", "a" * 60_000 + "!\n" + "a" * 28 + "!\n")
    async with asyncio.timeout(30):
        await bench("Grep", pattern=pattern)


@pytest.mark.parametrize(("tool", "pattern"), [("Grep", "a|"), ("Glob", "{"), ("Glob", "**/")])
async def test_a_pattern_of_a_megabyte_is_not_even_tried(bench, tool, pattern):
    bench.put("a.txt", "a\n")
    text, done = await bench(tool, pattern=pattern * 300_000)
    assert not done
    assert text == "The pattern has more than 2000 characters; shorten it."


async def test_grep_says_what_is_wrong_with_a_pattern(bench, capfd):
    text, done = await bench("Grep", pattern="(?<=a)b")
    assert not done and "not a regular expression" in text
    assert capfd.readouterr() == ("", ""), "the editor reads what we print"


async def test_grep_ends_when_it_takes_too_long(bench, monkeypatch):
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.0)
    for number in range(20):
        bench.put(f"{number}.py", "x = 1\n")
    text, done = await bench("Grep", pattern="x")
    assert done and text.endswith("(Stopped: it takes too long. Narrow `path` or `glob`.)")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.py", "a.py\napp/b.py\napp/deep/c.py"),
        ("**/*.py", "a.py\napp/b.py\napp/deep/c.py"),
        ("app/*.py", "app/b.py"),
        ("app/**", "app/b.py\napp/deep/c.py\napp/deep/d.ts"),
        ("**/*.{ts,js}", "app/deep/d.ts"),
        ("a?p/*", "app/b.py"),
        ("[a", "(No file matches.)"),
        ("./a.py", "a.py"),
        ("{" * 50, "(No file matches.)"),
    ],
)
async def test_glob_matches_paths(bench, pattern, found):
    for path in ("a.py", "app/b.py", "app/deep/c.py", "app/deep/d.ts"):
        bench.put(path, "")
    assert await bench("Glob", pattern=pattern) == (found, True)


async def test_c07_a_byte_order_mark_and_ends_of_line_stay(bench):
    bench.put("a.py", b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert (await bench("Edit", path="a.py", old_string="a = 1\nb", new_string="a = 3\nb"))[1]
    assert bench.now("a.py") == "\ufeffa = 3\r\nb = 2\r\n"
    await bench("Read", path="a.py")
    assert (await bench("Write", path="a.py", content="c = 1\nd = 2\n"))[1]
    assert bench.now("a.py") == "\ufeffc = 1\r\nd = 2\r\n"


async def test_c05_a_whole_new_text_leaves_the_ends_of_the_lines_that_stay(bench):
    bench.put("a.py", "a = 1\r\nb = 2\nc = 3\r\n")
    await bench("Read", path="a.py")
    assert (await bench("Write", path="a.py", content="a = 1\nb = 2\nd = 4\nc = 3\n"))[1]
    assert bench.now("a.py") == "a = 1\r\nb = 2\nd = 4\r\nc = 3\r\n"


async def test_c09_a_whole_file_with_the_rest_left_out_is_refused(bench):
    bench.put("a.py", "a = 1\nb = 2\n")
    await bench("Read", path="a.py")
    text, done = await bench("Write", path="a.py", content="a = 3\n# ... rest of code unchanged\n")
    assert not done and "leaves code out" in text
    assert bench.now("a.py") == "a = 1\nb = 2\n"


@pytest.mark.parametrize(
    ("path", "made"), [("b.py", False), ("web/b.ts", False), ("docs/b.md", True)]
)
async def test_c09_a_new_file_with_the_rest_left_out_is_refused_unless_it_is_prose(
    bench, path, made
):
    content = "a = 1\n# ... rest of the handlers\n"
    text, done = await bench("Write", path=path, content=content)
    assert done == made
    assert made or "leaves code out" in text


async def test_c13_an_edit_of_one_place_given_twice_at_once_is_made_once(bench):
    bench.put("a.py", "x = f(1)\n")
    twice = [{"old_string": "f(1)", "new_string": "g(f(1), f(1))"}] * 2
    text, done = await bench("MultiEdit", path="a.py", edits=twice)
    assert done and "Edit 2: already made" in text
    assert bench.now("a.py") == "x = g(f(1), f(1))\n"


async def test_c13_what_an_edit_replaced_and_is_there_again_is_replaced_again(bench):
    bench.put("a.py", "x = 1\ny = old()\n")
    edit = {"path": "a.py", "old_string": "old()", "new_string": "new()"}
    more = {"path": "a.py", "old_string": "x = 1", "new_string": "x = old()"}
    gone = {"path": "a.py", "old_string": "x = new()\n", "new_string": ""}
    again = {"path": "a.py", "old_string": "y = new()", "new_string": "x = new()\ny = new()"}
    for wanted in (edit, more, edit, gone, again, gone):
        text, done = await bench("Edit", **wanted)
        assert done and "changed at line" in text
    assert bench.now("a.py") == "y = new()\n"


async def test_c13_an_edit_sent_twice_is_made_once(bench):
    bench.put("a.py", "def f():\n    pass\n")
    twice = {"path": "a.py", "old_string": "def f():", "new_string": "@cache\ndef f():"}
    assert (await bench("Edit", **twice))[0] == "a.py: changed at line 1."
    assert await bench("Edit", **twice) == ("a.py: already made; nothing was changed.", True)
    assert bench.now("a.py") == "@cache\ndef f():\n    pass\n"


async def test_c02_an_edit_given_once_for_each_place_means_each_of_them(bench):
    bench.put("a.py", "f(1)\ng(2)\nf(1)\n")
    bench.put("c.py", "f(1)\n" * 3)
    twice = [{"old_string": "f(1)", "new_string": "f(2)"}] * 2
    text, done = await bench("MultiEdit", path="a.py", edits=twice)
    assert done and "Edit 1: changed at line 1, 3." in text and "Edit 2: already made" in text
    assert bench.now("a.py") == "f(2)\ng(2)\nf(2)\n"
    text, done = await bench("MultiEdit", path="c.py", edits=twice)
    assert not done and "found 3 times" in text and bench.now("c.py") == "f(1)\n" * 3


async def test_c13_an_edit_and_its_reverse_and_the_edit_again_are_three(bench):
    bench.put("a.py", "x = 1\n")
    there = {"old_string": "x = 1", "new_string": "x = 2"}
    back = {"old_string": "x = 2", "new_string": "x = 1"}
    assert (await bench("MultiEdit", path="a.py", edits=[there, back, there]))[1]
    assert bench.now("a.py") == "x = 2\n"


async def test_c13_an_edit_that_changes_nothing_says_so_and_keeps_none_of_the_others_back(bench):
    bench.put("a.py", "x = 1\ny = 1\n")
    same = {"old_string": "x = 1", "new_string": "x = 1"}
    other = {"old_string": "y = 1", "new_string": "y = 2"}
    text, done = await bench("MultiEdit", path="a.py", edits=[same, other])
    assert done and "Edit 1: old_string and new_string are the same" in text
    assert "Edit 2: changed at line 2" in text
    assert bench.now("a.py") == "x = 1\ny = 2\n"
    for _ in range(2):
        text, done = await bench("Edit", path="a.py", **same)
        assert done and "are the same" in text and "nothing was changed" in text


async def test_c13_an_edit_that_was_taken_back_can_be_made_again(bench):
    bench.put("a.py", "x = 1\n")
    for old, new in (("1", "2"), ("2", "1"), ("1", "2")):
        assert (await bench("Edit", path="a.py", old_string=f"x = {old}", new_string=f"x = {new}"))[
            1
        ]
    assert bench.now("a.py") == "x = 2\n"


async def test_an_edit_cannot_make_a_file_grow_without_end(bench):
    bench.put("a.py", "ab" * 4_000)
    grow = {"path": "a.py", "old_string": "a", "new_string": "a" * 900_000, "replace_all": True}
    bench.put("b.py", "a" * 5_000_000)
    text, done = await bench("Edit", **grow)
    assert not done and "larger than any file" in text
    text, done = await bench("Edit", **{**grow, "path": "b.py", "new_string": "b"})
    assert not done and "more than 10,000 times" in text


async def test_more_edits_than_anyone_writes_are_not_begun(bench):
    bench.put("a.py", "x = 1\n")
    edits = [{"old_string": "1", "new_string": "2"}] * 50_000
    text, done = await bench("MultiEdit", path="a.py", edits=edits)
    assert not done and "at most 200 at once" in text


async def test_c14_an_edit_sees_the_one_before_it(bench):
    bench.put("a.py", "x = 1\n")
    edits = [{"old_string": "1", "new_string": "2 + 3"}, {"old_string": "2 +", "new_string": "4 +"}]
    assert (await bench("MultiEdit", path="a.py", edits=edits))[1]
    assert bench.now("a.py") == "x = 4 + 3\n"


async def test_several_edits_are_all_made_or_none(bench):
    bench.put("a.py", "x = 1\n")
    edits = [{"old_string": "1", "new_string": "2"}, {"old_string": "nowhere", "new_string": "y"}]
    text, done = await bench("MultiEdit", path="a.py", edits=edits)
    assert not done
    assert text.startswith("Edit 2: old_string is not in the file.")
    assert text.endswith("None of the edits was made.")
    assert bench.now("a.py") == "x = 1\n"


async def test_c16_a_file_that_was_not_read_is_not_replaced(bench):
    bench.put("a.py", "x = 1\n")
    text, done = await bench("Write", path="a.py", content="y = 1\n")
    assert not done and "read it before you replace it" in text
    assert await bench("Write", path="new/b.py", content="y = 1\r\n") == (
        "new/b.py is new; it has 1 lines.",
        True,
    )
    assert bench.now("new/b.py") == "y = 1\n"
    assert (await bench("Edit", path="./new/b.py", old_string="z", new_string="y"))[1] is False
    assert bench.desk.overlay.change().created == {"new/b.py": "y = 1\n"}


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("vendor/authorized_keys", "vendor is a link"),
        ("x/hooks/pre-commit", "x is a link"),
        ("a.py/b.py", "a.py is a file"),
        ("a" * 300 + ".py", "a name that no project has"),
        ("settings.json.", "a name that no project has"),
        (".git /hooks/x", "a name that no project has"),
        ("a\nb.py", "not a path inside the project"),
        (".g\u200cit/config", "not a path inside the project"),
        ("a/" * 400_000 + "b.py", "too long for a path"),
    ],
)
async def test_c16_a_file_is_made_only_in_a_real_folder_of_the_project(bench, tmp_path, path, says):
    (tmp_path / "outside").mkdir()
    (bench.root / "vendor").symlink_to(tmp_path / "outside")
    (bench.root / ".git" / "hooks").mkdir(parents=True)
    (bench.root / "x").symlink_to(".git")
    bench.put("a.py", "x = 1\n")
    text, done = await bench("Write", path=path, content="evil\n")
    assert not done
    assert says in text
    assert len(text) < 2000
    assert bench.desk.overlay.change().files == ()


async def test_what_is_wrong_with_a_nested_argument_is_named(bench):
    text, _ = await bench("MultiEdit", path="a.py", edits=[{"old_string": "a"}])
    assert text == "MultiEdit was not run: `edits`[0] lacks `new_string`."
    text, _ = await bench("MultiEdit", path="a.py", edits="[]")
    assert text == "MultiEdit was not run: `edits` must be an array, not str."
    text, _ = await bench("Read", path="a.py", offset=0)
    assert text == "Read was not run: `offset` must be at least 1."
    text, _ = await bench("Read", path="a.py", offset=True)
    assert text == "Read was not run: `offset` must be an integer, not bool."


async def test_questions_are_few_and_plain(bench):
    for _ in range(3):
        assert (await bench("AskUser", question="Well\x1b[31m?", choices=["a", "b"]))[0] == "a"
    text, done = await bench("AskUser", question="And now?")
    assert not done and "asked enough" in text
    assert bench.desk.front.questions[0] == ("Well?", ("a", "b"), "a")


def test_the_names_that_agent_files_may_use_are_the_tools_that_there_are():
    assert {*GRANTED, *FACTS, *LAB, *OPT_IN, "Propose"} == set(tools.BY_NAME)
