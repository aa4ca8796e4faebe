"""The child process that speaks with the model: `python -P -m backlight.providers.worker`.

It reads requests as JSON lines from standard input and answers on standard output; it ends when
either closes, and so never outlives the server.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from queue import SimpleQueue
from threading import Thread
from typing import Any

from backlight.providers import ModelError
from backlight.providers.credentials import redact
from backlight.providers.wire import line, packed_error, packed_turn, parsed, request_of


def main() -> None:
    """Answer requests until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then kills us
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not break the protocol

    def tell(**what: Any) -> None:
        try:
            out.write(line(**what))
            out.flush()
        except OSError:
            os._exit(0)

    with asyncio.Runner() as runner:
        for question in _questions():
            tell(**runner.run(_answer(question, lambda words: tell(progress=_clean(words)))))


def _questions() -> Iterator[dict[str, Any]]:
    """What the server asks, one after the other; a thread sees it go, whatever we do meanwhile."""
    asked: SimpleQueue[bytes] = SimpleQueue()

    def listen() -> None:
        for data in sys.stdin.buffer:
            asked.put(data)
        os._exit(0)

    Thread(target=listen, daemon=True).start()
    from backlight.providers import anthropic  # noqa: F401 - seconds, spent before the first request

    while True:
        yield parsed(asked.get())


async def _answer(question: dict[str, Any], report: Any) -> dict[str, Any]:
    from backlight.providers import anthropic

    try:
        if "list" in question:
            return {"listed": [asdict(one) for one in await anthropic.listed(_link())]}
        request = request_of(question["ask"])
        return {"turn": packed_turn(await anthropic.reply(_link(), request, report))}
    except ModelError as error:
        return {"error": packed_error(error, _clean(error.sentence))}
    except Exception as error:  # noqa: BLE001 - the server must hear of it, not wait
        return {"error": packed_error(ModelError(""), _clean(_unforeseen(error)))}


@cache
def _link() -> Any:
    """One for all requests: a connection is kept open between them."""
    from backlight.providers import clients

    return clients.connect(os.environ)


def _unforeseen(error: Exception) -> str:
    return f"The request to the model failed unexpectedly ({type(error).__name__}: {error})."


def _clean(text: str) -> str:
    """What may be shown: no key, no half of a character."""
    return redact(text, os.environ).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


if __name__ == "__main__":
    main()
