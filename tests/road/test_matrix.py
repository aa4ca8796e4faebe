"""Every action is shown at work by pages in every stack, and so is what it does not let by."""

import pytest

from backlight.actions import ALL
from benchmarks.matrix import KEPT, SHOWN, STACKS, matrix

CELLS = [(action.id, stack) for action in ALL for stack in STACKS]


@pytest.fixture(scope="module")
def found():
    return matrix()


@pytest.mark.parametrize(("action", "stack"), CELLS)
def test_an_action_is_shown_at_work_and_refused(action, stack, found):
    kinds = set(found[action][stack])
    assert kinds & SHOWN, "no page shows what it makes of code"
    assert kinds & KEPT, "no page shows what it refuses or sends back"
