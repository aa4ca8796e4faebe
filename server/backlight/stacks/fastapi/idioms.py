"""How FastAPI code does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="Raise `HTTPException` with the status and a `detail`, or the project's own "
    "exceptions with one `@app.exception_handler`; handlers of `RequestValidationError` "
    "keep its list of fields.",
    versions='A version is a router with a prefix (`APIRouter(prefix="/v2")`) in its own package; '
    "handlers that did not change are included by both routers.",
    documents="Documentation is what `/openapi.json` says: a docstring, `summary`, "
    '`response_model`, `status_code` and `responses={404: {"description": …}}` on the '
    "decorator, `Field(description=…, examples=[…])` on models.",
    services="A service is a module or class of plain functions that take the session and typed "
    "arguments, raise domain errors, know nothing of requests, and come to the handler by "
    "`Depends`.",
    tests="Tests use `TestClient` (or `httpx.AsyncClient` with `ASGITransport` for async code), "
    "replace dependencies by `app.dependency_overrides`, and clean those up afterwards.",
    guards="Who asks is a dependency: `Depends(get_current_user)` on the handler or "
    "`dependencies=[…]` on the router; 401 with `WWW-Authenticate` without identity, 403 "
    "without permission, ownership checked on the object.",
    limits="A limit is a decorator or dependency of the limiter the project has (slowapi takes "
    "`request: Request`), counted in a shared store, answered by 429 with `Retry-After`.",
    caches="A cache is asked in a dependency or the service, through the Redis client or cache "
    "library the project has; keys hold all that the answer depends on, entries have a "
    "lifetime, and writes delete them. `functools.lru_cache` only for what never changes.",
    pages="Pages are parameters, `limit: int = Query(50, ge=1, le=100)` and `offset: int = "
    "Query(0, ge=0)` (or a cursor), over a stable `order_by`; use `fastapi-pagination` if "
    "the project does.",
    pools="Engine, pool or client is made once, at import of its module or in `lifespan`, and "
    "closed there; a dependency with `yield` gives a session or connection and takes it "
    "back.",
    starts=(b"FastAPI(", b"uvicorn.run("),
)
"""What its documentation recommends; the ways of the project win."""
