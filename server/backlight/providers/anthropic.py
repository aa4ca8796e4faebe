"""One turn of a conversation through the `anthropic` SDK: the only file that imports it."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import anthropic
import httpx2

from backlight.providers import ModelError, Report, Request, Turn, Usage, credentials
from backlight.providers.assembly import Assembly, CutOff
from backlight.providers.failures import Failure, of_reply, of_status, of_transport
from backlight.providers.progress import Progress
from backlight.providers.shape import body

FAILURES = (
    *(anthropic.APIError, httpx2.HTTPError, CutOff),
    *(ValueError, KeyError, TypeError, AttributeError),  # a reply in another form than the API's
)
COUNTING = 10
"""Seconds to wait for a count of tokens."""


def connect(environ: Mapping[str, str]) -> anthropic.AsyncAnthropic:
    """A client for the address and the key of the environment; nothing is sent yet."""
    url = credentials.base_url(environ)
    options: dict[str, Any] = {"base_url": url} if environ.get("ANTHROPIC_BASE_URL") else {}
    if not credentials.given(environ):
        options["auth_token"] = "local"  # noqa: S105 - a local model wants some word
    # The key and the prompt go to the address that was given, wherever that points
    straight = anthropic.DefaultAsyncHttpxClient(follow_redirects=False)
    return anthropic.AsyncAnthropic(
        max_retries=0, open_telemetry=False, http_client=straight, **options
    )


async def reply(client: anthropic.AsyncAnthropic, request: Request, report: Report) -> Turn:
    """The next turn. What can pass is tried again, in patience; raises `ModelError`."""
    if request.counting:
        return await _counted(client, request)
    spent, lost = 0.0, Usage()
    for attempt in count(1):
        assembly = Assembly()
        try:
            await _stream(client, request, report, assembly)
            turn = assembly.turn()
            return replace(turn, usage=turn.usage + lost)
        except FAILURES as error:
            failure = _failure(error, client, request)
        lost += assembly.usage
        wait = failure.after if failure.after is not None else _backoff(attempt)
        if attempt >= failure.tries or spent + wait > request.patience:
            raise _given_up(failure, attempt, wait)
        spent += wait
        report(f"Trying again in {wait:.0f} s ({attempt} of {failure.tries}): {failure.sentence}")
        await asyncio.sleep(wait)
    raise AssertionError("count() ends never")


async def _counted(client: anthropic.AsyncAnthropic, request: Request) -> Turn:
    """How many tokens a request has; tried once, as there is an estimate for those who cannot."""
    asked = {k: v for k, v in body(request).items() if k not in {"max_tokens", "output_config"}}
    once = client.with_options(max_retries=0)
    try:
        found = await once.messages.count_tokens(**asked, timeout=COUNTING)
        return Turn(usage=Usage(input=int(found.input_tokens)))
    except FAILURES as error:
        raise ModelError(_failure(error, client, request).sentence) from None


async def _stream(
    client: anthropic.AsyncAnthropic, request: Request, report: Report, assembly: Assembly
) -> None:
    timeout = anthropic.Timeout(30, connect=5, read=request.idle)
    progress = Progress(report)
    stream = await client.messages.create(**body(request), stream=True, timeout=timeout)
    async with stream:
        async for event in stream:
            assembly.see(event.to_dict(mode="python"))
            progress.see(assembly)


def _failure(error: Exception, client: anthropic.AsyncAnthropic, request: Request) -> Failure:
    at = client.base_url.netloc.decode()
    if isinstance(error, anthropic.APIStatusError):
        message = " ".join((error.api_message or "").split())[:300].rstrip(".")
        return of_status(
            error.status_code, str(error.type or ""), message, error.response.headers, at
        )
    if isinstance(error, CutOff):
        return of_reply(str(error), at)
    if isinstance(error, ValueError | KeyError | TypeError | AttributeError):
        return of_reply("is not in the form of the Messages API", at)
    below = error.__cause__ if isinstance(error, anthropic.APIConnectionError) else error
    return of_transport(type(below or error).__name__, str(below or ""), at, request.idle)


def _given_up(failure: Failure, attempt: int, wait: float) -> ModelError:
    tried = f" (tried {attempt} times)" if attempt > 1 else ""
    if failure.tries > attempt:
        tried += f" and asks to wait {wait:.0f} seconds; try again then"
    sentence = f"{failure.sentence}{tried}."
    return ModelError(sentence, retryable=failure.tries > 1, overflow=failure.overflow)


def _backoff(attempt: int) -> float:
    """Half a second, doubled each time up to eight, less up to a quarter."""
    longest: float = min(8.0, 0.5 * 2 ** (attempt - 1))
    return longest * (1 - 0.25 * random.random())  # noqa: S311 - no secret
