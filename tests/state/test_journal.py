"""The journal keeps what a run changed, for its user alone, and stands in nobody's way."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading

import pytest

from backlight.state import journal as limits
from backlight.state.folder import Folder, Unusable
from backlight.state.journal import Journal
from backlight.state.record import Damaged, Record, decoded, encoded, kept


def record(**more):
    given = {
        "run": "abc",
        "root": "/srv/app",
        "path": "main.py",
        "line": 3,
        "action": "x",
        "title": "T",
    }
    return Record(**{**given, **more})


@pytest.fixture
def environ(tmp_path):
    return {"XDG_STATE_HOME": str(tmp_path / "state")}


@pytest.fixture
def journal(environ):
    one = Journal(environ)
    yield one
    one.close()


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "state/backlight/runs"


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


TEXTS = {
    "plain": "a\nb\n",
    "every end of line": "a\r\nb\rc\n",
    "no end of line": "a",
    "nothing": "",
    "a byte order mark and an emoji": "\ufeff\N{GRINNING FACE}\u2028\f",
    "a lone surrogate": "\ud83d",
    "nul": "\0",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_comes_back_as_it_was(journal, text):
    files = (
        kept("main.py", text, text + "x"),
        kept("new.py", None, text),
        kept("old.py", text, None),
    )
    made = journal.keep(record(files=files, usage={"input": 3}, shown=("main.py",)))
    assert (made.number, journal.problem) == (1, "")
    found = journal.read(1)
    assert found == made
    assert [(f.made, f.removed) for f in found.files] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_numbers_count_up_and_a_record_is_replaced_under_its_own(journal):
    one, two = journal.keep(record()), journal.keep(record())
    again = journal.keep(Record(**{**vars_of(one), "said": "done", "state": "done"}))
    assert (one.number, two.number, again.number) == (1, 2, 1)
    assert [r.number for r in journal.records()] == [2, 1]
    assert journal.read(1).said == "done"


def vars_of(value):
    return {name: getattr(value, name) for name in value.__slots__}


def test_nobody_else_may_look_into_it(journal, runs, tmp_path):
    (tmp_path / "state/backlight").mkdir(parents=True, mode=0o755)
    (tmp_path / "state/backlight").chmod(0o777)
    was = os.umask(0)
    try:
        journal.keep(record())
    finally:
        os.umask(was)
    assert mode(runs) == mode(runs.parent) == 0o700
    files = [path for path in runs.parent.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {mode(path) for path in files} == {0o600}


@pytest.mark.parametrize("place", ["backlight", "backlight/runs"])
def test_a_link_in_the_place_of_a_folder_is_not_followed(environ, tmp_path, place):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "state" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere, target_is_directory=True)
    one = Journal(environ)
    assert one.keep(record()).number == 0
    assert "is a link" in one.problem
    assert not list(elsewhere.iterdir())
    with pytest.raises(Unusable, match="is a link"):
        one.numbers()


def test_a_link_in_the_place_of_a_record_is_replaced_and_never_written_through(
    journal, runs, tmp_path
):
    made = journal.keep(record())
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (runs / "1.json").unlink()
    (runs / "1.json").symlink_to(victim)
    with pytest.raises(Unusable):
        journal.read(1)
    assert journal.keep(made).number == 1
    assert victim.read_text() == "mine"
    assert not (runs / "1.json").is_symlink()


def test_a_link_above_our_folder_is_the_users_own_affair(environ, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "real", target_is_directory=True)
    assert Journal(environ).keep(record()).number == 1


NOWHERE = {
    "no home at all": {},
    "an empty home": {"HOME": ""},
    "a home that is no absolute path": {"HOME": "home", "XDG_STATE_HOME": "state"},
    "a home that is not there and cannot be": {"HOME": "/proc/none"},
    "a file in the place of the folder": {"XDG_STATE_HOME": "/dev/null"},
}


@pytest.mark.parametrize("environ", NOWHERE.values(), ids=NOWHERE)
def test_where_nothing_can_be_kept_the_run_goes_on_and_the_reason_is_said(environ):
    one = Journal(environ)
    assert one.keep(record()).number == 0
    assert one.problem.startswith("This run is not in the journal: ")
    one.close()


def test_a_relative_state_home_is_ignored_as_the_standard_says(tmp_path):
    one = Journal({"XDG_STATE_HOME": "state", "HOME": str(tmp_path)})
    assert one.keep(record()).number == 1
    assert (tmp_path / ".local/state/backlight/runs/1.json").is_file()


def test_a_full_disk_leaves_the_record_before_and_nothing_half_written(environ, journal, runs):
    made = journal.keep(record())
    code = (
        "import os, resource, signal, sys\n"
        "from backlight.state.journal import Journal\n"
        "one = Journal(dict(os.environ))\n"
        "made = one.read(1)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50))\n"
        "assert one.keep(made, lasting=True).number == 0\n"
        "print(one.problem)\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "File too large" in done.stdout
    assert [path.name for path in runs.iterdir()] == ["1.json"]
    assert journal.read(1) == made


def test_it_stays_within_its_bounds(journal, runs, monkeypatch):
    monkeypatch.setattr(limits, "MOST_RUNS", 5)
    monkeypatch.setattr(limits, "MOST_BYTES", 10_000)
    for _ in range(9):
        journal.keep(record())
    assert journal.numbers() == [9, 8, 7, 6, 5]
    journal.keep(record(files=(kept("main.py", "x" * 9_000, ""),)))
    assert journal.numbers() == [10, 9]
    assert sum(path.stat().st_size for path in runs.iterdir()) < 10_000


def test_what_is_too_large_is_not_kept_and_that_is_said(journal, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST", 3_000_000)
    assert journal.keep(record(files=(kept("main.py", "x" * 4_000_000, ""),))).number == 0
    assert "4 MB" in journal.problem
    assert journal.numbers() == []


def test_what_a_killed_server_left_half_written_is_cleared_away_later(journal, runs):
    journal.keep(record())
    part = runs / "7.json.0123.part"
    part.write_text("{")
    (runs / "8.json").touch()
    journal.keep(record())
    assert part.exists()
    for path in (part, runs / "8.json"):
        os.utime(path, (1, 1))
    journal.keep(record())
    assert sorted(path.name for path in runs.iterdir()) == ["1.json", "2.json", "3.json"]


ODD = {
    "empty": b"",
    "cut off": encoded(record())[:-9],
    "binary": b"\xff\xfe\0",
    "another thing": b"[1, 2]",
    "a number": b"7",
    "nested": b"[" * 100_000,
    "a later format": encoded(record()).replace(b'"format": 1', b'"format": 2'),
    "no format": encoded(record()).replace(b'"format": 1, ', b""),
    "one more field": encoded(record()).replace(b'"format": 1', b'"format": 1, "more": 1'),
    "a wrong type": encoded(record()).replace(b'"line": 3', b'"line": "3"'),
    "a state nobody knows": encoded(record()).replace(b'"working"', b'"broken"'),
    "another text": encoded(record(files=(kept("a", "old", "new"),))).replace(b'"old"', b'"odd"'),
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_a_record_that_is_not_what_was_written_is_never_used(journal, runs, data):
    with pytest.raises(Damaged):
        decoded(data)
    journal.keep(record())
    (runs / "2.json").write_bytes(data)
    os.mkfifo(runs / "3.json")
    (runs / "4.json").mkdir()
    assert [r.number for r in journal.records()] == [1]


def test_of_a_secret_file_only_the_hashes_stay(journal, runs):
    journal.keep(record(files=(kept(".env", "KEY=canary", "KEY=canary2", secret=True),)))
    assert "canary" not in (runs / "1.json").read_text()
    file = journal.read(1).files[0]
    assert (file.made, file.removed, file.before) == (False, False, None)


def test_two_servers_at_once_never_share_a_number(environ):
    journals = [Journal(environ) for _ in range(4)]
    made = []

    def work(one):
        made.extend(one.keep(record()).number for _ in range(25))

    threads = [threading.Thread(target=work, args=(one,)) for one in journals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == list(range(1, 101))


WORK = """
import os, sys
from backlight.state.journal import Journal
from backlight.state.record import Record, kept
one = Journal(dict(os.environ))
text = "line\\n" * 20_000
made = Record(run="abc", root="/r", path="a", line=1, action="x", title="T", state="ready",
              files=(kept("a", text, text + "new"),))
