"""What waits is cancelled, also in the very moment in which what it waits for comes."""

import asyncio
import json

import pytest

from backlight.lsp.peer import Peer


async def test_as_the_editor_answers():
    peer = Peer(lambda _: None)
    task = asyncio.create_task(peer.request("workspace/configuration", {"items": []}, 10))
    await asyncio.sleep(0)
    answer = {"jsonrpc": "2.0", "id": "backlight-1", "result": [None]}
    peer.receive(json.dumps(answer).encode())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
