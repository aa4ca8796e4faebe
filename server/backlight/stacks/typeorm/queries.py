"""The queries of TypeORM's repositories: `userRepository.find({ where, take })`."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from re import compile as regex
from typing import Literal as OneOf

from backlight.analysis.facts import Query
from backlight.analysis.javascript_chains import Chain, Step, chains, function_of, loop_of, option
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

DECLARED = regex(
    r"((?:private|public|protected|readonly)\s+)?\b(\w+)\s*[!?]?:\s*(?:Tree|Mongo)?Repository<(\w+)>"
    r"|\b(\w+)\s*=\s*(?:[\w.]+\.)?getRepository(?:<\w+>)?\(\s*(?:\w+\.)?(\w+)\s*\)"
)
"""What is a repository, whatever its name: a member that is declared, a parameter, a constant."""

MANAGER = regex(r"(?:^|\.|[a-z])(?i:manager)$")
"""What an entity manager is called: `manager`, `entityManager`, `queryRunner.manager`."""
CLASS = regex(r"[A-Z]\w*[a-z]\w*")

BUILT: dict[str, Returns] = {
    **dict.fromkeys(("getMany", "getRawMany", "getManyAndCount", "getRawAndEntities"), "rows"),
    **dict.fromkeys(("getOne", "getOneOrFail", "getRawOne"), "row"),
    "getCount": "count",
    "getExists": "exists",
    "execute": "write",
}
"""What ends a chain of the query builder."""


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The queries of a file, or those that touch a span of it."""
    found = (_query(source, chain) for chain in chains(source, within))
    return tuple(query for query in found if query is not None)


def _query(source: Source, chain: Chain) -> Query | None:
    got = chain.step("getRepository")
    if got is None and chain.root == "getRepository" and not chain.steps[0].name:
        got = chain.steps[0]
    steps = [step for step in chain.steps if step != got]
    last = chain.root.rpartition(".")[2]
    repository = last.removesuffix("Repository").removesuffix("Repo")
    said = entity(source, chain.root)
    asked = managed(chain.root, steps)
    if not steps or (got is None and repository == last and not said and not asked):
        return None
    built = steps[0].name == "createQueryBuilder"
    returns = BUILT.get(steps[-1].name) if built else METHODS.get(steps[0].name)
    if returns is None:
        return None
    given = dotted(got.args[-1]).rpartition(".")[2] if got is not None and got.args else ""
    model = given or asked or said or repository[:1].upper() + repository[1:]
    place = 1 if asked else 0
    relations = option(steps[0], "relations", place)
    return Query(
        kind="typeorm",
        span=span_of(chain.node),
        line=chain.node.start_point.row + 1,
        call=span_of(chain.node),
        function=function_of(chain.node),
        loop=loop_of(chain.node),
        model=model,
        returns=returns,
        bounded=returns == "row"
        or option(steps[0], "take", place) is not None
        or chain.step("take", "limit") is not None,
        loaded=tuple(
            str(one.value) if isinstance(one, Literal) else dotted(one)
            for one in (relations.items if isinstance(relations, Many) else ())
            if isinstance(one, Literal | Name)
        ),
    )


def managed(root: str, steps: Sequence[Step]) -> str:
    """The entity that an entity manager is told first: `manager.find(Order, { … })`."""
    first = steps[0] if steps else None
    if first is None or first.name not in METHODS or not MANAGER.search(root) or not first.args:
        return ""
    name = dotted(first.args[0])
    return name if CLASS.fullmatch(name) else ""


def entity(source: Source, repository: str) -> str:
    """The entity of a repository, by its type or by what it is given in this file."""
    _, dot, last = repository.rpartition(".")
    found = {
        model for mine, model in _declared(source.text.source).get(last, ()) if dot or not mine
    }
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=8)
def _declared(text: str) -> Mapping[str, tuple[tuple[bool, str], ...]]:
    """Names of repositories -> whether it is of `this` alone, and the entity, for each time."""
    found: dict[str, tuple[tuple[bool, str], ...]] = {}
    for mine, typed, model, named, given in DECLARED.findall(text):
        name = typed or named
        found[name] = (*found.get(name, ()), (bool(mine), model or given))
    return found
