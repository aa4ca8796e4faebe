"""The selects of a statement and their clauses, found by keywords and parentheses alone."""

from collections.abc import Iterator

CLAUSES = {"select", "from", "where", "group", "having", "window", "order", "limit", "offset"}
CLAUSES |= {"fetch", "for", "returning", "set", "values", "update", "delete", "insert"}
BREAKS = {"union", "intersect", "except", "minus"}


def pairs(lower: list[str]) -> dict[int, int]:
    """Each opening parenthesis with the one that closes it."""
    found, stack = {}, []
    for n, word in enumerate(lower):
        if word == "(":
            stack.append(n)
        elif word == ")" and stack:
            found[stack.pop()] = n
    return found


def ranges(lower: list[str], close: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    """Start, end and outer select (by its start, -1 for none) of every select, outer ones first."""
    stack: list[tuple[int, int]] = []
    opened: list[int] = []
    ends = set(close.values())
    for n, word in enumerate(lower):
        if word == "(":
            opened.append(n)
        elif n in ends:
            opened.pop()
        while stack and n >= stack[-1][1]:
            stack.pop()
        if word != "select" and not (n == 0 and word in {"update", "delete"}):
            continue
        limit = close.get(opened[-1], len(lower)) if opened else len(lower)
        end = _end(lower, n, limit, close)
        yield n, end, stack[-1][0] if stack else -1
        stack.append((n, end))


def _end(lower: list[str], start: int, limit: int, close: dict[int, int]) -> int:
    n = start
    while n < limit:
        if lower[n] in BREAKS or lower[n] == ";":
            return n
        n = close.get(n, n) + 1
    return limit


def clauses(
    lower: list[str], close: dict[int, int], start: int, end: int
) -> dict[str, tuple[int, int]]:
    """The clauses of one select: the keyword, and the range of the words after it."""
    found: dict[str, tuple[int, int]] = {}
    name, began, n = lower[start], start + 1, start + 1
    while n <= end:
        word = lower[n] if n < end else ""
        new = word in CLAUSES and not (word == "from" and name == "from")
        if n == end or (new and not (word == "set" and name != "update")):
            found.setdefault(name, (began, n))
            name, began = word, n + 1
        n = close.get(n, n) + 1 if n < end else n + 1
    return found
