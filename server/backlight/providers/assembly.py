"""A reply put together from its stream; what is cut off is a failure here, never half a call.

The SDK's own accumulation completes `{"edits": [1, 2` by itself, and parses all of it anew for
every piece that arrives.
"""

import json
from collections.abc import Mapping
from typing import Any

from backlight.providers import Call, Turn, Usage

PIECES = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "signature",
    "input_json_delta": "partial_json",
}
"""Which member of a delta goes to the end of what is there already."""

COUNTED = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "cache_read_input_tokens",
    "cache_write": "cache_creation_input_tokens",
}

LONGEST = 32_000_000
"""Characters of a reply; a model that writes without an end would fill the memory."""
MOST_TOKENS = 10**9

Event = Mapping[str, Any]


class CutOff(Exception):
    """The reply is not whole; the message follows "The reply …"."""


class Assembly:
    """One reply as far as it has arrived. Events that are not known are passed over."""

    def __init__(self) -> None:
        self._blocks: dict[int, dict[str, Any]] = {}
        self._pieces: dict[int, dict[str, list[str]]] = {}
        self._usage: dict[str, int] = {}
        self._stop: str | None = None
        self._detail = ""
        self._ended = False
        self._latest = -1
        self._size = 0

    def see(self, event: Event) -> None:
        """Take one event; raises `KeyError` or `TypeError` for one that lacks its parts."""
        match event.get("type"):
            case "message_start":
                self._count(event["message"].get("usage"))
            case "content_block_start":
                self._latest = event["index"]
                self._blocks[self._latest] = dict(event["content_block"])
            case "content_block_delta":
                self._grow(event["index"], event["delta"])
            case "message_delta":
                self._stop = event["delta"].get("stop_reason") or self._stop
                details = event["delta"].get("stop_details") or {}
                self._detail = str(details.get("explanation") or self._detail)
                self._count(event.get("usage"))
            case "message_stop":
                self._ended = True

    @property
    def usage(self) -> Usage:
        """What was counted so far; nothing if no reply began, or its server does not count."""
        return Usage(**self._usage, requests=1) if any(self._usage.values()) else Usage()

    @property
    def latest(self) -> tuple[str, str, str]:
        """What is being written: the kind of block, the tool's name, its beginning or its end."""
        block = self._blocks.get(self._latest, {})
        pieces = next(iter(self._pieces.get(self._latest, {}).values()), [])
        near = pieces[:400] if block.get("type") == "tool_use" else pieces[-400:]
        return str(block.get("type", "")), str(block.get("name", "")), "".join(near)

    def turn(self) -> Turn:
        """The whole reply; raises `CutOff` if it is not."""
        if not self._ended:
            raise CutOff("ended before it was complete")
        if self._stop is None:
            raise CutOff("ended without saying why")
        blocks = [self._whole(index) for index in sorted(self._blocks)]
        raw = tuple(
            block for block in blocks if block.get("type") != "text" or block["text"].strip()
        )
        calls = [block for block in raw if block["type"] == "tool_use"]
        _tell_apart(calls)
        return Turn(
            text="\n\n".join(block["text"] for block in raw if block["type"] == "text"),
            calls=tuple(Call(block["id"], block["name"], block["input"]) for block in calls),
            stop=self._stop,
            detail=self._detail,
            usage=self.usage,
            raw=raw,
        )

    def _grow(self, index: int, delta: Event) -> None:
        if (name := PIECES.get(delta.get("type", ""))) is not None:
            piece = str(delta[name])
            self._size += len(piece)
            if self._size > LONGEST:
                raise CutOff("is longer than any reply can be")
            self._pieces.setdefault(index, {}).setdefault(name, []).append(piece)

    def _count(self, usage: Event | None) -> None:
        for ours, theirs in COUNTED.items():
            count = (usage or {}).get(theirs)
            if type(count) is int and 0 <= count < MOST_TOKENS:
                self._usage[ours] = count

    def _whole(self, index: int) -> dict[str, Any]:
        block = {key: value for key, value in self._blocks[index].items() if value is not None}
        for name, pieces in self._pieces.get(index, {}).items():
            if name != "partial_json":
                block[name] = block.get(name, "") + "".join(pieces)
        if block.get("type") == "text":
            block.setdefault("text", "")
        if block.get("type") == "tool_use":
            if not isinstance(block["id"], str) or not isinstance(block["name"], str):
                raise TypeError("a call without an id or a name")
            block["input"] = self._input(index, block.get("input"))
        return block

    def _input(self, index: int, given: object) -> dict[str, Any]:
        """The arguments; some engines leave them out, only a cut reply may have half of them."""
        text = "".join(self._pieces.get(index, {}).get("partial_json", ()))
        try:
            found = json.loads(text) if text.strip() else given or {}
        except (ValueError, RecursionError):
            if self._stop == "tool_use":
                raise CutOff("holds a tool call that was cut off") from None
            return {}
        return found if isinstance(found, dict) else {"input": found}


def _tell_apart(calls: list[dict[str, Any]]) -> None:
    """Give every call an id of its own, so that each can be answered."""
    seen: set[str] = set()
    for number, block in enumerate(calls):
        if block["id"] in seen:
            block["id"] = f"{block['id']}-{number}"
        seen.add(block["id"])
