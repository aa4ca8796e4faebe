"""How services of gRPC do it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="Refuse by the status codes of gRPC (`INVALID_ARGUMENT`, `NOT_FOUND`, "
    "`ALREADY_EXISTS`, `PERMISSION_DENIED`, `UNAVAILABLE`), with `google.rpc.BadRequest` for the "
    "fields; numbers and names of fields that are in use stay as they are.",
    versions="A version is a package (`shop.v2`) in a file of its own; inside a version fields are "
    "only added, and the numbers of those that go are `reserved`.",
    documents="Document with a comment over the method and over each message and field: what it "
    "does, which statuses it answers with, which values a field takes.",
    services="The server's method maps messages to the domain and back; logic lives in a type that "
    "knows no message.",
    tests="Start the server in the process (bufconn, `grpc.aio`, `InProcessServerBuilder`), call "
    "it by the generated client, and assert the status code.",
    guards="Who asks is an interceptor that reads the metadata: `UNAUTHENTICATED` without "
    "identity, `PERMISSION_DENIED` without permission.",
    limits="A limit is an interceptor that counts by caller, answered by `RESOURCE_EXHAUSTED`.",
    caches="A cache stands in the server in front of the store; clients are told by metadata.",
    pages="A list takes `page_size` and `page_token` and answers `next_page_token` (AIP-158); "
    "the size is bounded by the server.",
    calls="A client sets a deadline on every call, and retries by the service config, only what "
    "may be repeated.",
)
"""What its documentation recommends; the ways of the project win."""
