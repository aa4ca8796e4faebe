"""A server that ends right after its start leaves a note; after three of them the next is careful."""

import os
import subprocess
import sys
import time

import pytest

from backlight.state.folder import Folder
from backlight.state.lock import Lock, gone, sweep
from backlight.state.starts import RECENT, TOO_MANY, Start

HELD = """
import sys
from pathlib import Path
from backlight.state.folder import Folder
from backlight.state.lock import Lock
print(Lock(Folder(Path(sys.argv[1]), "servers")).name, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def environ(tmp_path):
    return {"XDG_STATE_HOME": str(tmp_path / "state")}


def killed(environ, *folders):
    """A start whose process is gone: the system has let go of its lock."""
    start = Start(environ, folders)
    start._note._base.close()
    return start.failed


def notes(tmp_path):
    return sorted((tmp_path / "state/backlight/starts").iterdir())


def test_starts_that_failed_are_counted_for_their_folders_alone(environ):
    assert [killed(environ, "/srv/a") for _ in range(4)] == [0, 1, 2, 3]
    assert killed(environ, "/srv/b") == 0
    assert killed(environ, "/srv/a", "/srv/b") == 0


def test_who_lives_or_went_well_has_not_failed(environ, tmp_path):
    one, two = Start(environ, ["/srv/a"]), Start(environ, ["/srv/a"])
    assert two.failed == 0
    one.well()
    one.well()
    assert Start(environ, ["/srv/a"]).failed == 0
    two.well()
    assert len(notes(tmp_path)) == 1


def test_failures_with_a_good_start_between_them_are_not_in_a_row(environ):
    for _ in range(4):
        assert killed(environ, "/srv/a") == 0
        start = Start(environ, ["/srv/a"])
        assert start.failed == 1
        start.well()
    assert [killed(environ, "/srv/b"), killed(environ, "/srv/a"), killed(environ, "/srv/a")] == [
        *(0, 0, 1),
    ]
    start = Start(environ, ["/srv/b"])
    start.well()
    assert Start(environ, ["/srv/a"]).failed == 2


def test_a_careful_start_that_goes_well_says_nothing_of_one_with_everything(environ):
    assert [killed(environ, "/srv/a") for _ in range(3)] == [0, 1, 2]
    careful = Start(environ, ["/srv/a"])
    careful.well()
    assert Start(environ, ["/srv/a"]).failed == careful.failed == TOO_MANY


def test_after_a_while_it_is_forgotten(environ, tmp_path):
    killed(environ, "/srv/a")
    (note,) = notes(tmp_path)
    before = time.time() - RECENT - 5
    os.utime(note, (before, before))
    start = Start(environ, ["/srv/a"])
    assert start.failed == 0 and note not in notes(tmp_path)
    start.well()


def test_where_nothing_can_be_kept_nothing_is_counted(tmp_path):
    (tmp_path / "state").write_text("a file in the way")
    for environ in ({}, {"XDG_STATE_HOME": str(tmp_path / "state")}):
        start = Start(environ, ["/srv/a"])
        start.well()
        assert start.failed == 0


def test_a_lock_is_held_as_long_as_its_process_lives_and_is_swept_away_afterwards(tmp_path):
    folder = Folder(tmp_path, "servers")
    folder.make()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-P", "-c", HELD, str(tmp_path)], **pipes) as other:
        name = other.stdout.readline().strip()
        own = Lock(folder)
        sweep(folder)
        assert set(folder.sizes()) == {name, own.name}
        assert not gone(folder, name) and not gone(folder, own.name)
        other.kill()
    assert gone(folder, name)
    sweep(folder)
    assert set(folder.sizes()) == {own.name}
    own.release()
    assert not folder.sizes()


def test_a_lock_that_somebody_took_for_a_dead_ones_is_made_anew(tmp_path):
    class Watched(Folder):
        def claim(self, name):
            made = super().claim(name)
            if not taken:  # Somebody looks in between the making of the file and its lock
                taken.append(name)
                sweep(self)
            return made

    taken, folder = [], Watched(tmp_path, "servers")
    folder.make()
    own = Lock(folder)
    assert set(folder.sizes()) == {own.name} != set(taken)
    own.release()
