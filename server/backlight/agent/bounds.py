"""Where a run ends, whatever the model does: replies, tokens, money, a day's share, and circles.

The bounds are hard: before a request is sent, its worst case must fit into what is left, and the
longest reply is made shorter for it. What was spent is counted as soon as it is known.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from backlight.agent.work import Limits, Purse, Stop
from backlight.providers import Call, Message, Request, Result, Turn, Usage
from backlight.providers.prices import Price, dollars

LONGEST, SHORTEST = 16_000, 1_000
"""Tokens of a reply: as many as may be, and with fewer left none is asked for."""
CHARACTERS = 3.5
"""Of a token, where nobody counted."""
TODAY = "With what was spent today, the run would"


@dataclass(slots=True)
class Bounds:
    """What one run has used up, against its limits."""

    limits: Limits
    price: Price | None
    purse: Purse | None = None
    usage: Usage = Usage()
    turns: int = 0
    last: Usage = Usage()
    """Of the last reply."""
    failed: Counter[str] = field(default_factory=Counter)
    latest: list[str] = field(default_factory=list)

    def room(self, characters: int) -> int:
        """How many tokens the next reply may have, for so much that is new; raises `Stop`."""
        if self.turns >= self.limits.turns:
            most = self.limits.turns
            raise Stop(over(f"{most} {'reply' if most == 1 else 'replies'}", "maxTurns"))
        before, fresh = self.last.tokens, round(characters / CHARACTERS)
        cached = self.last.cache_read + self.last.cache_write > 0
        if cached or not before:
            sent = Usage(cache_read=before, cache_write=fresh)
        else:
            sent = Usage(input=before + fresh)
        return min(LONGEST, *self._rooms(sent))

    def pay(self, usage: Usage) -> None:
        """Count a reply."""
        self.turns += 1
        self.last = usage
        self.usage += usage
        if self.purse is not None:
            self.purse.pay(usage.charged, self._cost(usage))

    def prospect(self, files: int) -> str:
        """What was spent, and about what it takes to change so many files, in a sentence."""
        turns, sent = files // 2 + 2, self.last.tokens
        more = Usage(
            cache_read=turns * sent, cache_write=turns * 1500, output=files * 900 + 600, requests=1
        )
        if self.price is None:
            return f"So far {self.usage.charged:,} tokens; this takes about {more.charged:,} more."
        spent, rest = self._cost(self.usage), self._cost(more)
        return f"So far {dollars(spent)}; this costs about {dollars(rest)} more."

    def circles(self, calls: Sequence[Call], results: Sequence[Result]) -> None:
        """Raises `Stop` where the same call fails, or follows itself, again and again."""
        keys = [json.dumps([call.tool, call.input], sort_keys=True) for call in calls]
        self.failed.update(k for k, r in zip(keys, results, strict=True) if r.failed)
        most = self.limits.repeats
        self.latest = [*self.latest, "\n".join(keys)][-most:]
        times = max(self.failed.values(), default=0)
        if times >= most or (len(self.latest) == most and len(set(self.latest)) == 1):
            raise Stop(f"The model made the same call {most} times over.")

    def _rooms(self, sent: Usage) -> Iterator[int]:
        """What is left for the reply, by every limit that counts."""
        limits = self.limits
        tokens, paid = self.purse.today() if self.purse is not None else (0, 0.0)
        used, cost = self.usage.charged + sent.charged, self._cost(self.usage + sent)
        yield _left(limits.tokens - used, 1, f"{limits.tokens:,} tokens", "maxTokens")
        today = f"{limits.tokens_today:,} tokens", "maxTokensPerDay", TODAY
        yield _left(limits.tokens_today - tokens - sent.charged, 1, *today)
        if self.price is not None and not self.price.free:
            each = self.price.output / 1e6
            yield _left(limits.dollars - cost, each, dollars(limits.dollars), "maxCost")
            today = dollars(limits.dollars_today), "maxCostPerDay", TODAY
            yield _left(limits.dollars_today - paid - self._cost(sent), each, *today)

    def _cost(self, usage: Usage) -> float:
        return self.price.of(usage) if self.price is not None else 0.0


def _left(left: float, each: float, what: str, setting: str, took: str = "The run would") -> int:
    """Tokens of a reply for what is left, at so much each; raises if they are too few."""
    if left < each * SHORTEST:
        raise Stop(over(what, setting, took))
    return int(min(LONGEST, left // each)) if each else LONGEST


def over(what: str, setting: str, took: str = "The run would") -> str:
    """The sentence for a limit that is reached."""
    return (
        f"{took} take more than {what} and was stopped."
        f" Ask for less, or raise the setting `backlight.{setting}`."
    )


def guessed(request: Request, turn: Turn) -> Usage:
    """What a reply took, about, where its server does not count."""
    sent, said = characters(request, 0), length(turn)
    return Usage(input=round(sent / CHARACTERS), output=round(said / CHARACTERS), requests=1)


def characters(request: Request, counted: int) -> int:
    """How much of a request no reply has counted yet, when so many of its messages are."""
    fresh = sum(map(length, request.messages[counted:]))
    if counted:
        return fresh
    tools = sum(len(json.dumps([t.description, t.schema])) for t in request.tools)
    return fresh + tools + sum(map(len, request.system))


def length(message: Message) -> int:
    """How many characters a message has, about."""
    if isinstance(message, str):
        return len(message)
    if isinstance(message, Turn):
        return len(json.dumps(message.raw))
    return sum(len(result.text) for result in message)
