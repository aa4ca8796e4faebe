"""GraphQL, by schemas and by code: each field of `Query`, `Mutation` and `Subscription`."""

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

GRAPHQL_PYTHON = Stack(
    name="GraphQL in Python",
    languages=("python",),
    needles=(b"strawberry", b"graphene", b"ariadne", b"raphql"),
    sure=(b"strawberry", b"graphene", b"ariadne"),
    scan=later("stacks.graphql.python:scan"),
    link=later("stacks.graphql.python:link"),
    handlers=later("stacks.graphql.python_handlers:handlers"),
    idioms=IDIOMS,
)
"""The record of Strawberry, Graphene and Ariadne, whose schemas are written in Python."""
