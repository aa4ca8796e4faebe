"""Rows that an ORDER BY leaves in any order: a statement may give them as it likes.

An ORDER BY asks for its keys to be in order, and for nothing else. So it is the keys that are
compared; where the answer does not show them, it is asked whether any two rows have the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from re import compile as regex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

BOUND = regex(r"\bbind_(\w+)\b")


@dataclass(frozen=True, slots=True)
class Sorting:
    """What a statement sorts by."""

    places: tuple[int, ...] = ()
    """The columns of the answer that are the keys, if it shows all of them."""
    asks: str = ""
    """A statement for the keys of all rows, without a LIMIT; places are named as in a tree."""

    def keys(self, rows: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
        """The keys of an answer, in its order."""
        return [tuple(row[at] for at in self.places) for row in rows]

    def bound(self, literals: Mapping[str, str]) -> str:
        """The statement for the keys, with the values of this database."""
        return BOUND.sub(lambda hit: literals.get(hit[1], "NULL"), self.asks)


def sorting(tree: "exp.Expr", dialect: str) -> Sorting | None:
    """What the top of a statement sorts by; `None` if it does not."""
    from sqlglot import exp

    order = tree.args.get("order")
    if order is None or not isinstance(tree, exp.Query):
        return None
    names = [one.alias_or_name.lower() for one in tree.selects]
    places, keys = [], []
    for ordered in order.expressions:
        at = _place(ordered.this, names, tree.selects)
        places.append(at)
        shown = tree.selects[at] if at >= 0 else ordered.this
        keys.append(shown.this if isinstance(shown, exp.Alias) else shown)
    shown_all = tuple(places) if min(places, default=-1) >= 0 else ()
    if not isinstance(tree, exp.Select):
        return Sorting(shown_all)
    copy = tree.copy()
    for part in ("limit", "offset", "distinct", "order"):
        copy.set(part, None)
    copy.set("expressions", [exp.alias_(key.copy(), f"k{n}") for n, key in enumerate(keys)])
    return Sorting(shown_all, copy.sql(dialect))


def _place(key: "exp.Expr", names: Sequence[str], listed: Sequence["exp.Expr"]) -> int:
    """Which column of the answer a key is: by its number, its name or its text; -1 for none."""
    if key.key == "literal" and key.name.isdigit() and 0 < int(key.name) <= len(names):
        return int(key.name) - 1
    if key.key == "column" and not key.args.get("table") and key.name.lower() in names:
        return names.index(key.name.lower())
    texts = [(one.this if one.key == "alias" else one).sql() for one in listed]
    return texts.index(key.sql()) if key.sql() in texts else -1
