"""Before anything is sent: which files it holds, its size, what it may cost. The user decides."""

from backlight.agent.bounds import CHARACTERS, characters
from backlight.agent.work import Stop, Work
from backlight.providers import Request
from backlight.providers.prices import dollars, price

SEND, DONT = "Send", "Do not send"
MOST = 12
"""Files that are named one by one."""


async def confirm(work: Work, request: Request) -> None:
    """Ask; raises `Stop` unless the user says yes. Where nobody can be asked, nothing is sent.

    Its size is an estimate: to have it counted, it would have to be sent.
    """
    question = _question(work, request.model, round(characters(request, 0) / CHARACTERS))
    if await work.desk.front.ask(question, (SEND, DONT), DONT) != SEND:
        raise Stop("Nothing was sent to the model.")


def _question(work: Work, name: str, tokens: int) -> str:
    shown = list(work.desk.shown)
    files = ", ".join(shown[:MOST]) + (f" and {len(shown) - MOST} more" * (len(shown) > MOST))
    size = f"about {tokens:,} tokens"
    limit = f"{work.limits.tokens:,} tokens"
    if (cost := price(name, work.prices)) is not None:
        size += f" ({dollars(tokens * cost.input / 1e6)})"
        limit += f" or {dollars(work.limits.dollars)}"
    return (
        f"Send to {name}? The first request has {size}, with text of: {files}."
        f" The agent may read more of the project; the run ends at {limit}."
    )