while True:
    made = one.keep(made, lasting=True)
    print(made.number, flush=True)
"""


@pytest.mark.parametrize("lasting", [True, False])
def test_a_record_that_lasts_is_on_the_disk_with_its_name(journal, runs, monkeypatch, lasting):
    """Else a machine that goes down keeps the text, and forgets that there was a file."""
    written, sync = [], os.fsync

    def noted(handle):
        sync(handle)
        written.append(stat.S_ISDIR(os.fstat(handle).st_mode))

    monkeypatch.setattr(os, "fsync", noted)
    journal.keep(record(), lasting=lasting)
    assert written == [False, True] * lasting


def test_a_server_killed_while_it_writes_leaves_a_whole_record(environ, journal, runs):
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", WORK],
            env={**os.environ, **environ},
            stdout=subprocess.PIPE,
        )
        number = int(process.stdout.readline())
        found = journal.read(number)
        assert not journal.cut_off(found)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        found = journal.read(number)
        assert found.files[0].after == "line\n" * 20_000 + "new"
        assert journal.cut_off(found)
    assert len(journal.numbers()) == 8


def test_a_run_of_a_server_that_lives_is_not_cut_off(environ, journal):
    made = journal.keep(record(state="ready"))
    assert not Journal(environ).cut_off(made)
    assert not journal.cut_off(made)
    journal.close()
    assert Journal(environ).cut_off(made)
    assert not Journal(environ).cut_off(record(state="done"))


@pytest.mark.parametrize("name", ["", "../runs/1.json", ".", "none"])
def test_the_name_of_a_server_is_no_path(tmp_path, name):
    from backlight.state.lock import gone

    folder = Folder(tmp_path, "servers")
    folder.make()
    assert gone(folder, name)


def test_the_record_is_plain_json(journal, runs):
    journal.keep(record(files=(kept("main.py", "a", "b"),)))
    found = json.loads((runs / "1.json").read_text())
    assert (found["format"], found["files"][0]["before"]) == (1, "a")
