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
GO = Idioms(
    calls="One `http.Client` with a `Timeout` for all calls (the default one has none), requests by"
    " `http.NewRequestWithContext` with the caller's context; close the body, look at the status;"
    " retry reads and idempotent writes only, a few times with backoff, until the context ends."
)
JAVA = Idioms(
    calls="Give the client a connect and a read timeout where it is made (`RestTemplateBuilder`,"
    " the request factory of `RestClient`, `responseTimeout` of Reactor Netty), or the request one"
    " (`HttpRequest.timeout`); catch `RestClientException` or `WebClientException`; retry by"
    " Resilience4j or Spring Retry if the project has it, only what may be repeated."
)
RUBY = Idioms(
    calls="Give every call `open_timeout` and `read_timeout` (`timeout:` in HTTParty, `request:` in"
    " Faraday): the default is a minute; rescue the client's own errors (`Net::OpenTimeout`,"
    " `Net::ReadTimeout`, `Faraday::Error`), never a bare `rescue`; slow calls go into a job."
)
