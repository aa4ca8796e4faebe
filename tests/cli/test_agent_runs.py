"""The agent from the command line: its plan comes first, and somebody of the workspace does it."""

import os
import subprocess
import sys

import pytest

from double.messages import Messages, calls, say

EDIT = calls(
    (
        "Edit",
        {
            "path": "main.py",
            "old_string": 'def create_user(payload: dict):\n    age = int(payload["age"])\n'
            '    return User.create(email=payload["email"], age=age)\n',
            "new_string": "def create_user(payload: NewUser):\n"
            '    return {"email": payload.email, "age": payload.age}\n',
        },
    ),
    (
        "Edit",
        {
            "path": "main.py",
            "old_string": "app = FastAPI()\n",
            "new_string": "app = FastAPI()\n\n\nclass NewUser(BaseModel):\n    email: str\n    age: int\n",
        },
    ),
    (
        "Edit",
        {
            "path": "main.py",
            "old_string": "from fastapi import FastAPI\n",
            "new_string": "from fastapi import FastAPI\nfrom pydantic import BaseModel\n",
        },
    ),
)
PLAN = calls(
    (
        "Propose",
        {
            "files": [{"path": "main.py", "change": "a class of the body"}],
            "ways": [{"name": "a class", "trade_off": "short"}],
            "assumes": "",
        },
    )
)
PERSONA = "---\nname: {name}\ndescription: Reviews.\n---\nYou are the reviewer of this house.\n"


@pytest.fixture
def double(tmp_path, monkeypatch):
    """A server of a model; what is kept of runs is kept apart."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with Messages() as server:
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.mark.parametrize(
    ("answer", "code", "diff"),
    [(b"Go ahead\n", 0, b"+class NewUser(BaseModel):"), (b"Stop\n", 3, b"")],
)
def test_a_plan_is_shown_before_anything_is_written(app, double, answer, code, diff):
    double.script[:] = [PLAN, EDIT, say("Done.")]
    ours, theirs = os.openpty()
    os.write(ours, answer)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "backlight", "run", "add-validation", "main.py:8", "--plan"],
        cwd=app,
        stdin=theirs,
        capture_output=True,
        check=False,
        timeout=120,
    )
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, diff in done.stdout) == (code, True), done.stderr
    assert b"The plan: 1 file changes, by a class. Go ahead?" in done.stderr
    assert b"- main.py: a class of the body" in done.stderr
    assert (done.stdout == b"") == (diff == b"")


def test_where_nobody_can_agree_to_a_plan_nothing_is_done(backlight, app, double):
    double.script[:] = [PLAN, EDIT, say("Done.")]
    done = backlight("run", "add-validation", "main.py:8", "--plan")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"You stopped at the plan." in done.stderr
    assert len(double.requests) == 1


def test_the_setting_says_who_does_the_work_once_the_workspace_is_trusted(
    backlight, app, double, monkeypatch
):
    (app / ".claude/agents").mkdir(parents=True)
    (app / ".claude/agents/reviewer.md").write_text(PERSONA.format(name="reviewer"))
    monkeypatch.setenv("BACKLIGHT_PERSONA", "reviewer")
    run = ("run", "add-validation", "main.py:8", "--engine=agent")
    done = backlight(*run)
    assert done.returncode != 0
    assert (
        b"There is no agent 'reviewer', which the setting `backlight.persona` names" in done.stderr
    )
    assert double.requests == []
    assert backlight("trust", ".claude").returncode == 0
    double.script[:] = [EDIT, say("Done.")]
    done = backlight(*run)
    assert (done.returncode, b"+class NewUser(BaseModel):" in done.stdout) == (0, True), done.stderr
    assert "You are the reviewer of this house." in str(double.requests[0]["system"])
