"""What a server that was killed left behind is removed by the next one, and nothing else is."""

import os
import subprocess
import sys

import pytest

from backlight.scratch import folder

HOLDS = """
from backlight.scratch import folder
print(folder.claimed().path, flush=True)
input()
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


@pytest.fixture
def held(temporary):
    """A scratch that another process holds."""
    command = [sys.executable, "-P", "-c", HOLDS]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        yield temporary / process.stdout.readline().strip(), process
        process.kill()


def old(path):
    os.utime(path, (1, 1))
    return path


def test_one_of_a_process_that_was_killed_is_removed(held):
    path, process = held
    (path / "home").mkdir()
    (path / "home/unreadable").mkdir(mode=0)
    process.kill()
    process.wait()
    old(path)
    folder.sweep()
    assert not path.exists()


def test_one_that_is_held_stays(held):
    path, _ = held
    old(path)
    folder.sweep()
    assert path.is_dir()


def test_one_that_was_just_made_stays_as_its_owner_may_not_hold_it_yet(temporary):
    (temporary / f"{folder.PREFIX}new").mkdir()
    folder.sweep()
    assert (temporary / f"{folder.PREFIX}new").is_dir()


def test_a_link_is_not_followed_and_other_files_stay(temporary, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "there").write_text("mine")
    (temporary / f"{folder.PREFIX}link").symlink_to(outside)
    (temporary / f"{folder.PREFIX}file").write_text("mine")
    old(temporary / f"{folder.PREFIX}file")
    inside = temporary / f"{folder.PREFIX}old"
    inside.mkdir()
    (inside / folder.OWNER).symlink_to(outside / "there")
    (inside / "link").symlink_to(outside)
    old(inside)
    folder.sweep()
    assert (outside / "there").read_text() == "mine"
    assert (temporary / f"{folder.PREFIX}link").is_symlink()
    assert (temporary / f"{folder.PREFIX}file").is_file()


@pytest.mark.skipif(os.getuid() != 0, reason="only the superuser makes folders of others")
def test_one_of_somebody_else_stays(temporary):
    path = temporary / f"{folder.PREFIX}theirs"
    path.mkdir()
    os.chown(path, 12345, 12345)
    old(path)
    folder.sweep()
    assert path.is_dir()


def test_what_is_claimed_is_gone_when_it_is_over(temporary):
    mine = folder.claimed()
    assert mine.path.is_dir()
    mine.end()
    assert not list(temporary.iterdir())
