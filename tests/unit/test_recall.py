"""What a run of before had wanted is held against what is there: in the buffer, else on the disk."""

import pytest

from backlight.lsp.recall import had_arrived
from backlight.state.record import Record, kept
from backlight.text import Text


@pytest.mark.parametrize(
    ("before", "after", "disk", "buffer", "there"),
    [
        ("a\n", "b\n", "b\n", None, True),
        ("a\n", "b\n", "a\n", "b\n", True),
        ("a\n", "b\n", "b\n", "a\n", False),
        ("a\n", "", "a\n", "", True),
        ("", "a\nb\n", "", "a\r\nb\r\n", True),
        ("a\r\nb\r\n", "a\nb\n", "a\r\nb\r\n", None, False),
        ("a\n", "b\n", "\ufeffb\n", "b\n", True),
    ],
)
def test_a_run_had_arrived_where_each_file_reads_as_it_wanted(
    tmp_path, before, after, disk, buffer, there
):
    (tmp_path / "a.py").write_bytes(disk.encode())
    files = (kept("a.py", before, after),)
    record = Record(
        run="1", root=str(tmp_path), path="a.py", line=0, action="x", title="X", files=files
    )
    texts = {} if buffer is None else {"a.py": Text(buffer)}
    assert had_arrived(record, texts) == there
