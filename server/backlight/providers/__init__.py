"""What the agent needs of a language model: plain values, whoever serves it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Report = Callable[[str], None]
"""Takes one sentence of progress."""


@dataclass(frozen=True, slots=True)
class Call:
    """The model asks for a tool."""

    id: str
    tool: str
    input: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """What the tool answered; `failed` tells the model to try otherwise."""

    id: str
    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the model's server counted them; `input` leaves out what came from its cache."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    requests: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input=self.input + other.input,
            output=self.output + other.output,
            cache_read=self.cache_read + other.cache_read,
            cache_write=self.cache_write + other.cache_write,
            requests=self.requests + other.requests,
        )

    @property
    def tokens(self) -> int:
        """Everything that was read or written."""
        return self.input + self.output + self.cache_read + self.cache_write

    @property
    def charged(self) -> int:
        """Tokens as they are charged for: a tenth of what came from the cache."""
        return self.input + self.output + self.cache_read // 10 + self.cache_write


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One whole reply of the model. A reply that was cut off is a `ModelError`, never a turn."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    stop: str = "end_turn"
    """Why it ended; calls are to be run only after `tool_use`."""
    detail: str = ""
    """What the server said about a refusal."""
    usage: Usage = Usage()
    raw: tuple[Mapping[str, Any], ...] = ()
    """The reply as it came, to be sent back unchanged (thinking is signed)."""


Message = str | Turn | Sequence[Result]
"""One step of a conversation: the user's words, the model's reply, the answers of the tools."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool as the model is told of it."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to the model: the whole conversation so far."""

    model: str
    system: tuple[str, ...]
    """The parts of the system prompt, the most lasting first: each is cached."""
    tools: tuple[Tool, ...]
    messages: Sequence[Message]
    max_tokens: int = 16_000
    effort: str = "medium"
    patience: float = 90
    """Seconds that may be spent waiting between tries, all together."""
    idle: float = 60
    """Seconds without a byte after which the connection counts as dead."""
    clears: bool = False
    """Old results of tools may be cleared by the model's server, to save room and money."""


class ModelError(Exception):
    """The model did not reply; the message is a sentence for the user."""

    def __init__(self, sentence: str, *, retryable: bool = False, overflow: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.retryable = retryable
        """Trying again later may help, without changing anything."""
        self.overflow = overflow
        """The conversation is too long for the model."""


class Model(Protocol):
    """Answers a conversation."""

    async def reply(self, request: Request, report: Report) -> Turn:
        """The next turn; raises `ModelError`. Cancelling it stops the model at once."""
        ...

    async def close(self) -> None:
        """Give back whatever it holds; may be called twice."""
        ...
