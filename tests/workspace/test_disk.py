"""What can be read of a workspace, and the sentence for what cannot."""

import os
import socket
from pathlib import Path

import pytest

from backlight.text import Text
from backlight.workspace import Document, Overlay, Snapshot, Unreadable
from backlight.workspace.disk import MAX_BYTES, normal


@pytest.fixture
def root(tmp_path):
    """A project, and a secret beside it that no path may reach."""
    (tmp_path / "outside.txt").write_text("canary")
    project = tmp_path / "project"
    project.mkdir()
    (project / "app.py").write_bytes(b"x = 1\n")
    return project


def test_bytes_come_back_exactly(root):
    raw = b"\xef\xbb\xbfa = 1\r\nb = '\xc3\xa9\x0c\xe2\x80\xa8'\rno end"
    (root / "odd.py").write_bytes(raw)
    assert Snapshot(root).read("odd.py").data == raw


def test_an_open_buffer_hides_the_disk(root):
    snapshot = Snapshot(root, {"app.py": Document(Text("unsaved"), 3)})
    assert snapshot.read("./app.py").source == "unsaved"


@pytest.mark.parametrize(
    "path",
    [
        "../outside.txt",
        "/etc/passwd",
        "a/../../outside.txt",
        "~/x",
        "C:/x",
        "a.txt:b",
        "a\0b",
        "\\\\server\\x",
        "",
        ".",
        "file://host/x",
    ],
)
def test_a_path_out_of_the_project_is_refused(root, path):
    for call in (Snapshot(root).read, Overlay(Snapshot(root)).read, Snapshot(root).exists):
        with pytest.raises(Unreadable, match="project"):
            call(path)


def test_a_link_out_of_the_project_is_refused(root):
    (root / "link.txt").symlink_to(root.parent / "outside.txt")
    (root / "folder").symlink_to(root.parent)
    for path in ("link.txt", "folder/outside.txt"):
        with pytest.raises(Unreadable, match="link to a place outside"):
            Snapshot(root).read(path)


def test_a_link_inside_the_project_is_followed(root):
    (root / "same.py").symlink_to("app.py")
    assert Snapshot(root).read("same.py").source == "x = 1\n"


def test_a_file_swapped_for_a_link_after_the_check_is_refused(root, monkeypatch):
    """The check follows a link inside; what it leads to is a link to the outside when opened."""
    (root / "same.py").symlink_to("app.py")
    real = os.path.realpath

    def swap(path, **options):
        found = real(path, **options)
        if str(found).endswith("app.py"):
            monkeypatch.setattr(os.path, "realpath", real)
            (root / "app.py").unlink()
            (root / "app.py").symlink_to(root.parent / "outside.txt")
        return found

    monkeypatch.setattr(os.path, "realpath", swap)
    with pytest.raises(Unreadable, match="cannot be read"):
        Snapshot(root).read("same.py")


def test_a_file_swapped_for_a_link_while_it_is_opened_is_refused(root, monkeypatch):
    """The folder is open, and then the file in it is a link to the outside."""
    real = os.open

    def swap(path, *args, **options):
        if path == "app.py":
            monkeypatch.setattr(os, "open", real)
            (root / "app.py").unlink()
            (root / "app.py").symlink_to(root.parent / "outside.txt")
        return real(path, *args, **options)

    monkeypatch.setattr(os, "open", swap)
    monkeypatch.setattr(os, "supports_dir_fd", {swap, *os.supports_dir_fd})
    with pytest.raises(Unreadable, match="outside the project"):
        Snapshot(root).read("app.py")


def sparse(path):
    with path.open("wb") as file:
        file.truncate(5_000_000_000)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda p: p.write_bytes(b"\x7fELF\0\1"), "binary"),
        (lambda p: p.write_bytes("caf\xe9 = 1\n".encode("latin-1")), "not UTF-8 text"),
        (lambda p: p.write_bytes("x = 1\n".encode("utf-16")), "binary|not UTF-8"),
        (lambda p: p.write_bytes(b"x" * (MAX_BYTES + 1)), "are not read"),
        (sparse, "5000 MB"),
        (os.mkfifo, "not a regular file"),
        (lambda p: p.mkdir(), "not a regular file"),
        (lambda p: None, "does not exist"),
        (lambda p: p.symlink_to(p), "cannot be read|outside"),
    ],
    ids=["binary", "latin-1", "utf-16", "9 MB", "sparse", "fifo", "folder", "missing", "loop"],
)
def test_what_is_no_text_is_refused_with_the_reason(root, make, reason):
    make(root / "odd.py")
    with pytest.raises(Unreadable, match=reason):
        Snapshot(root).read("odd.py")


def test_a_socket_is_refused(root, monkeypatch):
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("s.py")
        with pytest.raises(Unreadable):
            Snapshot(root).read("s.py")


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_refused_read_leaves_no_file_open(root):
    (root / "odd.py").mkdir()
    before = open_files()
    for _ in range(20):
        with pytest.raises(Unreadable):
            Snapshot(root).read("odd.py")
        with pytest.raises(Unreadable):
            Snapshot(root).read("app.py/x")
    assert open_files() == before


PARTS = [
    "a",
    "b.py",
    ".github",
    "..",
    ".",
    "",
    "x..y",
    "end.",
    "two words",
    "blank ",
    "~",
    "a:b",
    "é",
]


@pytest.mark.parametrize("first", PARTS)
@pytest.mark.parametrize("second", PARTS)
def test_a_path_has_one_spelling_or_none(first, second):
    path = f"{first}/{second}/x"
    looked_at = answer(f"{path}{'/x' * 200}")
    assert answer(path) == looked_at.removesuffix("/x" * 200)


def answer(path):
    """The one spelling; a long path is looked at piece by piece, and a usual one at a glance."""
    try:
        return normal(path)
    except Unreadable:
        return "refused"
