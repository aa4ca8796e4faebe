"""How schemas of GraphQL do it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="What a client can mend is part of the schema (a result of a union, or `userErrors`); "
    "other errors have an `extensions.code` and no text of the inside.",
    versions="A schema has no versions: fields are added, and old ones are marked `@deprecated("
    'reason: "…")` until nobody asks for them.',
    documents='Describe each field, argument and type by `"""…"""` above it.',
    services="A resolver maps arguments and answers; logic lives in a service that knows no "
    "GraphQL.",
    tests="Execute operations against the real schema, with a context of the test; assert data "
    "and `errors`.",
    guards="Who asks is put into the context; what they may is checked in the service or by a "
    "directive, for each field that needs it.",
    limits="Depth and cost of an operation are bounded, and clients counted by what they ask for.",
    caches="Rows are read through a DataLoader for each request: one query for all parents.",
    pages="Lists are connections (`first`, `after`, `edges`, `pageInfo`), and `first` is bounded.",
)
"""What its documentation recommends; the ways of the project win."""
