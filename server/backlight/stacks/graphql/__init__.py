"""GraphQL schemas: each field of `Query`, `Mutation` and `Subscription` is an endpoint."""

from backlight.stacks.graphql.idioms import IDIOMS
from backlight.stacks.later import later
from backlight.stacks.record import Stack

GRAPHQL = Stack(
    name="GraphQL",
    languages=("graphql",),
    needles=(b"type ", b"schema"),
    scan=later("stacks.graphql.schema:fields"),
    link=later("stacks.graphql.schema:link"),
    handlers=later("stacks.graphql.handlers:handlers"),
    idioms=IDIOMS,
)
"""The record of GraphQL's schema definition language."""
