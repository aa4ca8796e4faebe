"""A model on this machine: looked for because the user asked, offered, and used if they say so."""

import os
from typing import TYPE_CHECKING

from backlight.lsp.readiness import told
from backlight.lsp.session import Session

if TYPE_CHECKING:
    from backlight.providers.local import Found

MOST = 12
"""Models that are offered."""
NONE = (
    "No server of models answers on this machine at the ports of `backlight.localPorts`: start"
    " Ollama, LM Studio, llama.cpp or vLLM, and look again."
)
QUESTION = "Which model is to be asked, from now on until the editor closes?"


async def find(session: Session) -> None:
    """Look, and let the user pick; nothing is used that was not picked."""
    from backlight.agent import choice
    from backlight.providers.local import look

    found = await look(session.config.local_ports)
    offered = _offered(found)
    if not offered:
        session.client.message("info", NONE)
        return
    picked = await session.client.choose(QUESTION, list(offered))
    if picked is None:
        return
    url, model = offered[picked]
    choice.point_at(os.environ, url, model)
    told(session)
    session.client.message(
        "info",
        f"{picked} is asked until the editor closes. To keep it, set ANTHROPIC_BASE_URL={url} and"
        f" ANTHROPIC_MODEL={model} in the environment the editor starts from.",
    )


def _offered(found: "tuple[Found, ...]") -> dict[str, tuple[str, str]]:
    every = {f"{one.id} ({at.name})": (at.url, one.id) for at in found for one in at.models}
    return dict([*every.items()][:MOST])
