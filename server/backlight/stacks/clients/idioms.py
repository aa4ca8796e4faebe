"""How a call of another service is written well, in words."""

from backlight.stacks.record import Idioms

PYTHON = Idioms(
    calls="Give every call a `timeout`; retry reads and idempotent writes only, by the transport or"
    " the retry library the project has, a few times with backoff; catch the client's own base"
    " exception (`requests.RequestException`, `httpx.HTTPError`), never a bare `except`."
)
JAVASCRIPT = Idioms(
    calls="Give every call a limit (`AbortSignal.timeout(ms)`, or the client's `timeout`); `fetch`"
    " does not throw on 4xx and 5xx, so look at `response.ok`; retry reads and idempotent writes"
    " only, a few times with backoff."
)
