"""`backlight/status`: whether a model can be asked, and what was spent, for the status bar."""

from typing import Any

from backlight.agent import engine
from backlight.lsp.session import Session
from backlight.state.spending import Spending


def status(session: Session, _params: Any) -> dict[str, Any]:
    """Why no model can be asked, in a sentence, or null; the engine; and the day's share so far."""
    config = session.config
    tokens, dollars = Spending().today()
    return {
        "missing": engine.missing(config),
        "engine": config.engine,
        "today": {
            "tokens": tokens,
            "cost": round(dollars, 4),
            "maxTokens": config.max_tokens_per_day,
            "maxCost": config.max_cost_per_day,
        },
    }
