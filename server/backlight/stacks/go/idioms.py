"""How Go code does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="Return errors wrapped by `%w`, tell them apart by `errors.Is` and `errors.As`, and "
    "turn them into a status in one place; after an error answer the handler returns.",
    versions="A version is a group or sub-router (`/v2`) beside the old one; handlers that did not "
    "change are registered in both.",
    documents="Document with a comment that begins with the name of the function; with swag if the "
    "project has it (`@Summary`, `@Param`, `@Failure`), or in the OpenAPI file.",
    services="Logic lives in a type with its dependencies as fields, behind a small interface "
    "declared where it is used; `ctx context.Context` comes first, and no `http` type "
    "goes in.",
    tests="Tables of cases with `t.Run`, `httptest.NewRecorder` and the real router; fakes are "
    "small types; `t.Cleanup`, `t.Parallel` where nothing is shared.",
    guards="Who asks is middleware that puts the user into the context; handlers read it by a "
    "typed key; 401 without identity, 403 without permission, ownership checked on the "
    "row.",
    limits="A limit is middleware with `golang.org/x/time/rate` by client, or a shared store "
    "where there are several processes; answered by 429 with `Retry-After`.",
    caches="A cache stands in front of the repository, by the Redis client the project has, with "
    "a TTL; `singleflight` where many miss at once; the key holds who asks.",
    pages="`limit` and `cursor` are parsed by `strconv`, bounded, and go into `WHERE key > $1 "
    "ORDER BY key LIMIT $2`.",
    pools="One `*sql.DB` (or `pgxpool.Pool`) per process, made in `main`, with "
    "`SetMaxOpenConns`, `SetMaxIdleConns` and `SetConnMaxLifetime`; rows are closed, and "
    "queries take the context.",
    calls="One `http.Client` with a `Timeout`, requests by `NewRequestWithContext`, the body "
    "closed; retries only of what may be repeated, with backoff, until the context ends.",
    starts=(b"http.ListenAndServe", b".Run(", b".Start(", b".Listen("),
)
"""What its documentation recommends; the ways of the project win."""
