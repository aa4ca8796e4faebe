"""Whoever is killed without a word leaves nothing behind: no server of a database, and no files."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backlight.sql.lab.bench import Bench
from backlight.sql.lab.process import Lab
from backlight.sql.lab.spare import Spare
from sql.test_lab import COUNTED, EXISTING, SCHEMA
from sql.test_spare import until

OWNER = """
import sys
from backlight.sql.lab.process import Lab
lab = Lab("postgres")
lab.ask({"asks": "warm"})
print(lab._process.pid, lab._watch._process.pid, flush=True)
sys.stdin.read()
"""


def running(folder):
    """The processes that name a folder, or something in it, as what they work on."""
    return [
        int(one.name)
        for one in Path("/proc").iterdir()
        if one.name.isdigit() and f"{folder}/".encode() in commanded(one)
    ]


def commanded(process):
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def owner(open_folder):
    """A process that has a lab with a PostgreSQL, and the process of that lab."""
    environ = os.environ | {"TMPDIR": str(open_folder)}
    with subprocess.Popen(
        [sys.executable, "-P", "-c", OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    ) as process:
        worker, watch = map(int, process.stdout.readline().split())
        yield process, worker, watch
        process.kill()


def test_a_server_that_is_killed_takes_its_databases_along(owner, open_folder):
    process, _, _ = owner
    assert running(open_folder)
    process.kill()
    until(lambda: not running(open_folder) and not any(open_folder.iterdir()))


def test_so_do_a_server_and_its_lab_that_are_killed_at_once(owner, open_folder):
    process, worker, _ = owner
    os.kill(worker, signal.SIGSTOP)  # it cannot clean up, whatever happens
    process.kill()
    os.kill(worker, signal.SIGKILL)
    assert len(running(open_folder)) >= 1
    until(lambda: not running(open_folder) and not any(open_folder.iterdir()))


def test_a_lab_that_does_not_listen_is_ended_all_the_same(owner, open_folder):
    process, worker, _ = owner
    os.kill(worker, signal.SIGSTOP)
    process.kill()
    until(lambda: not running(open_folder) and not any(open_folder.iterdir()))


def test_a_lab_that_is_killed_alone_is_cleaned_up_by_who_asks_it_next(open_folder):
    spare = Spare()
    bench = Bench(spare=spare)
    assert bench.prove(COUNTED, EXISTING, "postgres", SCHEMA).kind == "same"
    (first,) = open_folder.glob("backlight-lab-*")
    os.kill(bench._process._process.pid, signal.SIGKILL)
    until(lambda: not bench._process.alive())
    assert bench.prove(COUNTED, EXISTING + " ", "postgres", SCHEMA).kind == "same"
    until(lambda: not running(first) and not first.exists())
    bench.close()
    spare.close()


def test_one_that_ends_as_it_should_leaves_no_shell_that_waits(open_folder):
    lab = Lab()
    watch = lab._watch._process
    lab.end()
    assert watch.returncode == 0 and not any(open_folder.iterdir())


def test_the_folder_that_is_removed_is_the_one_of_the_lab(open_folder):
    beside = open_folder / "kept"
    beside.write_text("mine")
    lab = Lab()
    lab._watch._process.stdin.close()  # as if its owner were killed
    until(lambda: not lab._folder.exists())
    assert beside.read_text() == "mine"
    lab.end()


def test_a_word_is_waited_for_as_long_as_it_takes(open_folder):
    lab = Lab()
    time.sleep(0.3)
    assert lab._watch._process.poll() is None and lab.alive()
    lab.end()
