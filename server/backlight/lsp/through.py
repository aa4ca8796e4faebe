"""What is on its way cannot be called back: it is carried through, whoever cancels meanwhile."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

Answer = TypeVar("Answer")


async def through(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Do something to its end, however often the user cancels; `stopped` tells of it afterwards."""
    task = asyncio.ensure_future(work)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)
    return task.result()


def stopped() -> bool:
    """Whether the user has cancelled what runs here, while something was carried through."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
