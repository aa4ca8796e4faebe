"""What went wrong between us and the model: a sentence for the user, and whether to try again."""

from collections.abc import Mapping
from dataclasses import dataclass

REJECTED = 5
"""How often a request is sent to a server that says it is busy."""
INTERRUPTED = 3
"""How often a reply is asked for that broke off."""
STALLED = 2
"""How often a reply is asked for that stopped arriving."""

BUSY = frozenset({"overloaded_error", "api_error", "rate_limit_error", "timeout_error"})
BUSY |= {"throttlingException", "modelStreamErrorException", "internalServerException"}
BUSY |= {"serviceUnavailableException", "modelTimeoutException"}  # as Amazon Bedrock names them
OVERFLOW = frozenset({"exceed_context_size_error", "request_too_large"})
_TOO_LONG = ("prompt is too long", "context window", "context length", "context size")


Where = tuple[str, str, str]
"""Who was asked: its address, the variable that holds another, and what the key is, in words."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed try."""

    sentence: str
    """Without its full stop, so that the number of tries can follow."""
    tries: int = 1
    """How often to try in all before giving up."""
    after: float | None = None
    """Seconds the server asks us to wait."""
    overflow: bool = False


def of_status(
    status: int, kind: str, message: str, headers: Mapping[str, str], where: Where
) -> Failure:
    """The server answered with an error."""
    at, variable, key = where
    said = f": {message}" if message else ""
    if kind in OVERFLOW or status == 413 or (status == 400 and _too_long(message)):
        return Failure(f"The conversation is too long for the model{said}", overflow=True)
    if status == 200:
        return _while_replying(kind, said)
    known = {
        401: f"{at} refused the key (401): check {key}",
        402: f"{at} wants to be paid first (402): check the billing of the account behind the key",
        403: f"{at} does not let this key in (403{said}): check {key}",
        404: f"{at} does not know the model or the address (404{said}):"
        f" check the setting `backlight.model`, ANTHROPIC_MODEL and {variable}",
        400: f"{at} did not accept the request (400{said}):"
        " check that the setting `backlight.model` names a model it serves",
    }
    if status in known:
        return Failure(known[status])
    if 300 <= status < 400:
        return Failure(
            f"{at} points to another address ({status}), which is not followed: check {variable}"
        )
    if status in {408, 409, 429} or status >= 500:
        tries = 1 if headers.get("x-should-retry") == "false" else REJECTED
        return Failure(f"{_busy(status, at)}{said}", tries, retry_after(headers))
    return Failure(f"{at} answered with the error {status}{said}")


def of_transport(kind: str, detail: str, where: Where, idle: float) -> Failure:
    """The connection failed; `kind` is the name of the exception underneath."""
    at, variable, _ = where
    if kind in {"ConnectError", "ConnectTimeout", "UnsupportedProtocol", "ProxyError"}:
        why = f" ({detail})" if detail else ""
        return Failure(
            f"{at} cannot be reached{why}: check {variable}, the network and the proxy settings"
        )
    if kind == "ReadTimeout":
        return Failure(f"{at} sent nothing for {idle:.0f} seconds", STALLED)
    return Failure(f"The connection to {at} broke off", INTERRUPTED)


def of_reply(detail: str, at: str) -> Failure:
    """The reply itself makes no sense."""
    return Failure(f"The reply of {at} {detail}", INTERRUPTED)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds a server asks us to wait, if it says so in numbers."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            wait = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if 0 <= wait < 1e6:
            return wait
    return None


def _while_replying(kind: str, said: str) -> Failure:
    if kind == "overloaded_error":
        return Failure(f"The model became overloaded while it replied{said}", INTERRUPTED)
    tries = INTERRUPTED if kind in BUSY else 1
    return Failure(f"The model failed while it replied ({kind or 'error'}){said}", tries)


def _busy(status: int, at: str) -> str:
    if status == 429:
        return f"{at} takes no more requests for now (429)"
    return f"{at} is overloaded (529)" if status == 529 else f"{at} failed ({status})"


def _too_long(message: str) -> bool:
    return any(words in message.lower() for words in _TOO_LONG)
