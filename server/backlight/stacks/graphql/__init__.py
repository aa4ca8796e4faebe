"""GraphQL schemas: each field of `Query`, `Mutation` and `Subscription` is an endpoint."""

from backlight.stacks.graphql.schema import NAME, fields, link
from backlight.stacks.record import Stack

GRAPHQL = Stack(
    name=NAME,
    languages=("graphql",),
    needles=(b"type ", b"schema"),
    scan=fields,
    link=link,
    handlers=lambda _source, _within: (),
)
"""The record of GraphQL's schema definition language."""
