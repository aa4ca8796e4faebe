"""A file that nobody may write is not changed behind its owner's back."""

from backlight.workspace import Snapshot


def test_a_read_only_file_is_locked_and_the_sentence_says_what_to_do(tmp_path):
    for name, mode in (("free.py", 0o644), ("fixed.py", 0o444)):
        (tmp_path / name).write_text("x = 1\n")
        (tmp_path / name).chmod(mode)
    snapshot = Snapshot(tmp_path)
    assert snapshot.locked("free.py") is None
    assert snapshot.locked("new.py") is None
    assert snapshot.locked("fixed.py") == "fixed.py is read-only; make it writable first."


def test_nothing_is_made_below_a_link_whoever_wants_it(tmp_path):
    (tmp_path / "outside").mkdir()
    root = tmp_path / "project"
    root.mkdir()
    (root / "tests").symlink_to(tmp_path / "outside")
    said = Snapshot(root).locked("tests/test_users.py")
    assert said == "tests/test_users.py cannot be made: tests is a link; name the folder itself."
    assert Snapshot(root).locked("app/tests/test_users.py") is None
