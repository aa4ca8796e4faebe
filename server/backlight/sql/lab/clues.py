"""What statements say of the columns they name: the values they compare, and what goes together.

The data of the scratch databases is aimed at these: a value that is compared with, its neighbours,
and columns that are compared with each other share their values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from backlight.analysis.tables import Schema
from backlight.sql.lab.literals import days, numbers, signed
from backlight.sql.lab.owners import owners

if TYPE_CHECKING:
    from sqlglot import exp

Node = TypeVar("Node", bound="exp.Expr")
Spot = tuple[str, str]
"""A table and a column, in lower case; the table is empty for a bound value."""


@dataclass(frozen=True, slots=True)
class Said:
    """A predicate on one column: its text with `c` for the column, and whose it is."""

    spot: Spot
    alias: str
    text: str
    branch: str
    """The side of an OR that it stands on."""


@dataclass(slots=True)
class Clues:
    """Everything that the trees say."""

    literals: dict[Spot, dict[str, bool]] = field(default_factory=dict)
    """Column -> the literals near it; true if they are text."""
    days: dict[Spot, set[int]] = field(default_factory=dict)
    """Column -> days of the intervals that are added to it."""
    linked: list[tuple[Spot, Spot]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    sorted: list[Spot] = field(default_factory=list)
    """Columns that rows are sorted by."""
    counts: set[int] = field(default_factory=set)
    """Numbers that rows are counted against: HAVING, LIMIT, OFFSET."""
    cut: bool = False
    """A LIMIT, OFFSET or window: the order in which rows lie can show."""


def clues(trees: Iterable["exp.Expr"], schema: Schema, dialect: str) -> Clues:
    """Read the trees of the statements."""
    found = Clues()
    for tree in trees:
        _Reader(tree, schema, dialect, found).read()
    return found


class _Reader:
    """One tree being read."""

    def __init__(self, tree: "exp.Expr", schema: Schema, dialect: str, found: Clues) -> None:
        from sqlglot import exp

        self.tree, self.schema, self.dialect, self.found = tree, schema, dialect, found
        self.ctes = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
        self.aliases = {one.alias.lower(): one.this for one in tree.find_all(exp.Alias)}

    def read(self) -> None:
        """Every predicate, every literal."""
        from sqlglot import exp

        for node in self.tree.find_all(exp.Predicate, exp.Add, exp.Sub, exp.Func, exp.Case):
            if not isinstance(node, exp.Connector):
                self._node(node)
        for place in self.tree.find_all(exp.Limit, exp.Offset, exp.Fetch, exp.Window):
            self.found.cut = True
            self.found.counts |= set(numbers(place)) if place.key != "window" else set()

        for order in self.tree.find_all(exp.Ordered):
            if isinstance(order.this, exp.Column):
                self.found.sorted += self._spots(order.this)

    def _node(self, node: "exp.Expr") -> None:
        from sqlglot import exp

        columns = list(_inside(node, exp.Column))
        spots = [(column, self._spots(column)) for column in columns]
        literals = list(_inside(node, exp.Literal))
        for _, mine in spots:
            for spot in mine:
                known = self.found.literals.setdefault(spot, {})
                for one in literals:
                    known.setdefault(signed(one), one.is_string)
                for interval in _inside(node, exp.Interval):
                    self.found.days.setdefault(spot, set()).update(days(interval))
        if not isinstance(node, exp.Predicate):
            return
        if any(True for _ in node.find_all(exp.AggFunc)):
            self.found.counts |= {int(t) for one in literals if (t := signed(one)).isdigit()}
        self._links(node, [spot for _, mine in spots for spot in mine])
        self._say(node, spots)

    def _links(self, node: "exp.Expr", spots: list[Spot]) -> None:
        """Columns that are compared; of a subquery, what it selects."""
        from sqlglot import exp

        if isinstance(node, exp.Exists):
            return
        linked = list(spots)
        for query in node.find_all(exp.Select):
            for listed in query.expressions:
                linked += [s for c in listed.find_all(exp.Column) for s in self._spots(c)]
        self.found.linked += [(linked[0], other) for other in linked[1:]]

    def _say(self, node: "exp.Expr", spots: list[tuple["exp.Column", list[Spot]]]) -> None:
        """A predicate that speaks of one column, so that values can be tried on it."""
        from sqlglot import exp

        alone = {spot for _, mine in spots for spot in mine}
        bare = {column.sql() for column, _ in spots}
        if len(alone) != 1 or len(bare) != 1 or node.find(exp.Select, exp.Count, exp.Window):
            return
        holder = exp.column("c")
        copy = node.copy()
        for sum_ in list(copy.find_all(exp.AggFunc)):  # what one row satisfies, a group can
            sum_.replace(sum_.this.copy())
        for one in list(copy.find_all(exp.Column)):
            one.replace(holder.copy())
        (column, mine), *_ = spots
        alias = f"{id(column.find_ancestor(exp.Select, exp.Update, exp.Delete))}.{column.table}"
        self.found.said.append(Said(mine[0], alias, copy.sql(self.dialect), _branch(node)))

    def _spots(self, column: "exp.Column", depth: int = 0) -> list[Spot]:
        """The columns of tables that a name leads to, through the subqueries that made it."""
        from sqlglot import exp

        name = column.name.lower()
        if name.startswith("bind_"):
            return [("", name)]
        tables = owners(column, self.schema, self.ctes)
        if tables:
            return [(table, name) for table in tables]
        made = self.aliases.get(name)
        if made is not None and depth < 3:
            inner = [made] if isinstance(made, exp.Column) else list(made.find_all(exp.Column))
            return [spot for one in inner for spot in self._spots(one, depth + 1)]
        return [
            (table, name)
            for other in self.tree.find_all(exp.Column)
            if other.name.lower() == name and other is not column
            for table in owners(other, self.schema, self.ctes)
        ][:2]


def _branch(node: "exp.Expr") -> str:
    """The innermost side of an OR around a predicate."""
    at: exp.Expr | None = node
    while at is not None and at.key != "select":
        above = at.parent
        if above is not None and above.key == "or" and at.key != "or":
            return str(id(at))
        at = above
    return ""


def _inside(node: "exp.Expr", kind: type[Node]) -> Iterator[Node]:
    """Nodes below one, subqueries left out."""
    from sqlglot import exp

    todo = list(node.iter_expressions())
    while todo:
        one = todo.pop(0)
        if isinstance(one, kind):
            yield one
        if not isinstance(one, exp.Query):
            todo += list(one.iter_expressions())
