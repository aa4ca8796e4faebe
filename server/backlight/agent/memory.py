"""What a long conversation need not carry on: what was read long ago, and can be read again.

A model whose thinking is signed must get its conversation back as it was: there the server of the
model clears old results (`Request.clears`). For all others it is done here, many at once and
seldom, as what follows a cleared result is new to the cache.
"""

from collections.abc import Sequence
from dataclasses import replace

from backlight.agent.bounds import CHARACTERS, length
from backlight.agent.tools import TALKS
from backlight.providers import Message, Result, Turn

CLEARED = "(Cleared to save room: read it again if you still need it.)"
SERVER_AFTER = 60_000
"""Tokens of a conversation from which the model's server is asked to clear."""
HERE_AFTER = 20_000
"""Tokens from which it is done here: most local models are run with 32,000."""
KEPT = 3
"""Answers of the tools that stay, the latest ones."""
SHORT = 400
"""Characters of a result that are not worth clearing."""


def many(conversation: Sequence[Message]) -> bool:
    """Whether there is so much that the model's server is asked to clear what is old."""
    return _size(conversation) > SERVER_AFTER


def cleared(conversation: Sequence[Message]) -> list[Message]:
    """The same with old results of tools made short, if it is long; the user's words stay."""
    if _size(conversation) <= HERE_AFTER:
        return list(conversation)
    answers = [n for n, m in enumerate(conversation) if not isinstance(m, str | Turn)]
    old = set(answers[:-KEPT])
    return [_without(m, conversation[n - 1]) if n in old else m for n, m in enumerate(conversation)]


def _without(message: Message, asked: Message) -> Message:
    if isinstance(message, str | Turn):
        return message
    calls = asked.calls if isinstance(asked, Turn) else ()
    said = {call.id for call in calls if call.tool in TALKS}
    return tuple(result if result.id in said else _short(result) for result in message)


def _short(result: Result) -> Result:
    return result if len(result.text) <= SHORT else replace(result, text=CLEARED)


def _size(conversation: Sequence[Message]) -> float:
    """About how many tokens a conversation has."""
    return sum(map(length, conversation)) / CHARACTERS
