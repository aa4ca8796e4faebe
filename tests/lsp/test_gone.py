"""Whether something of a run stands in a file, in its buffer or on the disk."""

import pytest

from backlight.lsp.gone import gone
from backlight.state.record import Record, kept
from backlight.text import Text

BEFORE, AFTER = "a\nb\nc\n", "a\nB\nc\nnew\n"

CASES = {
    # name: (before the run, after it, on the disk, whether nothing of it stands there)
    "as before": (BEFORE, AFTER, BEFORE, True),
    "as after": (BEFORE, AFTER, AFTER, False),
    "a part": (BEFORE, AFTER, "a\nB\nc\n", False),
    "a part, and more": (BEFORE, AFTER, "a\nB\nc\nmore\n", False),
    "as long before": (BEFORE, AFTER, "a\nb\n", True),
    "as before, with other ends of line": (BEFORE, AFTER, "a\r\nb\r\nc\r\n", True),
    "as before, with a mark": (BEFORE, AFTER, "\ufeffa\nb\nc\n", True),
    "as after, with other ends of line": (BEFORE, AFTER, AFTER.replace("\n", "\r\n"), False),
    "changed, and no more there": (BEFORE, AFTER, None, True),
    "made, and there": (None, AFTER, AFTER, False),
    "made, and changed since": (None, AFTER, BEFORE, False),
    "made, and not there": (None, AFTER, None, True),
    "deleted, and not there": (BEFORE, None, None, False),
    "deleted, and there": (BEFORE, None, BEFORE, True),
}


def record(workspace, *files):
    known = {"run": "1", "path": "a.py", "line": 0, "action": "x", "title": "x"}
    return Record(**known, root=workspace.as_posix(), files=files)


@pytest.mark.parametrize("buffer", [False, True], ids=["disk", "buffer"])
@pytest.mark.parametrize(("before", "after", "there", "none"), CASES.values(), ids=CASES)
def test_what_a_file_has_of_a_run(workspace, before, after, there, none, buffer):
    run = record(workspace, kept("a.py", before, after))
    if there is not None and not buffer:
        (workspace / "a.py").write_bytes(there.encode())
    buffers = {run.at("a.py"): Text(there)} if there is not None and buffer else {}
    assert gone([run], buffers) == ({("1", "a.py")} if none else set())


def test_of_what_cannot_be_read_or_is_not_known_nothing_is_said(workspace):
    (workspace / "a.py").write_bytes(b"\xff\xfe")
    (workspace / ".env").write_text("A=1")
    files = kept("a.py", BEFORE, AFTER), kept(".env", "A=1", "A=2", secret=True)
    assert not gone([record(workspace, *files)], {})
