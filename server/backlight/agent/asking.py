"""The tool that asks the user: `AskUser`."""

from collections.abc import Sequence

from backlight.agent.desk import Cancelled, Desk, ToolFailure
from backlight.agent.plain import plain

MOST_QUESTIONS = 3
MOST_CHOICES = 8


async def ask_user(
    desk: Desk, *, question: str, choices: Sequence[str] = (), default: str = ""
) -> str:
    """Put one question; raises `Cancelled` if the user cancels."""
    if len(desk.asked) >= MOST_QUESTIONS:
        raise ToolFailure("You have asked enough: decide yourself, and say what you assumed.")
    offered = [plain(choice)[:200] for choice in choices][:MOST_CHOICES]
    default = plain(default)[:200] or (offered[0] if offered else "")
    answer = await desk.front.ask(plain(question)[:1000], offered, default)
    if answer is None:
        raise Cancelled
    desk.asked.append((plain(question)[:1000], answer))
    return answer or "(no answer)"
