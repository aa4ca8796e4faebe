"""Models on this machine: found where they listen when somebody asks, and never used unasked."""

import socket

import pytest

from backlight.agent import choice
from backlight.providers import credentials
from backlight.providers.local import look
from double.messages import Messages

LISTED = [{"id": "qwen3:8b", "object": "model"}, {"id": "llama3", "object": "model"}]


def port_of(double):
    return double.url.rpartition(":")[2]


async def test_a_server_that_lists_models_is_found():
    with Messages() as double:
        double.models = LISTED
        (found,) = await look((port_of(double),))
        assert (found.url, [model.id for model in found.models]) == (
            double.url,
            ["qwen3:8b", "llama3"],
        )
        assert double.requests == []


@pytest.mark.parametrize("models", [None, [], "none", [5], {"a": 1}])
async def test_a_server_that_lists_none_is_no_server_of_models(models):
    with Messages() as double:
        double.models = models
        assert await look((port_of(double),)) == ()


async def test_where_nobody_listens_or_says_anything_nothing_is_found():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            ports = (str(silent.getsockname()[1]), str(closed.getsockname()[1]))
            assert await look((*ports, "0", "70000", "x", "-1", "", "9" * 5000)) == ()


def test_keys_are_not_for_whoever_listens_there():
    environ = {
        "ANTHROPIC_API_KEY": "sk-1",
        "ANTHROPIC_AUTH_TOKEN": "t",
        "BACKLIGHT_PROVIDER": "bedrock",
    }
    choice.point_at(environ, "http://127.0.0.1:11434", "qwen3:8b")
    assert environ == {
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:11434",
        "ANTHROPIC_MODEL": "qwen3:8b",
        "BACKLIGHT_PROVIDER": "anthropic",
    }
    assert credentials.problem(environ) is None
