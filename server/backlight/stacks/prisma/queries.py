"""The queries of Prisma's client: `prisma.user.findMany({ where, take })`."""

from collections.abc import Iterator
from typing import Literal as OneOf

from backlight.analysis.facts import Query
from backlight.analysis.javascript_chains import Chain, chains, function_of, loop_of, option
from backlight.analysis.javascript_values import Fields, Literal, Value
from backlight.analysis.syntax import Source, Span, span_of

Returns = OneOf["rows", "row", "count", "exists", "write", "unknown"]

METHODS: dict[str, Returns] = {
    "findMany": "rows",
    "groupBy": "rows",
    "findUnique": "row",
    "findUniqueOrThrow": "row",
    "findFirst": "row",
    "findFirstOrThrow": "row",
    "count": "count",
    "aggregate": "count",
    "create": "write",
    "createMany": "write",
    "update": "write",
    "updateMany": "write",
    "upsert": "write",
    "delete": "write",
    "deleteMany": "write",
}
CLIENTS = {"prisma", "db", "tx", "client", "prismaClient", "orm", "trx", "_prisma", "database"}


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The queries of a file, or those that touch a span of it."""
    if source.tree is None:
        return ()
    return tuple(_queries(source, within))


def _queries(source: Source, within: Span | None) -> Iterator[Query]:
    for chain in chains(source, within):
        step = chain.step(*METHODS)
        *before, model = chain.root.split(".")
        if step is None or not before or not _client(before[-1]) or chain.steps[0] != step:
            continue
        yield Query(
            kind="prisma",
            span=span_of(chain.node),
            line=chain.node.start_point.row + 1,
            call=span_of(chain.node),
            function=function_of(chain.node),
            loop=loop_of(chain.node),
            model=model[:1].upper() + model[1:],
            returns=METHODS[step.name],
            bounded=option(step, "take") is not None or METHODS[step.name] == "row",
            loaded=_loaded(chain),
        )


def _client(name: str) -> bool:
    """`prisma`, `tx`, and what is named for Prisma: `prismaService`, `readPrisma`."""
    return name in CLIENTS or name.lower().removesuffix("service").endswith("prisma")


def _loaded(chain: Chain) -> tuple[str, ...]:
    """The relations that are loaded with the rows."""
    step = chain.steps[0]
    found = _names(option(step, "include"), nested=False)
    return (*found, *_names(option(step, "select"), nested=True))


def _names(said: Value | None, *, nested: bool) -> tuple[str, ...]:
    pairs = said.pairs if isinstance(said, Fields) else ()
    return tuple(
        name
        for name, of in pairs
        if isinstance(of, Fields) or (not nested and of == Literal(value=True))
    )
