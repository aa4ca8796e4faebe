"""Which indexes of some rows serve a query: those whose condition the query itself implies.

>>> index = PartialIndex(columns=("email",), where="(deleted_at IS NULL)")
>>> [serves(index, certain(Statement(f"SELECT 1 FROM users WHERE email = ? {more}")))
...     for more in ("", "AND users.deleted_at IS NULL", "OR deleted_at IS NULL")]
[False, True, False]
>>> [sorted(certain(Statement(f"SELECT 1 FROM users WHERE {said}")))
...     for said in ("NOT gone AND a = 1", "NOT gone OR a = 1", "NOT (gone AND a)")]
[[('a', '=', '1'), ('gone', '=', 'false')], [], []]
"""

from collections.abc import Iterable, Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.tables import PartialIndex
from backlight.sql.conditions import Range, conjuncts
from backlight.sql.shape import Leaf, Statement, conditions, leaves

CAST = regex(r"::[\w ]+(?:\(\d+\))?(?:\[\])?")
GIVEN = regex(r"^(?:\?|%s|%\(\w+\)s|[:@$]\w+|#?\{.*)$")
CONSTANT = regex(r"\b(?:true|false|null)\b", IGNORECASE)
COMPARES = frozenset({"=", "<", ">", "<=", ">=", "<>", "in", "between", "like", "ilike"})
"""What is no answer for a row that has no value there."""

Predicate = tuple[str, str, str]
"""A column, an operator, and what it is held against; of a value that is given later, `?`."""


def serves(index: PartialIndex, said: frozenset[Predicate]) -> bool:
    """Whether every row that the query wants is in the index, as far as its words tell.

    A value that is given later may be the one that the index is made for.
    """
    whole = Statement(f"SELECT 1 FROM t WHERE {index.where}")
    found = leaves(whole)
    if not found or len(unconditional(whole)) < len(found):
        return False
    return all(_implied(_predicate(whole, leaf), said) for leaf in found)


def certain(statement: Statement) -> frozenset[Predicate]:
    """The predicates that every row of a statement meets: of an OR none, of a NOT a bare column."""
    return frozenset(_predicate(statement, leaf) for leaf in unconditional(statement))


def compared(names: Iterable[str]) -> frozenset[Predicate]:
    """The same of columns that are compared with values which nothing is known of."""
    return frozenset((name.lower(), "=", "?") for name in names)


def unconditional(statement: Statement) -> list[Leaf]:
    """The comparisons that every row of a statement meets: no OR and no NOT is around them."""
    spans = (span for select in statement.selects for span in conditions(select))
    parts = {part for span in spans for part in _joined(statement, span)}
    return [
        leaf
        for leaf in leaves(statement)
        if (leaf.start - leaf.negated, leaf.end) in parts and not (leaf.negated and leaf.operator)
    ]


def _joined(statement: Statement, span: Range) -> Iterator[Range]:
    """The parts of a condition that all must hold, those in parentheses as well."""
    span = statement.inner(span)
    parts = conjuncts(statement, span)
    if len(parts) < 2:
        yield span
        return
    for part in parts:
        yield from _joined(statement, part)


def _predicate(statement: Statement, leaf: Leaf) -> Predicate:
    column = CAST.sub("", _text(statement, leaf.left)).rpartition(".")[2].strip('"`[]').lower()
    if not leaf.operator:
        return column, "=", "false" if leaf.negated else "true"
    right = CAST.sub("", _text(statement, leaf.right))
    right = CONSTANT.sub(lambda word: word[0].lower(), right)
    return column, "<>" if leaf.operator == "!=" else leaf.operator, right


def _text(statement: Statement, span: tuple[int, int]) -> str:
    return statement.text(statement.inner(span))


def _implied(wanted: Predicate, said: frozenset[Predicate]) -> bool:
    column, operator, value = wanted
    if wanted in said or any(wanted == other for one in said for other in _same(one)):
        return True
    mine = [(how, what) for name, how, what in said if name == column]
    if (operator, value) == ("is not", "null"):
        return any(how in COMPARES for how, _ in mine)
    return any(how == operator and GIVEN.match(what) for how, what in mine)


def _same(one: Predicate) -> Iterator[Predicate]:
    """Other words for the same."""
    column, operator, value = one
    if operator == "is" and value in {"true", "false"}:
        yield column, "=", value
    if operator in {"=", "is"} and value == "true":
        yield column, "is not", "false"
    if operator in {"=", "is"} and value == "false":
        yield column, "is not", "true"
