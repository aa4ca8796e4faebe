"""What a statement asks of a column that an index over the plain column does not serve.

A function of it wants an index over the function; what lies inside a value wants GIN; and rows that
are always left out (`deleted_at IS NULL`) need not be in an index.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from backlight.analysis.tables import Schema
from backlight.sql.lab import slots
from backlight.sql.lab.owners import owners

if TYPE_CHECKING:
    from sqlglot import exp

Spot = tuple[str, str]
TRIGRAMS = "{} gin_trgm_ops"


@dataclass(frozen=True, slots=True)
class Form:
    """One such question; of `key`, `using` and `where` one at least is told."""

    spot: Spot
    key: str = "{}"
    """How the column stands in the index."""
    using: str = ""
    where: str = ""
    """What is true of the column in every row that is asked for."""
    places: tuple[str, ...] = ()
    """The parameters that are looked for inside it."""


def forms(sql: str, trees: Iterable["exp.Expr"], schema: Schema) -> tuple[Form, ...]:
    """Those of statements that were read; `sql` has the places of their parameters."""
    inside = {
        slots.name(slot.key).lower()
        for slot in slots.slots(sql)
        if slot.around is not None and slot.around[0].startswith(("%", "_"))
    }
    found: dict[Form, None] = {}
    for tree in trees:
        ctes = {cte.alias.lower() for cte in _all(tree, "cte")}
        for column, one in _asked(tree, inside):
            mine = owners(column, schema, ctes)
            if len(mine) == 1:
                spot = mine[0].lower(), column.name.lower()
                found[replace(one, spot=spot)] = None
    return tuple(found)


def _asked(tree: "exp.Expr", inside: set[str]) -> Iterator[tuple["exp.Column", Form]]:
    nowhere = "", ""
    for node in _all(tree, "eq", "in", "like"):
        call = node.this
        if (
            call.key in {"lower", "upper"}
            and call.this.key == "column"
            and not _inside(node, inside)
        ):
            yield call.this, Form(nowhere, f"{call.key}({{}})")
    for node in _all(tree, "like", "ilike"):
        if node.this.key == "column" and _inside(node, inside):
            yield node.this, Form(nowhere, TRIGRAMS, "gin", places=_places(node))
    yield from _words(tree)
    for node in _all(tree, "arraycontainsall", "jsonbcontains"):
        other = node.expression
        bound = other.key == "column" and other.name.startswith("bind_")
        if node.this.key == "column" and (bound or other.key != "column"):
            yield node.this, Form(nowhere, "{}", "gin", places=_places(node))
    for node in _all(tree, "is", "eq", "not"):
        where = _constant(node)
        if where and _always(node):
            yield node.this, Form(nowhere, where=where)


def _words(tree: "exp.Expr") -> Iterator[tuple["exp.Column", Form]]:
    """Words that are looked for: `to_tsvector('english', body) @@ …`.

    Without its language the function depends on a setting, and no index can be made.
    """
    for node in _all(tree, "matchagainst"):
        call = next(iter(node.expressions), node)
        given = call.expressions
        if call.name.lower() != "to_tsvector" or len(given) != 2 or given[1].key != "column":
            continue
        language = given[0].name
        if given[0].key == "literal" and language.isidentifier():
            key = f"to_tsvector('{language}', {{}})"
            yield given[1], Form(("", ""), key, "gin", places=_places(node.this))


def _constant(node: "exp.Expr") -> str:
    """What a condition says of a column with no value in it; empty if it says something else."""
    if node.this.key != "column":
        return ""
    if node.key == "not":
        return "= false"
    other = node.expression
    if node.key == "is":
        return "IS NULL" if other.key == "null" and not node.args.get("negate") else ""
    return f"= {str(other.this).lower()}" if other.key == "boolean" else ""


def _always(node: "exp.Expr") -> bool:
    """Whether a condition holds for every row: it stands in WHERE, joined by AND alone."""
    above = node.parent
    while above is not None and above.key in {"and", "paren"}:
        above = above.parent
    return above is not None and above.key == "where"


def _inside(node: "exp.Expr", inside: set[str]) -> bool:
    """Whether a pattern begins with anything, as it is written or by the place it stands in."""
    pattern = node.args.get("expression")
    while pattern is not None and pattern.key in {"dpipe", "concat", "paren", "safeconcat"}:
        pattern = pattern.this or next(iter(pattern.expressions), None)
    if pattern is None:
        return False
    if pattern.key == "literal":
        return str(pattern.name).startswith(("%", "_"))
    return pattern.key == "column" and pattern.name.lower() in inside


def _places(node: "exp.Expr") -> tuple[str, ...]:
    """The parameters on the other side."""
    other = node.args.get("expression", node)
    named = (one.name for one in _all(other, "column"))
    return tuple(name.lower() for name in named if name.lower().startswith("bind_"))


def _all(tree: "exp.Expr", *keys: str) -> Iterator["exp.Expr"]:
    return (node for node in tree.walk() if node.key in keys)
