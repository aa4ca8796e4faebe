"""The actions that stand first in the menu are shown by pages in every stack."""

import pytest

from benchmarks.matrix import STACKS, matrix

BOLD = ("design-endpoint", "optimize-query", "add-validation")
SHOWN = set("iaw")
"""Kinds of pages that show an action at work, by itself or with an agent."""


@pytest.fixture(scope="module")
def found():
    return matrix()


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("action", BOLD)
def test_a_bold_action_is_shown_at_work(action, stack, found):
    assert SHOWN & set(found[action][stack])
