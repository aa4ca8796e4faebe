"""Libraries that call other services over HTTP: which calls have no timeout, and how to add it."""

from backlight.stacks.clients.idioms import JAVASCRIPT, PYTHON
from backlight.stacks.later import later
from backlight.stacks.record import Client

PYTHON_CLIENTS = Client(
    name="python",
    languages=("python",),
    needles=(b"requests", b"httpx", b"urlopen"),
    calls=later("stacks.clients.python:calls"),
    harden=later("stacks.clients.python:harden"),
    idioms=PYTHON,
)
"""requests, httpx and urllib."""

JAVASCRIPT_CLIENTS = Client(
    name="javascript",
    languages=("javascript", "typescript", "tsx"),
    needles=(b"axios", b"fetch("),
    calls=later("stacks.clients.javascript:calls"),
    harden=later("stacks.clients.javascript:harden"),
    idioms=JAVASCRIPT,
)
"""axios and fetch."""
