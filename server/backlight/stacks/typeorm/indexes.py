"""The indexes of an entity of TypeORM: `@Index()` on a field, and `@Index([…])` over the class."""

from collections.abc import Iterable, Iterator

from backlight.analysis.javascript_values import Call, Fields, Literal, Many, dotted

Member = tuple[str, str, list[Call]]
RELATIONS = frozenset({"ManyToOne", "OneToOne"})


def indexes(members: Iterable[Member], above: Iterable[Call]) -> tuple[tuple[str, ...], ...]:
    """The columns of each, as fields are named; of a relation, that of its key."""
    return (*_of_fields(members), *_of_classes(above))


def _of_fields(members: Iterable[Member]) -> Iterator[tuple[str, ...]]:
    for name, _, calls in members:
        made = {_name(call): call for call in calls}
        if "Index" not in made:
            continue
        joined = _joined(made.get("JoinColumn"))
        yield (joined or f"{name}Id" if made.keys() & RELATIONS else name,)


def _of_classes(above: Iterable[Call]) -> Iterator[tuple[str, ...]]:
    for call in above:
        given = next((arg for arg in call.args if isinstance(arg, Many)), None)
        if _name(call) in {"Index", "Unique"} and given is not None:
            yield tuple(str(one.value) for one in given.items if isinstance(one, Literal))


def _joined(call: Call | None) -> str:
    """The name that `@JoinColumn({ name })` gives the column of a relation."""
    for given in call.args if call is not None else ():
        name = dict(given.pairs).get("name") if isinstance(given, Fields) else None
        if isinstance(name, Literal):
            return str(name.value)
    return ""


def _name(call: Call) -> str:
    return dotted(call.of).rpartition(".")[2]
