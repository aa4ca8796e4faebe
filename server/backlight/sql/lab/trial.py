"""Two statements made ready to be run on scratch databases."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from re import compile as regex
from types import MappingProxyType
from typing import TYPE_CHECKING

from backlight.analysis.tables import Schema
from backlight.sql.lab import slots
from backlight.sql.lab.aim import pooled, told
from backlight.sql.lab.clues import Clues, Spot, clues
from backlight.sql.lab.cuts import cut
from backlight.sql.lab.forms import Form, forms
from backlight.sql.lab.frame import Unclear, frames
from backlight.sql.lab.moods import Plan
from backlight.sql.lab.pools import Pool, near
from backlight.sql.lab.script import quoted
from backlight.sql.lab.ties import Sorting, sorting
from backlight.sql.lab.values import Value, escaped, literal

if TYPE_CHECKING:
    from sqlglot import exp

ANY = Pool("integer", [1, 2, 3, 5])
"""For a place that is compared with nothing, a LIMIT say."""
RARE = {"jsonb": '{"smith": 4711}', "json": '{"smith": 4711}', "array": "{smith}"}
READS = frozenset({"select", "union", "intersect", "except", "subquery", "values"})
WRITES = frozenset({"update", "delete", "insert"})
CARRIED_OUT = regex(r"/\*M?!")
CHANCE = frozenset({"rand", "uuid", "random"})
VOLATILE = frozenset({"random", "gen_random_uuid", "clock_timestamp", "nextval", "randomblob"})


@dataclass(frozen=True, slots=True)
class Trial:
    """Everything that is needed to run both statements."""

    before: str
    after: str
    keys: Mapping[str, str]
    """Places of the statement after -> those of the one before."""
    plan: Plan
    found: Clues
    sorting: Sorting | None
    """What the statement before sorts by."""
    star: bool
    reads: tuple[str, ...]
    """Questions for the tables that are written."""
    written: tuple[str, str]
    """Both as they are written; `before` and `after` have small limits."""
    forms: tuple[Form, ...] = ()
    """What the statement after asks of columns that a plain index does not serve."""
    notes: tuple[str, ...] = ()
    """What was assumed."""

    def chosen(self, number: int) -> dict[str, Value]:
        """The values that parameters get with the database of a number."""
        chance = Random(number)  # noqa: S311 - values, not secrets
        found: dict[str, Value] = {}
        for slot in slots.slots(self.before):
            group = self.plan.pools.get(("", slots.name(slot.key).lower()), ANY)
            choice = group.values if chance.random() < 0.3 else group.hot or group.values
            found.setdefault(slot.key, chance.choice(choice))
        return found

    def favoured(self, number: int) -> dict[Spot, list[Value]]:
        """Columns that are compared with parameters, and the values that meet them."""
        found: dict[Spot, list[Value]] = {}
        for key, value in self.chosen(number).items():
            mine = ("", slots.name(key).lower())
            for one, other in self.found.linked:
                for spot in {one, other} - {mine} if mine in {one, other} else ():
                    if spot[0]:
                        found.setdefault(spot, []).extend(near(value))
        return found

    def bound(self, number: int, engine: str) -> tuple[str, str]:
        """Both statements with the values of a database of a number."""
        return self._bound(number, engine, self.before, self.after)

    def whole(self, engine: str = "postgres") -> tuple[str, str]:
        """Both statements for a large database, with the numbers that they were written with."""
        return self._bound(1, engine, *self.written, rare=self._rare())

    def sorted_by(self, number: int, engine: str) -> str:
        """The question for the keys that rows are sorted by; empty if it cannot be asked."""
        chosen = self.chosen(number)
        values = {s.key: _said(chosen[s.key], s, engine) for s in slots.slots(self.before)}
        return self.sorting.bound(values) if self.sorting is not None else ""

    def _rare(self) -> dict[str, Value]:
        """Values for what is looked for inside others, such as somebody would look for."""
        fields = {
            (f.name.lower(), c.name.lower()): c.sort for f in self.plan.frames for c in f.fields
        }
        found = {place: fields.get(one.spot, "") for one in self.forms for place in one.places}
        return {
            slot.key: RARE.get(found[name], "smith")
            for slot in slots.slots(self.before)
            if (name := slots.name(slot.key).lower()) in found
        }

    def _bound(
        self,
        number: int,
        engine: str,
        before: str,
        after: str,
        rare: Mapping[str, Value] = MappingProxyType({}),
    ) -> tuple[str, str]:
        chosen = {**self.chosen(number), **rare}
        values = {slot.key: _said(chosen[slot.key], slot, engine) for slot in slots.slots(before)}
        again = {key: values[mine] for key, mine in self.keys.items()}
        return slots.bound(before, values), slots.bound(after, again)


def _said(value: Value, slot: slots.Slot, engine: str) -> str:
    if slot.around is None:
        return literal(value, engine)
    inside = "" if value is None else escaped(str(value), engine)
    return f"'{slot.around[0]}{inside}{slot.around[1]}'"


def trial(before: str, after: str, dialect: str, schema: Schema) -> Trial:
    """Read both statements; raises `Unclear`."""
    from sqlglot import exp

    written = before, after
    (before, after), notes = cut(before, after)
    keys = slots.aligned(before, after)
    if keys is None:
        raise Unclear("the parameters of the two statements do not go together.")
    trees = [_tree(before, dialect), _tree(after, dialect)]
    if trees[0].key != trees[1].key and not {trees[0].key, trees[1].key} <= READS:
        raise Unclear("one statement reads rows and the other writes them.")
    made = frames(trees, schema)
    found = clues(trees, schema, dialect)
    made = tuple(told(one, found) for one in made)
    plan = Plan(made, *pooled(made, found), tuple(sorted(n for n in found.counts if n <= 300)))
    target = _written(trees[0]) if trees[0].key in WRITES else ""
    return Trial(
        before,
        after,
        keys,
        plan,
        found,
        sorting=sorting(trees[0], dialect),
        star=isinstance(trees[0], exp.Select) and any(one.is_star for one in trees[0].selects),
        reads=tuple(f"SELECT * FROM {quoted(f)}" for f in made if f.name.lower() == target),
        written=written,
        forms=forms(after, trees[1:], schema),
        notes=notes,
    )


def _tree(sql: str, dialect: str) -> "exp.Expr":
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    if dialect == "mysql" and CARRIED_OUT.search(sql):
        raise Unclear("it holds a comment that MySQL carries out, which is not looked into.")
    try:
        found = [it for it in sqlglot.parse(slots.named(sql), dialect=dialect) if it is not None]
    except (SqlglotError, RecursionError, ValueError):
        raise Unclear(f"the statement cannot be read as one of {dialect}.") from None
    if len(found) != 1 or found[0].key not in READS | WRITES:
        raise Unclear("only SELECT, INSERT, UPDATE and DELETE are run in the lab.")
    tree = found[0]
    if any(True for _ in tree.find_all(exp.Into, exp.Lock)):
        raise Unclear("it locks rows or makes a table, which a scratch database cannot show.")
    for call in tree.find_all(exp.Func):
        name = call.name if isinstance(call, exp.Anonymous) else call.key
        if name.lower() in CHANCE | VOLATILE:
            raise Unclear(f"`{name.lower()}` answers differently each time.")
    return tree


def _written(tree: "exp.Expr") -> str:
    from sqlglot import exp

    table = tree.this.find(exp.Table) if tree.this is not None else None
    return table.name.lower() if table is not None else ""
