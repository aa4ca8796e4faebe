"""Every case ends with the same four questions."""

import pytest

from double.messages import Messages
from faults.ground import Ground


@pytest.fixture
def model():
    with Messages() as double:
        yield double


@pytest.fixture
def ground(tmp_path, watch, model):
    """A case; afterwards nothing is lost, written or leaked, and the server still answers."""
    case = Ground(tmp_path, watch, model)
    yield case
    assert not list(case.wrong())
