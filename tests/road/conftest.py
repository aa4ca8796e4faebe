"""One model server and one child process for all tests of the road."""

from agent.conftest import double, model, pair

__all__ = ["double", "model", "pair"]
