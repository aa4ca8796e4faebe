"""J: the end, wanted or not, and what is the same after it."""

import asyncio
import io
import json
import logging
import os
import time

from backlight.lsp import logs
from backlight.lsp.peer import Peer
from backlight.state.starts import RECENT
from double.messages import say
from faults.ground import CANARIES, COMMENT, children, running
from lsp.conftest import FASTAPI


def test_j03_a_server_that_is_killed_in_the_middle_of_a_run_leaves_no_process(ground, model):
    model.delay = 0.3
    model.script[:] = [say("I think about it for a long time. " * 50)]
    one = ground.editor()
    one.pick(ground.uri(), COMMENT, "designEndpoint")
    assert model.asked.wait(60)
    below = children(one.process.pid)
    assert below
    one.process.kill()
    one.over = True
    one.gone(5)
    end = time.monotonic() + 5
    while any(map(running, below)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(map(running, below))


async def test_j05_a_failure_of_our_own_costs_one_answer_and_its_words_are_not_logged():
    said, secret = [], CANARIES["the value in .env"]
    peer = Peer(lambda body: said.append(json.loads(body)))
    peer.initialized = True

    def broken(_):
        raise RuntimeError(secret)

    async def broken_later(_):
        await asyncio.sleep(0)
        raise KeyError(secret)

    peer.handlers |= {"a": broken, "b": broken_later, "c": lambda _: 1}
    log, before = logging.getLogger("backlight"), logging.getLogger("backlight").handlers[:]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Where("%(message)s"))
    log.addHandler(handler)
    try:
        for key, method in enumerate(["a", "b", *"c" * 100]):
            message = {"jsonrpc": "2.0", "id": key, "method": method}
            peer.receive(json.dumps(message).encode())
        await asyncio.sleep(0.05)
    finally:
        log.handlers[:] = before
    assert sorted(m["error"]["code"] for m in said if "error" in m) == [-32603, -32603]
    assert [m["result"] for m in said if "result" in m] == [1] * 100
    assert stream.getvalue().count("failed") == 2
    assert secret not in stream.getvalue() + json.dumps(said)


def test_j06_a_server_that_ends_at_its_start_again_and_again_leaves_out_what_may_be_why(
    ground, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    ground.put("backlight.toml", 'engine = "steam"\n')
    ground.put("main.py", FASTAPI)

    def aged(seconds):
        for note in (tmp_path / "state/backlight/starts").iterdir():
            os.utime(note, (time.time() - seconds, time.time() - seconds))

    for _ in range(3):
        one = ground.editor(text=FASTAPI)
        assert "backlight.toml" in one.said(30)
        one.process.kill()
        one.over = True
        one.gone(5)
        aged(0)  # However slow this machine is
    one = ground.editor(text=FASTAPI)
    said = one.said(30)
    assert "Backlight ended 3 times in a row" in said and "Restart it in three minutes" in said
    one.pick(ground.uri(), 7, "addValidation")
    assert "main.py is changed" in one.said(30)
    assert b"what `backlight.toml` says" not in one.heard
    aged(RECENT + 5)
    two = ground.editor(text=FASTAPI)
    assert "backlight.toml" in two.said(30)
    assert "safe mode" not in two.heard.decode()


def test_j06_a_project_cannot_make_the_server_end_at_its_start(ground):
    ground.put("backlight.toml", b"\xff\xfe\0" + b"[" * 100_000)
    ground.put(".gitignore", b"\xff[" * 10_000)
    ground.put("main.py", b"\xff\0" * 1000)
    ground.put("deep/" * 200 + "x.py", "x = 1\n")
    for _ in range(2):
        one = ground.editor(text="x = 1\n")
        assert one.menu(ground.uri(), 0)["result"] is not None
