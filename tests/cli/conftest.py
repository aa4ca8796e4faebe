"""A person who gives commands in a workspace, and a small application to give them about."""

import subprocess
import sys

import pytest

from backlight.cli import main

APP = """\
from fastapi import FastAPI

app = FastAPI()


# PUT /orders/{number}: change an order
@app.post("/users")
def create_user(payload: dict):
    age = int(payload["age"])
    return User.create(email=payload["email"], age=age)
"""


@pytest.fixture
def backlight(workspace, monkeypatch, capfdbinary):
    """Give a command in the workspace."""
    monkeypatch.chdir(workspace)

    def give(*args, **environ):
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        try:
            code = main(args, {})
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
        sys.stderr.flush()
        return subprocess.CompletedProcess(args, code, *capfdbinary.readouterr())

    return give


@pytest.fixture
def app(workspace):
    (workspace / "pyproject.toml").write_text("[project]\nname = 'a'\ndependencies = ['fastapi']\n")
    (workspace / "main.py").write_text(APP)
    return workspace
