"""A server to talk to in raw bytes, and applications to talk about."""

import pytest

from lsp.editor import Editor
from lsp.raw import Raw

FASTAPI = """from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/users")
async def create_user(request: Request):
    body = await request.json()
    name = body["name"]
    age = int(body.get("age", 0))
    return {"name": name, "age": age}
"""

ABLE = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
}
"""What a good editor announces, as far as we need it."""


@pytest.fixture
def start():
    """Start servers; they are gone afterwards, and left no traceback behind."""
    started = []

    def one(**more):
        started.append(Raw(**more))
        return started[-1]

    yield one
    for server in started:
        assert "Traceback" not in server.close()


@pytest.fixture
def editor():
    """Start editors, each with its server."""
    started = []

    def one(capabilities=ABLE, **more):
        started.append(Editor(capabilities, **more))
        return started[-1]

    yield one
    for each in started:
        assert "Traceback" not in each.close()


@pytest.fixture
def raw(start):
    """A server that was told nothing yet."""
    return start()


@pytest.fixture
def server(raw):
    """A server past `initialize`."""
    raw.initialize(ABLE)
    return raw


@pytest.fixture
def app(workspace):
    """A workspace with one small FastAPI application; its URI and that of its only file."""
    (workspace / "main.py").write_text(FASTAPI, encoding="utf-8")
    return workspace.as_uri(), (workspace / "main.py").as_uri()
