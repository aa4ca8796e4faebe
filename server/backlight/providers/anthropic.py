"""One turn of a conversation through the `anthropic` SDK; with `clients.py` all that imports it."""

import asyncio
import random
from dataclasses import replace
from itertools import count
from typing import Any

import anthropic
import httpx2

from backlight.providers import ModelError, Report, Request, Turn, Usage
from backlight.providers.assembly import Assembly, CutOff
from backlight.providers.catalogue import Listed
from backlight.providers.clients import Link
from backlight.providers.failures import Failure, of_reply, of_status, of_transport
from backlight.providers.platforms import ANTHROPIC
from backlight.providers.progress import Progress
from backlight.providers.shape import body, extras_refused, plain

FAILURES = (
    *(anthropic.APIError, httpx2.HTTPError, CutOff),
    *(ValueError, KeyError, TypeError, AttributeError),  # a reply in another form than the API's
)
PATIENCE = 5.0
"""Seconds in which a server says which models it has; without its word we go on."""


async def reply(link: Link, request: Request, report: Report) -> Turn:
    """The next turn. What can pass is tried again, in patience; raises `ModelError`."""
    spent, lost = 0.0, Usage()
    for attempt in count(1):
        assembly = Assembly()
        try:
            await _stream(link, request, report, assembly)
            turn = assembly.turn()
            return replace(turn, usage=turn.usage + lost)
        except FAILURES as error:
            if not link.plain and _extras(error):
                link.plain = True
                continue
            failure = _failure(error, link, request)
        except Exception as error:
            raise _kept_out(error, link) from error
        lost += assembly.usage
        wait = failure.after if failure.after is not None else _backoff(attempt)
        if attempt >= failure.tries or spent + wait > request.patience:
            raise _given_up(failure, attempt, wait)
        spent += wait
        report(f"Trying again in {wait:.0f} s ({attempt} of {failure.tries}): {failure.sentence}")
        await asyncio.sleep(wait)
    raise AssertionError("count() ends never")


async def listed(link: Link) -> tuple[Listed, ...]:
    """The models the server says it has; none if it does not say, or not soon."""
    if not link.platform.lists or not isinstance(link.client, anthropic.AsyncAnthropic):
        return ()
    try:
        page = await link.client.models.list(limit=100, timeout=PATIENCE)
        found = [one.to_dict(mode="python") for one in page.data or ()]
    except FAILURES:
        return ()
    return tuple(filter(None, map(Listed.of, found)))


async def _stream(link: Link, request: Request, report: Report, assembly: Assembly) -> None:
    timeout = anthropic.Timeout(30, connect=5, read=request.idle)
    progress = Progress(report)
    asked = _sent(link, request)
    stream = await link.client.messages.create(**asked, stream=True, timeout=timeout)
    async with stream:
        async for event in stream:
            assembly.see(event.to_dict(mode="python"))
            progress.see(assembly)


def _sent(link: Link, request: Request) -> dict[str, Any]:
    return plain(body(request)) if link.plain else body(request)


def _failure(error: Exception, link: Link, request: Request) -> Failure:
    where = (link.at, link.platform.address, link.platform.key)
    if isinstance(error, anthropic.APIStatusError):
        message = " ".join((error.api_message or "").split())[:300].rstrip(".")
        kind = str(error.type or "")
        return of_status(error.status_code, kind, message, error.response.headers, where)
    if isinstance(error, CutOff):
        return of_reply(str(error), link.at)
    if isinstance(error, ValueError | KeyError | TypeError | AttributeError):
        return of_reply("is not in the form of the Messages API", link.at)
    below = error.__cause__ if isinstance(error, anthropic.APIConnectionError) else error
    return of_transport(type(below or error).__name__, str(below or ""), where, request.idle)


def _kept_out(error: Exception, link: Link) -> Exception:
    """What the libraries of a cloud raise when they find no credentials, in a sentence."""
    if link.platform is ANTHROPIC:
        return error
    said = " ".join(str(error).split())[:300].rstrip(".")
    return ModelError(f"{link.platform.title} lets nobody in ({said}): check {link.platform.key}.")


def _extras(error: Exception) -> bool:
    """Whether the server refused what it could do without: it is asked again in plain words."""
    return isinstance(error, anthropic.BadRequestError) and extras_refused(error.api_message or "")


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
