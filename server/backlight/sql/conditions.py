"""A condition taken apart into its predicates, through AND, OR, NOT and parentheses."""

from collections.abc import Iterator
from itertools import count

from backlight.sql.shape import COMPARISONS, Leaf, Select, Statement

Range = tuple[int, int]


def split(statement: Statement, select: Select, span: Range) -> Iterator[Leaf]:
    """The predicates of a condition."""
    numbers = count(span[0] * 1000)
    todo = [(span, False, next(numbers))]
    while todo:
        span, negated, group = todo.pop()
        start, end = span = statement.inner(span)
        if start >= end:
            continue
        either, both = parts(statement, span, "or"), parts(statement, span, "and")
        if len(either) > 1:
            todo += [(part, negated, next(numbers)) for part in reversed(either)]
        elif len(both) > 1:
            todo += [(part, negated, group) for part in reversed(both)]
        elif statement.lower[start] == "not" and _goes_on(statement, span):
            while _goes_on(statement, (start, end)) and statement.lower[start] == "not":
                start += 1
            todo.append(((start, end), True, next(numbers)))
        else:
            yield _leaf(statement, select, span, negated=negated, group=group)


def conjuncts(statement: Statement, span: Range) -> list[Range]:
    """The parts of a condition that all must hold."""
    return parts(statement, span, "and") if len(parts(statement, span, "or")) == 1 else [span]


def parts(statement: Statement, span: Range, joint: str) -> list[Range]:
    """Split at a word that stands in no parentheses, no CASE and no BETWEEN."""
    found, began, at, cases, between = [], span[0], span[0], 0, False
    while at < span[1]:
        word = statement.lower[at]
        if word == "case":
            cases += 1
        elif word == "end" and cases:
            cases -= 1
        elif word == "between" and not cases:
            between = True
        elif word == "and" and between and not cases:
            between = False
        elif word == joint and not cases:
            found.append((began, at))
            began = at + 1
        at = statement.close.get(at, at) + 1
    return [*found, (began, span[1])]


def _leaf(statement: Statement, select: Select, span: Range, *, negated: bool, group: int) -> Leaf:
    start, end = span
    at, cases = start, 0
    while at < end:
        word = statement.lower[at]
        cases += (word == "case") - (word == "end")
        if not cases and (
            word in COMPARISONS or word in {"like", "ilike", "in", "between", "is", "not"}
        ):
            operator, after = word, at + 1
            if word in {"not", "is"} and after < end and statement.lower[after] in _AFTER[word]:
                operator, after = f"{word} {statement.lower[after]}", after + 1
            if at > start:
                right = (after, end)
                return Leaf(start, end, (start, at), operator, right, negated, group, select)
        at = statement.close.get(at, at) + 1
    return Leaf(start, end, span, "", (end, end), negated, group, select)


_AFTER = {"not": {"in", "like", "ilike", "between"}, "is": {"not"}}


def _goes_on(statement: Statement, span: Range) -> bool:
    """Whether a NOT is followed by a condition of its own, and not by EXISTS."""
    return span[1] - span[0] > 1 and statement.lower[span[0] + 1] != "exists"
