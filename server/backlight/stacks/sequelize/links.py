"""The relations of Sequelize's models, and their keys: `Post.belongsTo(User, { as: "author" })`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from backlight.analysis.javascript_chains import Chain, Step, chains, option
from backlight.analysis.javascript_values import Fields, Literal, Value, dotted
from backlight.analysis.syntax import Source
from backlight.stacks.sequelize.names import many, model_of, one, upper

KINDS = {"belongsTo", "hasOne", "hasMany", "belongsToMany"}


@dataclass(frozen=True, slots=True)
class Link:
    """A relation of a model."""

    owner: str
    kind: str
    target: str
    name: str
    """As code names it, `as` or the name of the target; empty where it goes by the target."""
    key: str
    """The attribute that holds the key, on the side that has it; empty for the usual one."""
    sure: bool = True
    """What it is given can be read."""
    through: str = ""
    """The model of the table between."""
    other: str = ""
    """The attribute there that leads to the target."""

    @property
    def attribute(self) -> str:
        """What it is called on a row."""
        plain = self.target[:1].lower() + self.target[1:]
        return self.name or (many(plain) if self.kind.endswith("Many") else one(plain))


@lru_cache(maxsize=128)
def links(source: Source) -> tuple[Link, ...]:
    """The relations that calls of a file declare."""
    return tuple(_links(source))


def _links(source: Source) -> Iterator[Link]:
    known = any(kind.encode() in source.text.data for kind in KINDS)
    for chain in chains(source) if known else ():
        step = chain.steps[0]
        if step.name in KINDS and step.args and len(chain.steps) == 1:
            yield _link(chain, step)


def _link(chain: Chain, step: Step) -> Link:
    owner, target = (_named(root) for root in (chain.root, dotted(step.args[0])))
    given = option(step, "as", 1)
    name = str(given.value) if isinstance(given, Literal) else ""
    key, sure = key_of(option(step, "foreignKey", 1))
    plain = option(step, "sourceKey", 1) is None and option(step, "targetKey", 1) is None
    readable = len(step.args) < 2 or isinstance(step.args[1], Fields)
    between = _between(option(step, "through", 1))
    other, known = key_of(option(step, "otherKey", 1))
    sure = sure and known and plain and readable and (step.name[-6:] != "ToMany" or bool(between))
    return Link(owner, step.name, target, name, key, sure, between, other)


def _between(said: Value | None) -> str:
    """The model that `through` names."""
    given = dict(said.pairs).get("model") if isinstance(said, Fields) else said
    return _named(dotted(given)) if given is not None and dotted(given) else ""


def key_of(said: Value | None) -> tuple[str, bool]:
    """What `foreignKey` names, and whether that can be read."""
    named = dict(said.pairs).get("name") if isinstance(said, Fields) else said
    if isinstance(named, Literal):
        return str(named.value), True
    return "", said is None or isinstance(said, Fields)


def _named(root: str) -> str:
    return model_of(root) or upper(root.rpartition(".")[2])
