"""Where two lists of lines differ: always true, and as little as can be where little does."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.diffs import steps

FEW = [["}"], ["a", "}"], ["def f():", "    return 1", "", "}", "", "}"]]
"""What a file repeats: the more often, the more pairs of equal lines there are."""


def kept(old, new):
    """The stretches cover both, in order, and those that are called the same are; answers the rest."""
    at, differing = (0, 0), 0
    for same, i, j, k, m in steps(old, new):
        assert (i, k) == at
        if same:
            assert old[i:j] == new[k:m]
        else:
            differing += j - i + m - k
            assert (i, k) != (j, m)
        at = (j, m)
    assert at == (len(old), len(new))
    return differing


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from("ab}"), max_size=9), st.lists(st.sampled_from("ab}"), max_size=9))
def test_short_ones(old, new):
    kept(old, new)


@pytest.mark.parametrize("times", [1, 700, 12_000], ids=["short", "long", "very long"])
@pytest.mark.parametrize("piece", FEW, ids=["one line", "two lines", "six lines"])
@pytest.mark.parametrize("own", [0, 9], ids=["nothing else", "lines of their own between"])
def test_what_was_changed_in_a_few_places_is_all_that_differs(times, piece, own):
    """However often a file says the same: its ends, its middle, and both at once."""
    random = Random(f"{times} {len(piece)} {own}")  # noqa: S311 - nothing is kept secret by it
    old = piece * times
    for number in range(own):
        old.insert(random.randrange(len(old)), f"own {number}")
    for _ in range(6):
        new = list(old)
        for number in range(3):
            new.insert(random.choice([0, len(new), random.randrange(len(new))]), f"new {number}")
        del new[random.randrange(len(new))]
        assert kept(old, new) <= 4


@pytest.mark.parametrize("times", [1, 300])
def test_where_everything_differs_all_of_it_is_replaced(times):
    old = [f"{line}{number // 8}" for number in range(times) for line in "abcd"]
    new = [f"    {line}" for line in old]
    assert steps(old, new) == [(False, 0, len(old), 0, len(new))]


@pytest.mark.parametrize("size", [50, 5_000])
def test_blocks_that_change_places_and_lines_by_chance(size):
    random = Random(size)  # noqa: S311 - nothing is kept secret by it
    for kinds in (2, 10, size):
        old = [random.randrange(kinds) for _ in range(size)]
        new = old[size // 2 :] + old[: size // 2]
        kept(old, new)
        kept(old, [random.randrange(kinds) for _ in range(size)])


def test_of_many_lines_every_second_one_differs():
    old = [f"{kind} {number}" for number in range(50_000) for kind in ("same", "old")]
    new = [line.replace("old", "new") for line in old]
    assert kept(old, new) == 100_000
