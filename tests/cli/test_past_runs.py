"""`backlight runs`: what the editor's runs changed, also after the editor and the server are gone."""

import json
import os
import subprocess
from dataclasses import replace

import pytest

from backlight.state.journal import Journal
from backlight.state.record import Record, kept
from cli.test_commands import refused, valid


@pytest.fixture
def journal(tmp_path, monkeypatch):
    """A journal of this test alone, as a server writes it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    one = Journal(os.environ)
    yield one
    one.close()


def record(workspace, *files, **more):
    given = {
        "run": "abc",
        "began": "2026-01-02T03:04:05Z",
        "root": str(workspace),
        "path": "main.py",
        "line": 6,
        "action": "add-validation",
        "title": "Add validation: `create_user` takes an untyped body",
        "engine": "instant",
        "state": "done",
        "files": files,
    }
    return Record(**{**given, **more})


def test_no_run_is_no_error(backlight, journal):
    done = backlight("runs")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"No run is recorded" in done.stderr
    assert valid(backlight("runs", "--json"), "runs") == []


def test_runs_are_listed_the_latest_first(backlight, journal, workspace):
    journal.keep(record(workspace))
    journal.keep(record(workspace, way="undo"))
    lines = backlight("runs").stdout.decode().splitlines()
    assert [line.split()[0] for line in lines] == ["2", "1"]
    assert "main.py:7  Undo: Add validation: `create_user`" in lines[0]
    assert all(line.endswith(f"  in {workspace}") for line in lines)
    rows = valid(backlight("runs", "--json"), "runs")
    assert [row["number"] for row in rows] == [2, 1]


def test_one_run_is_shown_with_what_it_took(backlight, journal, workspace):
    files = (replace(kept("main.py", "a\n", "b\n"), state="applied"), kept("new.py", None, "x\n"))
    more = {
        "usage": {"input": 12, "output": 3},
        "shown": ("main.py",),
        "said": "main.py is changed.",
    }
    journal.keep(record(workspace, *files, **more))
    said = backlight("runs", "show", "1").stdout.decode()
    for part in (
        "main.py: changed, applied",
        "new.py: created",
        "input 12",
        "shown to the model: main.py",
    ):
        assert part in said
    row = valid(backlight("runs", "show", "1", "--json"), "runs")
    assert row["files"][1] == {"file": "new.py", "change": "created", "state": ""}
    assert (row["line"], row["state"]) == (7, "done")


def test_without_a_number_it_is_the_latest_run_that_is_shown(backlight, journal, workspace):
    journal.keep(record(workspace, kept("main.py", "a\n", "b\n"), title="The first"))
    journal.keep(record(workspace, kept("main.py", "a\n", "c\n"), title="The second"))
    for which in ((), ("2",)):
        assert b"The second" in backlight("runs", "show", *which).stdout
        assert b"-a\n+c\n" in backlight("runs", "diff", *which).stdout
    assert valid(backlight("runs", "diff", "--json"), "runs")["number"] == 2


def test_a_run_that_was_cut_off_is_told_from_one_that_goes_on(backlight, journal, workspace):
    journal.keep(record(workspace, state="ready"))
    assert b"running" in backlight("runs").stdout
    journal.close()
    assert b"cut off" in backlight("runs").stdout


def test_a_run_that_changed_nothing_is_not_called_done(backlight, journal, workspace):
    journal.keep(record(workspace, unchanged=True))
    assert b"no change  main.py" in backlight("runs").stdout
    assert valid(backlight("runs", "show", "1", "--json"), "runs")["state"] == "no change"


def test_its_diff_is_what_git_applies(backlight, journal, workspace):
    before, after = "a\r\nb\n\N{GRINNING FACE}", "a\r\nB\n\N{GRINNING FACE}\n"
    (workspace / "main.py").write_bytes(before.encode())
    (workspace / "old.py").write_text("gone\n")
    files = (
        kept("main.py", before, after),
        kept("new.py", None, "x\n"),
        kept("old.py", "gone\n", None),
    )
    journal.keep(record(workspace, *files))
    done = backlight("runs", "diff", "1")
    subprocess.run(["git", "apply"], cwd=workspace, input=done.stdout, check=True)
    assert (workspace / "main.py").read_bytes() == after.encode()
    assert (workspace / "new.py").read_text() == "x\n"
    assert not (workspace / "old.py").exists()
    assert valid(backlight("runs", "diff", "1", "--json"), "runs")["diff"] == done.stdout.decode()


def test_the_text_of_a_secret_file_is_not_kept_and_that_is_said(backlight, journal, workspace):
    journal.keep(record(workspace, kept(".env", "A=1", "A=2", secret=True)))
    done = backlight("runs", "diff", "1")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b".env may hold secrets; its text is not kept." in done.stderr


def test_what_is_not_there_or_damaged_is_said_in_a_sentence(
    backlight, journal, workspace, tmp_path
):
    refused(backlight("runs", "show", "7"), 2, "There is no run 7; `backlight runs` lists them.")
    refused(backlight("runs", "diff", "-1"), 2, "There is no run -1; `backlight runs` lists them.")
    for what in ("show", "diff"):
        refused(backlight("runs", what), 2, "No run is recorded; those of the editor will be.")
    journal.keep(record(workspace))
    journal.keep(record(workspace))
    (tmp_path / "state/backlight/runs/2.json").write_text("{")
    for which in (("2",), ()):
        refused(backlight("runs", "show", *which), 2, "Run 2 is damaged: it cannot be read.")
    done = backlight("runs")
    assert b"1 of 2 runs cannot be read" in done.stderr
    assert done.stdout.split()[0] == b"1"


def test_a_journal_behind_a_link_is_not_read(backlight, journal, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state/backlight").symlink_to(tmp_path)
    done = backlight("runs", "--json")
    assert done.returncode == 2
    assert "is a link" in json.loads(done.stdout)["error"]["message"]


def test_reading_makes_nothing(backlight, journal, tmp_path):
    backlight("runs")
    backlight("runs", "show", "1")
    assert not (tmp_path / "state").exists()


def test_a_title_cannot_steer_the_terminal(backlight, journal, workspace):
    journal.keep(record(workspace, title="x\x1b[31m\u202e"))
    assert b"\x1b" not in backlight("runs").stdout + backlight("runs", "show", "1").stdout


def test_two_ways_are_compared_file_by_file(backlight, journal, workspace):
    one = kept("main.py", "a\n", "b\n"), kept("only.py", None, "x\n")
    other = kept("main.py", "a\n", "c\n"), kept("too.py", "y\n", "z\n")
    journal.keep(record(workspace, *one))
    journal.keep(record(workspace, *other))
    diff = backlight("runs", "diff", "1", "2").stdout.decode()
    assert "-b\n+c\n" in diff and "-y\n+z\n" in diff
    assert "only.py" in diff and "-x\n" in diff
    assert backlight("runs", "diff", "1", "1").stdout == b""
    said = "There is no run 9; `backlight runs` lists them."
    refused(backlight("runs", "diff", "1", "9"), 2, said)


def test_runs_of_two_projects_are_not_compared(backlight, journal, workspace, tmp_path):
    journal.keep(record(workspace))
    journal.keep(record(tmp_path))
    said = "Run 2 is of another project than run 1."
    refused(backlight("runs", "diff", "1", "2"), 2, said)


def test_more_than_two_runs_are_too_many(backlight, journal, workspace):
    journal.keep(record(workspace))
    said = "Too many runs are named: `backlight runs diff N M` compares two."
    refused(backlight("runs", "diff", "1", "1", "1"), 2, said)
    refused(backlight("runs", "show", "1", "1"), 2, said)
