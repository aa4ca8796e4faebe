"""What goes over the pipe between the server and the child, as JSON lines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from json import dumps, loads
from typing import Any

from backlight.providers import (
    Call,
    Message,
    ModelError,
    Request,
    Result,
    Tool,
    Turn,
    Usage,
)


def line(**what: Any) -> bytes:
    """One JSON line; ASCII, so that a lone surrogate does no harm."""
    return dumps(what).encode("ascii") + b"\n"


def parsed(data: bytes) -> dict[str, Any]:
    """A line of the other side; raises `ValueError` for anything but an object."""
    found = loads(data)
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - the same mistake as bad JSON
    return found


def packed(request: Request) -> dict[str, Any]:
    """A request as JSON."""
    return asdict(request) | {"messages": [_message(one) for one in request.messages]}


def request_of(data: Mapping[str, Any]) -> Request:
    """A request as it was before it was packed."""
    fields = dict(data) | {
        "system": tuple(data["system"]),
        "tools": tuple(Tool(**tool) for tool in data["tools"]),
        "messages": tuple(_message_of(one) for one in data["messages"]),
    }
    return Request(**fields)


def turn_of(data: Mapping[str, Any]) -> Turn:
    """A turn as it was before it was packed."""
    fields = dict(data) | {
        "calls": tuple(Call(**call) for call in data["calls"]),
        "usage": Usage(**data["usage"]),
        "raw": tuple(data["raw"]),
    }
    return Turn(**fields)


def packed_turn(turn: Turn) -> dict[str, Any]:
    """A turn as JSON."""
    return asdict(turn)


def packed_error(error: ModelError, sentence: str) -> dict[str, Any]:
    """A failure as JSON, in the words that may be shown."""
    return {
        "sentence": sentence,
        "retryable": error.retryable,
        "overflow": error.overflow,
    }


def error_of(data: Mapping[str, Any]) -> ModelError:
    """A failure as it was before it was packed."""
    return ModelError(data["sentence"], retryable=data["retryable"], overflow=data["overflow"])


def _message(message: Message) -> Any:
    if isinstance(message, str):
        return message
    if isinstance(message, Turn):
        return {"turn": packed_turn(message)}
    return [asdict(result) for result in message]


def _message_of(data: Any) -> Message:
    if isinstance(data, str):
        return data
    if isinstance(data, Mapping):
        return turn_of(data["turn"])
    return results_of(data)


def results_of(data: Sequence[Mapping[str, Any]]) -> tuple[Result, ...]:
    """Tool results as they were before they were packed."""
    return tuple(Result(**one) for one in data)
