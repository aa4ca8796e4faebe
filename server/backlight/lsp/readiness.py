"""`backlight/status`: whether a model can be asked, and what was spent, for the status bar."""

import asyncio
from typing import Any

from backlight.lsp.session import Session

NO_MODEL = "No model is asked: `backlight.engine` is `instant`."
MODEL = "A model can be asked."


async def status(session: Session, _params: Any) -> dict[str, Any]:
    """Why no model can be asked, in a sentence, or null; the engine; the day's share so far.

    `said` is all of it in words, for editors that show no more than a message.
    """
    from backlight.agent import engine
    from backlight.providers.prices import dollars
    from backlight.state.spending import Spending

    config = session.config
    missing = engine.missing(config)
    tokens, paid = await asyncio.to_thread(Spending().today)
    spent = "Nothing was spent today."
    if tokens:
        spent = (
            f"Today: {dollars(paid)} of {dollars(config.max_cost_per_day)},"
            f" {tokens:,} of {config.max_tokens_per_day:,} tokens."
        )
    return {
        "missing": missing,
        "engine": config.engine,
        "today": {
            "tokens": tokens,
            "cost": round(paid, 4),
            "maxTokens": config.max_tokens_per_day,
            "maxCost": config.max_cost_per_day,
        },
        "said": f"{NO_MODEL if config.engine == 'instant' else missing or MODEL} {spent}",
        "spent": spent if tokens else "",
    }


def told(session: Session) -> None:
    """Tell an editor that shows it: a run ended, or a setting or the model is another one."""
    if session.client.announced.has("experimental", "backlightStatus"):
        session.spawn(_told(session))


async def _told(session: Session) -> None:
    session.client.status(await status(session, None))
