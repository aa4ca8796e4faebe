"""`backlight/status`: whether a model can be asked, for the editor's status bar."""

from typing import Any

from backlight.agent import engine
from backlight.lsp.session import Session


def status(session: Session, _params: Any) -> dict[str, str | None]:
    """Why no model can be asked, in a sentence, or null; and which engine the settings choose."""
    return {"missing": engine.missing(), "engine": session.config.engine}
