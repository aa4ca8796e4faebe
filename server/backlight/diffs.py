"""Where two lists of lines differ: in a time that grows with them, not with their square.

Lines that say the same again and again (`}`, a blank one, a file that was pasted ten times) are
what takes long: of many, the lines that are there once lead the way, or those that differ.

>>> steps(["a", "b", "c"], ["a", "x", "c"])
[(True, 0, 1, 0, 1), (False, 1, 2, 1, 2), (True, 2, 3, 2, 3)]
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

CHEAP = 100_000
"""Pairs of equal lines up to which all are looked at."""
FEW = 4000
"""Lines up to which all pairs are: each stretch that stays costs a look at all lines."""
MOST = 400
"""Lines that differ, up to which a stretch of others is followed from its begin to its end."""
WORK = 2_000_000
"""Lines that are compared for it at most; else the one stretch takes the place of the other."""
DEEPEST = 30
"""How often a stretch is split by the lines that are there once."""

Block = tuple[int, int, int, int]
"""Lines `old[i:j]` that give place to `new[k:m]`."""
Step = tuple[bool, int, int, int, int]
"""Whether `old[i:j]` is `new[k:m]`, or gives place to it."""
Place = tuple[int, int]


def steps(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Step]:
    """All of both, stretch by stretch: what is the same, and what takes the place of what."""
    numbers: dict[Hashable, int] = {}
    a, b = ([numbers.setdefault(line, len(numbers)) for line in some] for some in (old, new))
    found: list[Step] = []
    at = (0, 0)
    for i, j, k, m in _settled(a, b, list(_blocks(a, b, (0, 0), 0))):
        if at != (i, k):
            found.append((True, at[0], i, at[1], k))
        found.append((False, i, j, k, m))
        at = (j, m)
    return [*found, (True, at[0], len(a), at[1], len(b))] if at[0] < len(a) else found


def common(old: Sequence[object], new: Sequence[object]) -> int:
    """How many of the first of both are the same."""
    size = min(len(old), len(new))
    return next((n for n in range(size) if old[n] != new[n]), size)


def _settled(a: list[int], b: list[int], blocks: list[Block]) -> list[Block]:
    """The same, with lines that are only added, or only gone, as far below as can be said.

    Which of two equal lines is gone depends on what else differs, if nobody settles it: two who
    take the same line away would seem to take away both.
    """
    found: list[Block] = []
    for block in reversed(blocks):
        found.append(_sunk(a, b, block, found[-1] if found else None))
        while len(found) > 1 and found[-1][1] == found[-2][0]:
            above, below = found.pop(), found.pop()
            joined = above[0], below[1], above[2], below[3]
            found.append(_sunk(a, b, joined, found[-1] if found else None))
    return found[::-1]


def _sunk(a: list[int], b: list[int], block: Block, below: Block | None) -> Block:
    """One of them, moved down over lines that say what it says, to the next one at most."""
    i, j, k, m = block
    end, last = (below[0], below[2]) if below else (len(a), len(b))
    size = 0
    if k == m:
        while j + size < end and a[i + size] == a[j + size]:
            size += 1
    elif i == j:
        while m + size < last and b[k + size] == b[m + size]:
            size += 1
    return i + size, j + size, k + size, m + size


def _blocks(a: list[int], b: list[int], at: Place, depth: int) -> Iterator[Block]:
    """The stretches that differ; `at` is where both begin in the whole."""
    head = common(a, b)
    tail = common(a[head:][::-1], b[head:][::-1])
    a, b = a[head : len(a) - tail], b[head : len(b) - tail]
    i, k = at[0] + head, at[1] + head
    if a and b:
        counted = Counter(a)
        if len(a) + len(b) <= FEW and sum(counted[line] for line in b) <= CHEAP:
            for tag, *block in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
                if tag != "equal":
                    yield i + block[0], i + block[1], k + block[2], k + block[3]
            return
        same = _once(a, b) if depth < DEEPEST else []
        if same := same or _followed(a, b):
            ends = [(-1, -1), *same, (len(a), len(b))]
            for (p, q), (r, s) in pairwise(ends):
                here = (i + p + 1, k + q + 1)
                yield from _blocks(a[p + 1 : r], b[q + 1 : s], here, depth + 1)
            return
    if a or b:
        yield i, i + len(a), k, k + len(b)


def _once(a: list[int], b: list[int]) -> list[Place]:
    """Lines that are there once in both, as many as follow each other in both (patience diff)."""
    left, right = Counter(a), Counter(b)
    places = {line: at for at, line in enumerate(b) if right[line] == left[line] == 1}
    pairs = [(at, places[line]) for at, line in enumerate(a) if line in places]
    tops: list[int] = []
    chains: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(tops, place)
        before.append(chains[at - 1] if at else -1)
        tops[at : at + 1], chains[at : at + 1] = [place], [number]
    found, number = [], chains[-1] if chains else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _followed(a: list[int], b: list[int]) -> list[Place]:
    """The lines that stay, where few do not (Myers' greedy way); nothing where it takes long."""
    furthest, trail, work = {1: 0}, [], 0
    for differing in range(MOST):
        trail.append(dict(furthest))
        for k in range(-differing, differing + 1, 2):
            down = _down(furthest, k, differing)
            start = x = furthest[k + 1] if down else furthest[k - 1] + 1
            y = x - k
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            furthest[k], work = x, work + x - start
            if x >= len(a) and y >= len(b):
                return _traced(trail, len(a), len(b))
        if work > WORK:
            break
    return []


def _down(furthest: dict[int, int], k: int, differing: int) -> bool:
    """Whether a diagonal goes on with a line of `b` more; else it does with one of `a` less."""
    return k == -differing or (k != differing and furthest[k - 1] < furthest[k + 1])


def _traced(trail: list[dict[int, int]], x: int, y: int) -> list[Place]:
    """The way back, by the lines that are the same."""
    found = []
    for differing in range(len(trail) - 1, -1, -1):
        furthest, k = trail[differing], x - y
        down = _down(furthest, k, differing)
        start = furthest[k + 1] if down else furthest[k - 1] + 1
        while x > start:
            x, y = x - 1, y - 1
            found.append((x, y))
        x, y = (x, y - 1) if down else (x - 1, y)
    return found[::-1]
