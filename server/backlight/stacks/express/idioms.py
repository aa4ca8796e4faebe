"""How Express code does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="Throw (or pass to `next`) one error class with a status, and let the one error "
    "middleware, last in line, give the answer; async handlers need Express 5 or a "
    "wrapper so that rejections arrive there.",
    versions="A version is a router mounted at `/v2` beside the old one; handlers that did not "
    "change are used by both.",
    documents="Describe the route where the project does: an `@openapi` block over it "
    "(swagger-jsdoc), the OpenAPI file, or JSDoc with parameters, answers and errors.",
    services="A service is a module or class that takes plain values and a repository, throws "
    "domain errors, and knows nothing of `req` and `res`.",
    tests="Tests use supertest on the exported app (no port), the runner the project has, and "
    "wait for every promise.",
    guards='Who asks is middleware before the handler (`router.post("/x", requireAuth, '
    "handler)`); 401 without identity, 403 without permission, ownership checked on the "
    "object that was read.",
    limits="A limit is middleware of the limiter the project has (express-rate-limit, with a "
    "shared store and the proxy setting right), answered by 429 with `Retry-After`.",
    caches="A cache is asked in the service through the client the project has (ioredis, "
    "node-redis); keys hold all that the answer depends on, entries have a TTL, writes "
    "delete them; `Cache-Control` and `ETag` where clients may keep it.",
    pages="`limit` and `cursor` or `page` are parsed as whole numbers with an upper bound, and "
    "the query has a stable order.",
    pools="One pool (`new Pool({ max })`), client or `PrismaClient` per process, exported by "
    "its module; clients that are taken are released in `finally`; closed on SIGTERM.",
    starts=(b".listen(",),
)
"""What its documentation recommends; the ways of the project win."""
