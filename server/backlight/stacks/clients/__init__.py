"""Libraries that call other services over HTTP: which calls have no timeout, and how to add it."""

from backlight.stacks.clients.idioms import JAVASCRIPT, PYTHON
from backlight.stacks.clients.javascript import calls as javascript_calls
from backlight.stacks.clients.javascript import harden as javascript_harden
from backlight.stacks.clients.python import calls as python_calls
from backlight.stacks.clients.python import harden as python_harden
from backlight.stacks.record import Client

PYTHON_CLIENTS = Client(
    name="python",
    languages=("python",),
    needles=(b"requests", b"httpx", b"urlopen"),
    calls=python_calls,
    harden=python_harden,
    idioms=PYTHON,
)
"""requests, httpx and urllib."""

JAVASCRIPT_CLIENTS = Client(
    name="javascript",
    languages=("javascript", "typescript", "tsx"),
    needles=(b"axios", b"fetch("),
    calls=javascript_calls,
    harden=javascript_harden,
    idioms=JAVASCRIPT,
)
"""axios and fetch."""
