"""The SDK's client for the platform that was chosen; with `anthropic.py` all that imports it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import anthropic
from anthropic.lib.foundry import AsyncAnthropicFoundry

from backlight.providers import ModelError, credentials
from backlight.providers.platforms import BEDROCK, FOUNDRY, VERTEX, Platform, platform

Client = (
    anthropic.AsyncAnthropic
    | anthropic.AsyncAnthropicBedrock
    | anthropic.AsyncAnthropicVertex
    | AsyncAnthropicFoundry
)


@dataclass(slots=True)
class Link:
    """A client, and what was found out about the server at its other end."""

    client: Client
    platform: Platform
    plain: bool = False
    """The server refuses what not every Messages API has: thinking, effort, marks of the cache."""

    @property
    def at(self) -> str:
        """The address, as it may be shown."""
        return self.client.base_url.netloc.decode()


def connect(environ: Mapping[str, str]) -> Link:
    """A client for the platform, the address and the key of the environment; nothing is sent yet.

    Raises `ModelError` for what only the client itself knows to be missing.
    """
    where = platform(environ)
    # The key and the prompt go to the address that was given, wherever that points
    straight = anthropic.DefaultAsyncHttpxClient(follow_redirects=False)
    options: dict[str, Any] = {
        "max_retries": 0,
        "open_telemetry": False,
        "http_client": straight,
    }
    try:
        return Link(_client(where, environ, options), where)
    except (anthropic.AnthropicError, ValueError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        raise ModelError(f"{where.title} cannot be asked: {said}.") from None


def _client(where: Platform, environ: Mapping[str, str], options: dict[str, Any]) -> Client:
    if where is BEDROCK:
        return anthropic.AsyncAnthropicBedrock(**options)
    if where is VERTEX:
        return anthropic.AsyncAnthropicVertex(**options)
    if where is FOUNDRY:
        return AsyncAnthropicFoundry(**options)
    if environ.get("ANTHROPIC_BASE_URL"):
        options["base_url"] = credentials.base_url(environ)
    if not credentials.given(environ):
        options["auth_token"] = "local"  # noqa: S105 - a local model wants some word
    return anthropic.AsyncAnthropic(**options)
