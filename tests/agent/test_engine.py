"""The engine as a run sees it: from the environment to the end of the last process."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent.road import Front
from backlight.action import Context, Task
from backlight.agent import engine
from backlight.analysis.facts import EMPTY
from backlight.analysis.syntax import Span, parse
from backlight.config import Config
from backlight.providers import ModelError, Request
from backlight.providers.child import Child
from backlight.state.spending import Spending
from backlight.text import Text
from backlight.workspace import Overlay, Snapshot
from double.messages import Fail, Messages, calls, say

EDIT = ("Edit", {"path": "app.py", "old_string": "1", "new_string": "2"})
SECRET = "sk-double-0123456789"


def start(root, front, config=None):
    (root / "app.py").write_text("x = 1\n")
    overlay = Overlay(Snapshot(root))
    ctx = Context(source=parse("app.py", Text("x = 1\n")), span=Span(0, 0), project=EMPTY)
    task = Task(goal="Do it.")
    order = engine.Order(
        task=task,
        ctx=ctx,
        overlay=overlay,
        config=config or Config(),
        wrong=tuple,
        purse=Spending(),
    )
    return overlay, engine.carry_out(order, front)


def children():
    """The processes below this one that speak with a model."""
    found = []
    for pid in (entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        try:
            command = Path("/proc", pid, "cmdline").read_bytes()
            status = Path("/proc", pid, "stat").read_text()
        except OSError:
            continue
        fields = status.rpartition(")")[2].split()
        if b"backlight.providers.worker" in command and fields[1] == str(os.getpid()):
            found.append(int(pid))
    return found


async def test_a_run_from_the_environment_leaves_no_process(workspace, monkeypatch):
    before = children()
    with Messages([calls(EDIT), say("Done.")]) as double:
        for name, value in double.environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("ANTHROPIC_DEFAULT_SONNET_MODEL", "local-coder")
        overlay, run = start(workspace, Front())
        carried = await run
    assert carried.stopped == ""
    assert overlay.change().files == ("app.py",)
    assert carried.model == "local-coder" and carried.cost is None
    assert double.requests[0]["model"] == "local-coder"
    assert "thinking" not in double.requests[0]
    assert children() == before


async def test_f10_without_a_key_nothing_is_started_and_the_sentence_names_what_to_set(workspace):
    before = children()
    _, run = start(workspace, Front())
    carried = await run
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"):
        assert name in carried.stopped
    assert engine.missing(Config()) == carried.stopped
    assert children() == before


async def test_f10_a_key_in_the_workspace_is_not_read(workspace, monkeypatch):
    for name in (".env", "backlight.toml", "anthropic.json"):
        (workspace / name).write_text(
            f"ANTHROPIC_API_KEY={SECRET}\nANTHROPIC_BASE_URL=http://127.0.0.1:9\n"
        )
    monkeypatch.chdir(workspace)
    _, run = start(workspace, Front())
    assert "ANTHROPIC_API_KEY" in (await run).stopped


async def test_a_module_in_the_workspace_is_not_run(workspace, monkeypatch):
    for name in ("yaml.py", "anthropic.py", "json.py"):
        (workspace / name).write_text("raise SystemExit('run from the workspace')")
    monkeypatch.chdir(workspace)
    with Messages([calls(EDIT), say("Done.")]) as double:
        for name, value in double.environ.items():
            monkeypatch.setenv(name, value)
        _, run = start(workspace, Front())
        assert (await run).stopped == ""


async def test_h15_the_key_is_in_no_message_and_no_report(workspace, monkeypatch, caplog):
    front = Front()
    echo = Fail(529, "overloaded_error", f"key {SECRET}", {"retry-after-ms": "1"})
    with Messages([echo, Fail(401, "authentication_error", f"bad key {SECRET}")]) as double:
        for name, value in double.environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("ANTHROPIC_LOG", "debug")
        _, run = start(workspace, front)
        carried = await run
    said = "\n".join([carried.stopped, *front.reports, caplog.text])
    assert "Trying again" in said and "(401)" in said
    assert SECRET not in said


async def test_cancelling_while_the_child_starts_leaves_no_process(workspace, monkeypatch):
    before = children()
    with Messages([say("Done.")]) as double:
        for name, value in double.environ.items():
            monkeypatch.setenv(name, value)
        _, run = start(workspace, Front())
        task = asyncio.create_task(run)
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert children() == before


async def test_e03_a_server_that_is_not_there_is_told_within_seconds():
    environ = {
        **os.environ,
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:9/v1",
        "ANTHROPIC_API_KEY": SECRET,
    }
    child = Child(environ)
    request = Request(model="m", system=(), tools=(), messages=("Hello.",))
    with pytest.raises(
        ModelError, match=r"127.0.0.1:9 cannot be reached.*ANTHROPIC_BASE_URL"
    ) as caught:
        async with asyncio.timeout(30):
            await child.reply(request, lambda _: None)
    await child.close()
    assert SECRET not in caught.value.sentence


async def test_e03_the_address_that_is_named_is_that_of_the_platform():
    environ = {
        **os.environ,
        "BACKLIGHT_PROVIDER": "foundry",
        "ANTHROPIC_FOUNDRY_BASE_URL": "http://127.0.0.1:9",
        "ANTHROPIC_FOUNDRY_API_KEY": SECRET,
    }
    child = Child(environ)
    request = Request(model="m", system=(), tools=(), messages=("Hello.",))
    with pytest.raises(ModelError, match=r"cannot be reached.*: check ANTHROPIC_FOUNDRY_BASE_URL,"):
        await child.reply(request, lambda _: None)
    await child.close()


async def test_e03_a_server_that_speaks_no_tls_is_told():
    with Messages() as double:
        environ = {
            **os.environ,
            **double.environ,
            "ANTHROPIC_BASE_URL": double.url.replace("http", "https"),
        }
        child = Child(environ)
        request = Request(model="m", system=(), tools=(), messages=("Hello.",))
        with pytest.raises(ModelError, match=r"cannot be reached \(.*SSL.*ANTHROPIC_BASE_URL"):
            async with asyncio.timeout(30):
                await child.reply(request, lambda _: None)
        await child.close()


def test_what_would_log_the_key_or_lead_astray_is_not_handed_on():
    local = {
        "ANTHROPIC_BASE_URL": "http://localhost:1",
        "ANTHROPIC_LOG": "debug",
        "https_proxy": "http://p",
    }
    assert Child(local)._environ == {"ANTHROPIC_BASE_URL": "http://localhost:1"}
    away = {"ANTHROPIC_API_KEY": SECRET, "ANTHROPIC_LOG": "debug", "https_proxy": "http://p"}
    assert Child(away)._environ == {"ANTHROPIC_API_KEY": SECRET, "https_proxy": "http://p"}


async def test_a_local_model_is_reached_past_a_proxy_and_without_a_key():
    with Messages([say("Here.")]) as double:
        environ = {
            **os.environ,
            "ANTHROPIC_BASE_URL": f"{double.url}/v1",
            "HTTP_PROXY": "http://127.0.0.1:9",
        }
        child = Child(environ)
        request = Request(model="m", system=(), tools=(), messages=("Hello.",))
        turn = await child.reply(request, lambda _: None)
        await child.close()
    assert turn.text == "Here."


async def test_a_child_that_dies_is_told_and_started_anew():
    with Messages([say("One."), say("Two.")]) as double:
        child = Child({**os.environ, **double.environ})
        request = Request(model="m", system=(), tools=(), messages=("Hello.",))
        await child.start()
        os.kill(child._process.pid, signal.SIGKILL)
        with pytest.raises(ModelError, match="ended unexpectedly"):
            await child.reply(request, lambda _: None)
        assert (await child.reply(request, lambda _: None)).text == "One."
        await child.close()
        await child.close()


PARENT = """
import asyncio, os, sys
from backlight.providers.child import Child

async def main():
    child = Child()
    await child.start()
    print(child._process.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_j03_the_child_dies_with_a_parent_that_is_killed():
    environ = {**os.environ, "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=environ)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while time.monotonic() < until and alive(child):
        time.sleep(0.05)
    assert not alive(child)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
