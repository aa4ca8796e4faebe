"""Which model a run asks: by setting, environment, persona, and what the server has."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from backlight.config import Config
from backlight.providers import ModelError, catalogue, credentials, models
from backlight.providers.catalogue import Listed
from backlight.providers.platforms import CHOSEN, platform

KEPT = 3600.0
"""Seconds for which a server's list of models is believed."""

_known: dict[str, tuple[float, tuple[Listed, ...]]] = {}
"""What each address answered last, and when: it is asked once an hour, by a run that needs it."""


class Server(Protocol):
    """Whoever can be asked for the list."""

    async def listed(self) -> tuple[Listed, ...]:
        """The models that the server says it has; none if it does not say."""
        ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model to ask, and what the user should know of it."""

    model: str
    notes: tuple[str, ...] = ()


def environment(environ: Mapping[str, str], config: Config) -> dict[str, str]:
    """The environment in which a model is asked, with the platform that the settings name."""
    named = {} if config.provider == "auto" else {CHOSEN: config.provider}
    return {**environ, **named}


def point_at(environ: MutableMapping[str, str], url: str, model: str) -> None:
    """Ask a model on this machine from now on; keys are not for whoever listens there."""
    for name in (*credentials.WAYS, CHOSEN):
        environ.pop(name, None)
    environ.update({"ANTHROPIC_BASE_URL": url, "ANTHROPIC_MODEL": model, CHOSEN: "anthropic"})


async def choose(wanted: str, config: Config, environ: Mapping[str, str], server: Server) -> Chosen:
    """The model for a run; only a short name is looked up in the server's list.

    Raises `ModelError` if the server has no model that can be meant.
    """
    name, odd = models.resolve(wanted, environ, config.model)
    short = models.alias(wanted, environ, config.model)
    local = credentials.is_loopback(credentials.address(environ))
    if not platform(environ).lists or not (short or local):
        return Chosen(name, (odd,) if odd else ())
    listed = await _listed(server, environ)
    if short:
        at = f"The server at {credentials.shown_url(environ)}"
        found = catalogue.choose(short, name, listed, at)
        if found.problem:
            raise ModelError(found.problem)
        name, odd = found.model, found.note or odd
    notes = (odd, catalogue.narrow(name, listed))
    return Chosen(name, tuple(filter(None, notes)))


async def _listed(server: Server, environ: Mapping[str, str]) -> tuple[Listed, ...]:
    address, now = credentials.address(environ), monotonic()
    when, listed = _known.get(address, (-KEPT, ()))
    if now - when >= KEPT or not listed:
        listed = await server.listed()
        _known[address] = (now, listed)
    return listed
