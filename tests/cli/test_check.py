"""Findings of what changed, and of what was not there before: for hooks and pull requests."""

import json
import subprocess

import pytest

MORE = """

@app.put("/users/{id}")
def change_user(id: int, payload: dict):
    return User.update(id, email=payload["email"])
"""


def git(folder, *words):
    who = ("-c", "user.name=A", "-c", "user.email=a@b.test")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(app):
    git(app, "init", "-q", "-b", "main")
    git(app, "add", ".")
    git(app, "commit", "-qm", "first")
    return app


def found(done):
    rows = json.loads(done.stdout)
    return [(row["file"], row["line"]) for row in rows]


def test_nothing_changed(backlight, repository):
    done = backlight("check", ".", "--changed-since", "HEAD", "--json")
    assert (found(done), done.returncode) == ([], 0)
    assert found(backlight("check", ".", "--json")) == [("main.py", 8)]


def test_only_findings_on_lines_that_changed(backlight, repository):
    text = (repository / "main.py").read_text()
    (repository / "main.py").write_text("\n" + text + MORE)
    (repository / "new file.py").write_text(text)
    done = backlight("check", ".", "--changed-since", "main", "--json")
    assert found(done) == [("main.py", 15), ("new file.py", 8)]
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "second")
    assert found(backlight("check", ".", "--changed-since", "HEAD", "--json")) == []
    assert found(backlight("check", ".", "--changed-since", "HEAD~1", "--json")) == found(done)
    assert found(backlight("check", "main.py", "--changed-since", "HEAD~1", "--json")) == [
        ("main.py", 15)
    ]


@pytest.mark.parametrize(
    ("revision", "code", "sentence"),
    [
        ("nowhere", 2, "git does not know what changed: there is no such revision."),
        ("HEAD:main.py", 2, "git does not know what changed: there is no such revision."),
        ("", 2, "git does not know what changed: there is no such revision."),
        ("--output=evil", 2, "is no revision; name a commit, a branch or a tag."),
    ],
)
def test_a_revision_that_is_none(backlight, repository, revision, code, sentence):
    done = backlight("check", ".", f"--changed-since={revision}")
    assert (done.returncode, done.stdout) == (code, b"")
    assert sentence in done.stderr.decode()
    assert not (repository / "evil").exists()


def test_a_folder_that_git_does_not_know(backlight, app):
    done = backlight("check", ".", "--changed-since", "HEAD")
    assert done.returncode == 2
    assert b"git does not know what changed: fatal: not a git repository" in done.stderr


def test_nothing_that_a_repository_says_is_run(backlight, repository):
    evil = repository.parent / "evil"
    program = repository.parent / "program"
    program.write_text(f"#!/bin/sh\ntouch {evil}\n")
    program.chmod(0o755)
    (repository / ".gitattributes").write_text("*.py diff=evil filter=evil\n")
    drivers = ("diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "filter.evil.smudge")
    for name in ("diff.external", "core.fsmonitor", *drivers):
        git(repository, "config", name, str(program))
    (repository / "main.py").write_text((repository / "main.py").read_text() + MORE)
    evil.unlink(missing_ok=True)
    assert found(backlight("check", ".", "--changed-since", "HEAD", "--json")) == [("main.py", 14)]
    assert not evil.exists()


def test_what_was_there_before_is_left_out(backlight, app):
    before = app.parent / "before.json"
    before.write_bytes(backlight("check", ".", "--json").stdout)
    again = ("check", ".", "--baseline", str(before), "--json")
    assert found(backlight(*again)) == []
    text = (app / "main.py").read_text()
    (app / "main.py").write_text("# moved\n" + text + MORE)
    assert found(backlight(*again)) == [("main.py", 15)]
    (app / "main.py").write_text(text + text)
    assert len(found(backlight(*again))) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "cannot be read"),
        (b"", "is no list of findings"),
        (b"[1]", "is no list of findings"),
        (b'{"error": {}}', "is no list of findings"),
        (b"\xff\xfe", "is no list of findings"),
        (b"[" * 100_000, "is no list of findings"),
    ],
)
def test_a_baseline_that_is_none(backlight, app, data, sentence):
    before = app.parent / "before.json"
    if data is not None:
        before.write_bytes(data)
    done = backlight("check", ".", "--baseline", str(before))
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in done.stderr.decode()


def test_what_was_not_looked_into_is_said(backlight, repository):
    (repository / "big.py").write_text("x = 1\n" * 200_000)
    (repository / "broken.py").write_text(
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/a'\n"
    )
    done = backlight("check", ".")
    said = done.stderr.decode()
    assert "big.py is too large, and is not checked." in said
    assert "broken.py does not parse; there may be more to find." in said


CALL = "import requests\n\n\ndef rates():\n    return requests.get('https://rates.test')\n"
SERVES = "from fastapi import FastAPI\n\nfrom rates import rates\n\napp = FastAPI()\n"
ASKED = "\n\n@app.get('/all')\ndef every():\n    return rates()\n"


@pytest.mark.parametrize(
    ("folder", "serves", "count"),
    [
        ("tools/release", True, 0),
        ("playwright_tests", True, 0),
        ("services/rates", True, 1),
        ("services/rates", False, 0),
    ],
)
def test_a_project_below_the_repository_stands_in_its_folder(
    backlight, repository, folder, serves, count
):
    place = repository / folder
    place.mkdir(parents=True)
    (place / "requirements.txt").write_text("requests\n")
    (place / "rates.py").write_text(CALL)
    (place / "main.py").write_text(SERVES + ASKED if serves else "")
    assert len(found(backlight("check", folder, "--json"))) == count
