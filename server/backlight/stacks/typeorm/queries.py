"""The queries of TypeORM's repositories: `userRepository.find({ where, take })`."""

from typing import Literal as OneOf

from backlight.analysis.facts import Query
from backlight.analysis.javascript_chains import Chain, chains, function_of, loop_of, option
from backlight.analysis.javascript_values import Literal, Many, Name, dotted
from backlight.analysis.syntax import Source, Span, span_of

Returns = OneOf["rows", "row", "count", "exists", "write", "unknown"]

METHODS: dict[str, Returns] = {
    "find": "rows",
    "findBy": "rows",
    "findAndCount": "rows",
    "findOne": "row",
    "findOneBy": "row",
    "findOneOrFail": "row",
    "findOneByOrFail": "row",
    "count": "count",
    "countBy": "count",
    "exists": "exists",
    "existsBy": "exists",
    "save": "write",
    "insert": "write",
    "update": "write",
    "delete": "write",
    "remove": "write",
    "upsert": "write",
}


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The queries of a file, or those that touch a span of it."""
    found = (_query(chain) for chain in chains(source, within))
    return tuple(query for query in found if query is not None)


def _query(chain: Chain) -> Query | None:
    got = chain.step("getRepository")
    steps = [step for step in chain.steps if step != got]
    last = chain.root.rpartition(".")[2]
    repository = last.removesuffix("Repository").removesuffix("Repo")
    if not steps or steps[0].name not in METHODS or (got is None and repository == last):
        return None
    model = dotted(got.args[0]) if got is not None and got.args else repository
    returns = METHODS[steps[0].name]
    relations = option(steps[0], "relations")
    return Query(
        kind="typeorm",
        span=span_of(chain.node),
        line=chain.node.start_point.row + 1,
        call=span_of(chain.node),
        function=function_of(chain.node),
        loop=loop_of(chain.node),
        model=model[:1].upper() + model[1:],
        returns=returns,
        bounded=returns == "row" or option(steps[0], "take") is not None,
        loaded=tuple(
            str(one.value) if isinstance(one, Literal) else dotted(one)
            for one in (relations.items if isinstance(relations, Many) else ())
            if isinstance(one, Literal | Name)
        ),
    )
