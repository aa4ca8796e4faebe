"""The `include` of Sequelize as joins: models, relations by name, what is asked of them."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_expressions import parts, string
from backlight.analysis.syntax import text_of
from backlight.stacks.javascript_bound import bare, literal, options, short
from backlight.stacks.sequelize.conditions import Scope, condition
from backlight.stacks.sequelize.links import Link
from backlight.stacks.sequelize.marks import Model, held_in, key_of, link, model
from backlight.stacks.sequelize.names import key_for, model_of, upper
from backlight.stacks.sequelize.scopes import Asked, asked
from backlight.stacks.statement import Select, Uncertain, named

TAKEN = {"model", "as", "association", "required", "where", "attributes", "include", "paranoid"}
TAKEN |= {"through", "separate"}
MOST = 40
"""Joins of a statement; a scope that includes what includes it has no end."""


class Includes:
    """The joins of one statement while they are put together."""

    def __init__(self, project: Project, select: Select) -> None:
        """Nothing is joined yet."""
        self.project, self.select = project, select
        self.joined: dict[str, tuple[Model, str]] = {}
        self.many = False
        """Whether a row may come several times, once for each that belongs to it."""

    def add(self, owner: Model, alias: str, node: Node, way: str = "") -> bool:
        """Join what a model includes; whether some of it is required."""
        held = bare(node)
        given = parts(held) if held.type == "array" else [held]
        required = [self._one(owner, alias, one, way) for one in given]
        return any(required)

    def _one(self, owner: Model, alias: str, node: Node, way: str) -> bool:
        if len(self.joined) >= MOST:
            raise Uncertain("what is included includes more without an end")
        target, name, own, scoped = _target(node)
        if "separate" in own and literal(bare(own["separate"])) == "TRUE":
            return False
        found = link(self.project, owner, name, target)
        other = model(self.project, found.target)
        said = asked(own, other.scope if scoped else None)
        if unfit := [key for key in said if key not in TAKEN]:
            raise Uncertain(f"`{unfit[0]}` of what is included has a form of its own")
        self.many = self.many or found.kind.endswith("Many")
        path = f"{way}.{found.attribute}" if way else found.attribute
        to = self._free(other, found.attribute)
        self.joined[path] = other, to
        at = len(self.select.joins)
        table = named(other.table.name)
        aliased = table if to == table else f"{table} {to}"
        self.select.columns += _columns(other, to, path, said.get("attributes"))
        joined, on = self._keys(found, (owner, alias), (other, to), aliased)
        if found.kind == "belongsToMany":
            self._between(found, path, own)
        if other.deleted and "paranoid" not in said:
            on.append(f"{to}.{named(other.deleted)} IS NULL")
        on += [condition(Scope(other, to, {}), one) for one in said.get("where", [])]
        inner = [self.add(other, to, one, path) for one in said.get("include", [])]
        required = _required(said, inner=any(inner))
        join = "JOIN" if required else "LEFT JOIN"
        self.select.joins.insert(at, f"{join} {joined} ON {' AND '.join(on)}")
        return required

    def _keys(
        self, found: Link, mine: tuple[Model, str], theirs: tuple[Model, str], joined: str
    ) -> tuple[str, list[str]]:
        """What is joined, and by which keys; through a table between, with it."""
        (owner, alias), (other, to) = mine, theirs
        if found.kind != "belongsToMany":
            own, key = key_of(found, owner, other)
            return joined, [f"{alias}.{named(own)} = {to}.{named(key)}"]
        between = model(self.project, found.through)
        usual = (key_for(one.name, underscored=between.underscored) for one in (owner, other))
        given = (found.key, found.other)
        keys = [own or name for own, name in zip(given, usual, strict=True)]
        first, last = (named(held_in(between, name)) for name in keys)
        way = named(between.table.name)
        inner = f"{to}.{named(other.key.name)} = {way}.{last}"
        on = [f"{alias}.{named(owner.key.name)} = {way}.{first}"]
        return f"({way} JOIN {joined} ON {inner})", on

    def _between(self, found: Link, path: str, said: dict[str, Node]) -> None:
        """What is read of the table between: all of it, where nothing else is said."""
        given = options(said["through"]) if "through" in said else {}
        if set(given) - {"attributes"}:
            raise Uncertain(f"what is asked of `{found.through}` has a form of its own")
        between = model(self.project, found.through)
        if between.deleted or between.scope is not None:
            raise Uncertain(f"`{found.through}` has rows that are left out")
        found_in = chosen(between, given.get("attributes"))
        for attribute, name in (p for p in found_in if p[0] != "id" or not between.keyless):
            column = f"{named(between.table.name)}.{named(name)}"
            self.select.columns.append(f'{column} AS "{path}.{between.name}.{attribute}"')

    def _free(self, other: Model, name: str) -> str:
        taken = {self.select.table, *(alias for _, alias in self.joined.values())}
        for one in (named(other.table.name), named(name)):
            if one not in taken:
                return one
        return f"t{len(taken) + 1}"


def _target(node: Node) -> tuple[str, str, dict[str, Node], bool]:
    """The model that is included, the name of the relation, what is said, whether scopes hold."""
    held = bare(node)
    text = string(held)
    if text is not None:
        return "", text, {}, True
    if held.type in {"identifier", "member_expression"}:
        target, scoped = _model(held)
        return target, "", {}, scoped
    said = options(held)
    given = said.get("as", said.get("association"))
    name = string(bare(given)) if given is not None else ""
    if name is None or not (name or "model" in said):
        raise Uncertain(f"what `{short(held)}` includes stands fast only when it runs")
    whole, scoped = _model(bare(said["model"])) if "model" in said else ("", True)
    return whole, name, said, scoped


def _model(node: Node) -> tuple[str, bool]:
    """The model that code names, and whether its scope holds: not for `User.unscoped()`."""
    code = text_of(node)
    plain = code.removesuffix(".unscoped()")
    if not regex(r"[\w.]+").fullmatch(plain):
        raise Uncertain(f"what `{short(node)}` includes stands fast only when it runs")
    return model_of(plain) or upper(plain.rpartition(".")[2]), plain == code


def _required(said: Asked, *, inner: bool) -> bool:
    given = literal(bare(said["required"][0])) if "required" in said else None
    if "required" in said and given not in {"TRUE", "FALSE"}:
        raise Uncertain("whether what is included must be there is chosen when it runs")
    required = given == "TRUE" or (given is None and "where" in said)
    if inner and not required:
        raise Uncertain("what must be there is included in what need not be")
    return required


def _columns(other: Model, to: str, path: str, said: list[Node] | None) -> Iterator[str]:
    key, given = other.key, said[0] if said is not None else None
    for attribute, name in chosen(other, given, also=key.attribute or key.name):
        yield f'{to}.{named(name)} AS "{path}.{attribute}"'


def chosen(one: Model, said: Node | None, also: str = "") -> list[tuple[str, str]]:
    """The attributes that are read and their columns; a key comes with what is included."""
    every = [(c.attribute or c.name, c.name) for c in one.table.columns]
    if said is None:
        return every
    held = bare(said)
    if held.type == "object":
        given = options(held)
        if set(given) != {"exclude"}:
            raise Uncertain("columns that are added have a form of their own")
        gone = _names(given["exclude"])
        return [pair for pair in every if pair[0] not in gone]
    names = _names(held)
    if names and also and also not in names:
        names = [also, *names]
    known = dict(every)
    if missing := [name for name in names if name not in known]:
        raise Uncertain(f"`{missing[0]}` is no column of `{one.table.model}`")
    return [(name, known[name]) for name in names]


def _names(node: Node) -> list[str]:
    held = bare(node)
    found = [string(bare(one)) for one in parts(held)] if held.type == "array" else [None]
    if None in found:
        raise Uncertain(f"`{short(held)}` holds more than names of columns")
    return [name for name in found if name is not None]
