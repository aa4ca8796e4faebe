"""What is found out about a server, and what becomes of it: its models, and what it does not take."""

import os

import pytest
import pytest_asyncio

from agent.test_child import ask, quiet
from backlight.agent import choice
from backlight.config import Config
from backlight.providers import ModelError
from backlight.providers.child import Child
from double.messages import Fail, say

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def fresh():
    """Nothing is known of any server."""
    choice._known.clear()
    yield
    choice._known.clear()


LOCAL = [{"id": "qwen3:8b", "object": "model", "owned_by": "library"}]


async def chosen(wanted, double, child, **settings):
    return await choice.choose(wanted, Config(**settings), double.environ, child)


async def test_the_list_is_asked_once_and_only_for_a_short_name(double, model, fresh):
    double.models = LOCAL
    assert (await chosen("sonnet", double, model)).model == "qwen3:8b"
    assert (await chosen("haiku", double, model)).model == "qwen3:8b"
    assert len(double.gets) == 1


async def test_a_server_without_a_list_gets_what_the_table_says(double, model, fresh):
    assert (await chosen("sonnet", double, model)).model == "claude-sonnet-5-5"
    assert double.gets


@pytest.mark.parametrize("odd", [[], {}, "none", [5], [{"id": 5}], [[]]])
async def test_a_list_that_is_none_is_no_matter(double, model, fresh, odd):
    double.models = odd
    assert (await chosen("sonnet", double, model)).model == "claude-sonnet-5-5"


async def test_of_several_local_models_the_user_must_name_one(double, model, fresh):
    double.models = [*LOCAL, {"id": "llama3"}]
    with pytest.raises(ModelError, match="qwen3:8b, llama3: name one"):
        await chosen("sonnet", double, model)
    assert (await chosen("sonnet", double, model, model="llama3")).model == "llama3"


async def test_a_small_context_is_noted(double, model, fresh):
    double.models = [{"id": "tiny", "meta": {"n_ctx": 4096}}]
    assert "4,096 tokens" in (await chosen("sonnet", double, model)).notes[-1]
    assert "4,096 tokens" in (await chosen("sonnet", double, model, model="tiny")).notes[-1]


REFUSES = [
    Fail(400, "invalid_request_error", "thinking: Extra inputs are not permitted"),
    Fail(400, "BadRequestError", "output_config.effort: unknown field"),
    Fail(400, "invalid_request_error", "system.0.cache_control.ttl: not supported"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def unspoilt(double):
    """A child of its own: it remembers what it finds out about a server."""
    one = Child({**os.environ, **double.environ})
    yield one
    await one.close()


@pytest.mark.parametrize("refusal", REFUSES)
async def test_what_only_some_servers_take_is_left_out_for_the_others(double, unspoilt, refusal):
    double.script += [refusal, say("Here."), say("Again.")]
    assert (await unspoilt.reply(ask("Do it."), quiet)).text == "Here."
    assert (await unspoilt.reply(ask("Do it."), quiet)).text == "Again."
    first, *others = double.requests
    assert "thinking" in first
    assert "cache_control" in str(first)
    for body in others:
        assert set(body) == {"model", "max_tokens", "system", "messages", "tools", "stream"}
        assert "cache_control" not in str(body)
        assert body["tools"] == first["tools"]


async def test_a_refusal_of_something_else_is_not_asked_again(double, unspoilt):
    double.script += [Fail(400, "invalid_request_error", "max_tokens: too many")]
    with pytest.raises(ModelError, match="max_tokens: too many"):
        await unspoilt.reply(ask("Do it."), quiet)
    assert len(double.requests) == 1


async def test_the_effort_of_the_settings_reaches_the_model(road):
    road.write(app_dot_py="a = 1\n")
    await road.run(say("No change is needed."), say("None."), effort="high")
    assert road.double.requests[0]["output_config"] == {"effort": "high"}
