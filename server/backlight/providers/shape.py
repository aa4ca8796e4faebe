"""A request in the form of the Messages API, laid out so that its beginning is cached."""

from collections.abc import Mapping, Sequence
from typing import Any

from backlight.providers import Message, Request, Result, Tool, Turn
from backlight.providers.models import adaptive

LASTING = {"type": "ephemeral", "ttl": "1h"}
SHORT = {"type": "ephemeral"}
EXTRAS = ("thinking", "output_config")
"""What is asked for where a model is known to take it, and can be done without."""
CLEARING = {
    "type": "clear_tool_uses_20250919",
    "trigger": {"type": "input_tokens", "value": 50_000},
    "keep": {"type": "tool_uses", "value": 6},
    "clear_at_least": {"type": "input_tokens", "value": 20_000},
    "exclude_tools": ["AskUser", "Propose"],
}
"""Seldom and much at once: what follows a cleared result is new to the cache.

What the user answered is never cleared.
"""


def body(request: Request) -> dict[str, Any]:
    """The arguments of `messages.stream`."""
    found: dict[str, Any] = {
        "model": request.model,
        "max_tokens": request.max_tokens,
        "system": _system(request.system),
        "messages": messages(request.messages),
    }
    if request.tools:
        found["tools"] = [_tool(tool) for tool in sorted(request.tools, key=lambda t: t.name)]
    if adaptive(request.model):
        found["thinking"] = {"type": "adaptive", "display": "summarized"}
        found["output_config"] = {"effort": request.effort}
    if request.clears:
        found["extra_headers"] = {"anthropic-beta": "context-management-2025-06-27"}
        found["extra_body"] = {"context_management": {"edits": [CLEARING]}}
    return found


def plain(wanted: dict[str, Any]) -> dict[str, Any]:
    """A request without what only some servers of the Messages API take."""
    kept = {name: value for name, value in wanted.items() if name not in EXTRAS}
    return {name: _unmarked(value) for name, value in kept.items()}


def extras_refused(message: str) -> bool:
    """Whether a server's complaint is about one of the things that `plain` leaves out."""
    words = message.lower()
    return any(name in words for name in (*EXTRAS, "cache_control", "ephemeral", "effort"))


def _unmarked(value: Any) -> Any:
    """The same without the marks of the cache, however deep they are, except in tools' schemas."""
    if isinstance(value, list):
        return [_unmarked(one) for one in value]
    if isinstance(value, Mapping) and "input_schema" not in value:
        return {name: _unmarked(one) for name, one in value.items() if name != "cache_control"}
    return value


def messages(conversation: Sequence[Message]) -> list[dict[str, Any]]:
    """Roles and blocks; what one side says in a row becomes one message, and the end is cached.

    So is the end of the request before: it is what this one finds, and a reply of many calls would
    put it out of reach (twenty blocks) of a mark at the end alone.
    """
    found: list[dict[str, Any]] = []
    for message in conversation:
        role = "assistant" if isinstance(message, Turn) else "user"
        content = [_whole(block) for block in _content(message)]
        if found and found[-1]["role"] == role:
            found[-1]["content"].extend(content)
        elif content:
            found.append({"role": role, "content": content})
    for asked in [message for message in found if message["role"] == "user"][-2:]:
        asked["content"][-1] |= {"cache_control": SHORT}
    return found


def _content(message: Message) -> list[Mapping[str, Any]]:
    if isinstance(message, str):
        return [{"type": "text", "text": message or "(nothing)"}]
    if isinstance(message, Turn):
        return list(message.raw)
    return [_result(result) for result in message]


def _whole(value: Any) -> Any:
    """The same with every lone half of a character replaced: JSON on the wire cannot hold one."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {name: _whole(inner) for name, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list | tuple) else value


def _result(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "tool_result",
        "tool_use_id": result.id,
        "content": result.text or "(nothing)",
    }
    return found | {"is_error": True} if result.failed else found


def _tool(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "input_schema": tool.schema}


def _system(parts: Sequence[str]) -> list[dict[str, Any]]:
    """The first part lasts an hour (all runs share it), the others five minutes.

    Only the first and the last have a mark: a request may have four, and two are in the messages.
    """
    kept = [{"type": "text", "text": _whole(part)} for part in parts if part]
    if kept:
        kept[-1]["cache_control"] = SHORT
        kept[0]["cache_control"] = LASTING
    return kept
