"""The indexes of an entity of TypeORM: `@Index()` on a field, and `@Index([…])` over the class."""

from collections.abc import Iterable, Iterator

from backlight.analysis.javascript_values import Call, Literal, Many
from backlight.stacks.typeorm.decorators import Member, joined, name_of

RELATIONS = frozenset({"ManyToOne", "OneToOne"})


def indexes(members: Iterable[Member], above: Iterable[Call]) -> tuple[tuple[str, ...], ...]:
    """The columns of each, as fields are named; of a relation, that of its key."""
    return (*_of_fields(members), *_of_classes(above))


def _of_fields(members: Iterable[Member]) -> Iterator[tuple[str, ...]]:
    for name, _, calls in members:
        made = {name_of(call) for call in calls}
        if "Index" not in made:
            continue
        yield (joined(calls) or f"{name}Id" if made & RELATIONS else name,)


def _of_classes(above: Iterable[Call]) -> Iterator[tuple[str, ...]]:
    for call in above:
        given = next((arg for arg in call.args if isinstance(arg, Many)), None)
        if name_of(call) in {"Index", "Unique"} and given is not None:
            yield tuple(str(one.value) for one in given.items if isinstance(one, Literal))
