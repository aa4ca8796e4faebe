"""Files that other processes read are known as if they were read here, whatever happens to one."""

import os
import select
import subprocess
import sys
from contextlib import suppress

import pytest

from backlight import index
from backlight.index import batches, workers
from backlight.state.facts import Facts
from backlight.text import Text
from backlight.workspace import Document, Snapshot

ROUTER = "from kit import Router\n\nrouter = Router()\n\n\n@router.get('/{}')\ndef one(): pass\n"
KIT = "from fastapi import APIRouter\n\n\nclass Router(APIRouter): pass\n"
MANY = 60
ODD = """
import os
from backlight.index import reading, worker

worth = reading.worth
reading.worth = lambda path, text: {} if path == "a7.py" else worth(path, text)
worker.main()
"""


ENDLESS = "__import__('re').match('(a+)+$', 'a' * 60 + 'b')"
"""A parser that lets no other thread run."""
SERVER = """
import sys
from pathlib import Path
from backlight import index
from backlight.index import project, workers
from backlight.workspace import Snapshot

project.MANY = 1
workers.COMMAND = (sys.executable, "-P", {!r})
index.built(Snapshot(Path({!r})), helpers=1)
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Many files that may be of a framework, and one at the end that names it."""
    monkeypatch.setattr("backlight.index.project.MANY", MANY)
    for number in range(MANY):
        (tmp_path / f"a{number}.py").write_text(ROUTER.format(number))
    (tmp_path / "kit.py").write_text(KIT)
    (tmp_path / "latin.py").write_bytes(b"# caf\xe9\nimport fastapi\n")
    (tmp_path / "schema.sql").write_text("CREATE TABLE users (id int PRIMARY KEY);\n")
    return tmp_path


@pytest.fixture
def store(tmp_path_factory):
    """What is kept from one start to the next."""
    return Facts({"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))}, "root")


@pytest.fixture
def command(tmp_path_factory, monkeypatch):
    """Other processes run what is given."""

    def run(code):
        script = tmp_path_factory.mktemp("odd") / "odd.py"
        script.write_text(code)
        monkeypatch.setattr(workers, "COMMAND", (sys.executable, "-P", str(script)))

    return run


def known(project):
    return dict(project.files), project.endpoints, project.schema


def children():
    """Processes that this one started and that are there still."""
    asked = ["ps", "-o", "args=", "--ppid", str(os.getpid())]
    listed = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
    return [line for line in listed.splitlines() if "index.worker" in line]


def test_what_others_read_is_what_would_be_read_here(root):
    there = index.built(Snapshot(root), helpers=2)
    assert len(there.endpoints) == MANY
    assert known(there) == known(index.built(Snapshot(root)))
    assert children() == []


def test_a_buffer_counts_and_not_the_disk(root):
    opened = Snapshot(root, {"a3.py": Document(Text(ROUTER.format("typed")), 2)})
    paths = {endpoint.path for endpoint in index.built(opened, helpers=2).endpoints}
    assert "/typed" in paths
    assert "/3" not in paths


def test_a_file_that_ends_the_process_costs_only_itself(root, command, caplog):
    command(ODD.format("os._exit(139)"))
    project = index.built(Snapshot(root), helpers=2)
    assert len(project.endpoints) == MANY - 1
    assert "a7.py" not in project.files
    assert "ended over it" in caplog.text


def test_a_file_that_ended_a_process_is_not_read_here_at_the_next_start(root, command, store):
    command(ODD.format("os._exit(139)"))
    for _ in range(2):
        project = index.built(Snapshot(root), store, helpers=2)
        assert len(project.endpoints) == MANY - 1
        assert "a7.py" not in project.files
    (root / "a7.py").write_text(ROUTER.format("mended"))
    assert "a7.py" in index.built(Snapshot(root), store, helpers=2).files


def test_a_process_that_hangs_costs_only_the_file_it_hangs_over(root, command, monkeypatch):
    command(ODD.format("__import__('time').sleep(600)"))
    monkeypatch.setattr(workers, "PATIENCE", 5.0)
    monkeypatch.setattr(batches, "MOST", 1)
    project = index.built(Snapshot(root), helpers=2)
    assert len(project.endpoints) == MANY - 1
    assert "a7.py" not in project.files


def test_a_process_that_is_ended_from_outside_costs_no_file(
    root, command, monkeypatch, tmp_path_factory
):
    monkeypatch.setattr(batches, "MOST", 1)
    once = str(tmp_path_factory.mktemp("outside") / "once")
    ended = f"(os.mkdir({once!r}), os._exit(137))"
    command(ODD.format(f"(worth(path, text) if os.path.exists({once!r}) else {ended})"))
    assert len(index.built(Snapshot(root), helpers=1).endpoints) == MANY


def test_where_too_many_processes_end_no_file_is_read_here(root, command, monkeypatch):
    monkeypatch.setattr(workers, "MOST_ENDS", 1)
    command(ODD.format("os._exit(139)"))
    asked = []
    monkeypatch.setattr("backlight.index.project.read", lambda *what: asked.append(what))
    index.built(Snapshot(root), helpers=1)
    assert asked == []


ALONE = "worker.LONGEST, worker.kernel.end_with_parent = 1, lambda _: None\n"
"""As where no kernel ends a process with its parent, but sooner."""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends it with its parent")


@pytest.mark.parametrize("system", [pytest.param("", marks=LINUX), ALONE])
def test_a_process_that_is_busy_ends_with_a_server_that_is_killed(root, tmp_path_factory, system):
    folder = tmp_path_factory.mktemp("busy")
    os.mkfifo(folder / "there")
    busy = f"(os.write(os.open({str(folder / 'there')!r}, os.O_WRONLY), b'x'), {ENDLESS})"
    odd = ODD.format(busy).replace("worker.main()", f"{system}worker.main()")
    (folder / "odd.py").write_text(odd)
    (folder / "server.py").write_text(SERVER.format(str(folder / "odd.py"), str(root)))
    reader = os.open(folder / "there", os.O_RDONLY | os.O_NONBLOCK)
    with subprocess.Popen([sys.executable, "-P", str(folder / "server.py")]) as server:
        select.select([reader], [], [], 60)
        assert os.read(reader, 1) == b"x"
        server.kill()
    assert select.select([reader], [], [], 10)[0]
    assert os.read(reader, 1) == b""


def test_a_file_that_fails_is_said_in_the_log_without_what_it_holds(root, command, caplog):
    command(ODD.format("int('s3cret')"))
    assert len(index.built(Snapshot(root), helpers=2).endpoints) == MANY - 1
    assert "ValueError" in caplog.text
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("code", ["raise SystemExit(1)", "print('hello', flush=True); input()"])
def test_where_processes_do_not_start_everything_is_read_here(root, command, code):
    command(code)
    assert len(index.built(Snapshot(root), helpers=2).endpoints) == MANY


def test_without_any_process_everything_is_read_here(root, monkeypatch, caplog):
    monkeypatch.setattr(workers, "COMMAND", (str(root / "none"),))
    assert len(index.built(Snapshot(root), helpers=2).endpoints) == MANY
    assert "no process can be started" in caplog.text


def test_who_stops_half_way_leaves_no_process(root):
    steps = index.Index(helpers=2).steps(Snapshot(root))
    next(steps)
    assert len(children()) == 2
    steps.close()
    assert children() == []


def test_a_process_ends_when_nobody_asks_any_more(root):
    process = subprocess.Popen(
        [*workers.COMMAND, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with suppress(BrokenPipeError):
        process.communicate(timeout=30)
    assert process.returncode == 0
