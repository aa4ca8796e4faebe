"""Servers of models on this machine: looked for when the user asks for it, at their usual ports."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from json import loads
from typing import Any

from backlight.providers.catalogue import Listed

USUAL = {"11434": "Ollama", "1234": "LM Studio", "8080": "llama.cpp", "8000": "vLLM"}
"""Who listens where, unless it was told otherwise."""
MOST_PORTS = 16
PATIENCE = 1.5
MOST = 1_000_000
"""Bytes of an answer; a longer one is no list of models."""


@dataclass(frozen=True, slots=True)
class Found:
    """A server that answered."""

    name: str
    url: str
    models: tuple[Listed, ...]


async def look(ports: Sequence[str]) -> tuple[Found, ...]:
    """The servers of this machine that list at least one model. Only loopback is asked."""
    known = [p for p in ports if p.isdecimal() and len(p) < 6 and 0 < int(p) < 65_536]
    found = await asyncio.gather(*map(_ask, known[:MOST_PORTS]))
    return tuple(filter(None, found))


async def _ask(given: str) -> Found | None:
    port = int(given)
    try:
        async with asyncio.timeout(PATIENCE):
            answer = loads(await _get(port, "/v1/models"))
        models = tuple(filter(None, map(Listed.of, _entries(answer))))
    except (OSError, TimeoutError, ValueError, RecursionError, asyncio.IncompleteReadError):
        return None
    name = USUAL.get(given, f"port {port}")
    return Found(name, f"http://127.0.0.1:{port}", models) if models else None


async def _get(port: int, path: str) -> bytes:
    """The body of an answer. HTTP/1.0: no chunks, and its end is the end of the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        data = await reader.read(MOST)
        while len(data) < MOST and (more := await reader.read(MOST)):
            data += more
    finally:
        writer.close()
    head, _, body = data.partition(b"\r\n\r\n")
    if b" 200 " not in head.partition(b"\r\n")[0] + b" ":
        raise ValueError("no list")
    return body


def _entries(answer: Any) -> list[dict[str, Any]]:
    found = answer.get("data") if isinstance(answer, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
