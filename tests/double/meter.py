"""Counts the tokens of what was really sent, and what a cache of prompts would have held of it.

The rules are those of the API: what is cached is a beginning of tools, system and messages that ends
at a `cache_control`; a later request finds it from its own marks, up to twenty blocks further back;
there are at most four marks; what is too short is not cached. A token is 3.5 characters, everywhere
the same, so that shares and ratios can be compared and sums are about right.
"""

import json
from dataclasses import dataclass, field
from hashlib import sha256

CHARACTERS = 3.5
MARKS = 4
LOOK_BACK = 20
SHORTEST = 512


@dataclass
class Meter:
    """One cache, and every usage it counted."""

    known: dict = field(default_factory=dict)
    """Digest of a beginning -> its tokens."""
    usages: list = field(default_factory=list)

    def count(self, body, content):
        """The usage of one request and its reply, as the API words it; raises `ValueError`."""
        ends, marks = self._read(body)
        if len(marks) > MARKS:
            raise ValueError(f"At most {MARKS} blocks may have cache_control, not {len(marks)}.")
        total = ends[-1][1] if ends else 0
        read = max((self._found(ends, mark) for mark in marks), default=0)
        written = 0
        for mark in marks:
            digest, size = ends[mark]
            if size >= SHORTEST:
                self.known[digest] = size
                written = max(written, size - read)
        usage = {
            "input_tokens": total - read - written,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": written,
            "output_tokens": sum(tokens(block) for block in content),
        }
        self.usages.append(usage)
        return usage

    def _read(self, body):
        """Where each block ends: the digest of all before, and its tokens; and which are marked."""
        digest, size = sha256(body["model"].encode()), 0
        ends, marks = [], []
        for block in blocks(body):
            if block.get("cache_control"):
                marks.append(len(ends))
            bare = {name: value for name, value in block.items() if name != "cache_control"}
            digest.update(json.dumps(bare, sort_keys=True).encode())
            size += tokens(bare)
            ends.append((digest.hexdigest(), size))
        return ends, marks

    def _found(self, ends, mark):
        back = ends[max(0, mark - LOOK_BACK) : mark + 1]
        return max((size for digest, size in back if digest in self.known), default=0)


def blocks(body):
    """Tools, system and messages, in the order in which they are cached."""
    system = body.get("system") or []
    yield from body.get("tools") or []
    yield from [{"type": "text", "text": system}] if isinstance(system, str) else system
    for message in body["messages"]:
        content = message["content"]
        if isinstance(content, str):
            content = [{"type": "text", "text": content}]
        for block in content:
            yield {**block, "role": message["role"]}


def tokens(block):
    """About how many tokens a block has: its texts, without the marks of JSON."""
    return max(1, round(sum(map(len, texts(block))) / CHARACTERS))


def texts(value):
    """Every name and value in a block that a model reads."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in {"type", "role", "id", "tool_use_id", "signature"}:
                yield name
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    else:
        yield str(value)
