"""A server that is no honest model: it sends what no model would, for ever, or somewhere else."""

import asyncio
import json

import pytest

from agent.test_child import ask, quiet
from backlight.providers import ModelError
from double.messages import Fail, Messages, Raw, events, reply, say

pytestmark = pytest.mark.asyncio(loop_scope="session")


def block(**odd):
    """A reply with one call whose parts are odd."""
    return reply(
        [{"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {}} | odd], "tool_use"
    )


@pytest.mark.parametrize(
    "odd",
    [{"name": 5}, {"name": ["Read"]}, {"id": None}],
    ids=str,
)
async def test_e10_a_call_without_a_name_or_an_id_is_no_reply(double, model, odd):
    double.script += [block(**odd)] * 3
    with pytest.raises(ModelError, match="not in the form of the Messages API"):
        await model.reply(ask("Do it."), quiet)


@pytest.mark.parametrize("count", [-5_000_000, 10**400, "many", 1.5, None])
async def test_e12_an_odd_count_of_tokens_counts_nothing(double, model, count):
    double.script += [say("Here.", usage={"input_tokens": count, "output_tokens": 20})]
    turn = await model.reply(ask("Do it."), quiet)
    assert (turn.text, turn.usage.input) == ("Here.", 0)


async def test_a_reply_that_never_ends_is_given_up_before_it_fills_the_memory(double, model):
    start, ping, begin, *_ = events(say("Hello."))
    words = {"type": "text_delta", "text": "word " * 200_000}
    more = ("content_block_delta", {"type": "content_block_delta", "index": 0, "delta": words})
    double.script += [Raw((start, ping, begin, *[more] * 400))] * 3
    before = double.sent
    with pytest.raises(ModelError, match="longer than any reply"):
        async with asyncio.timeout(60):
            await model.reply(ask("Do it."), quiet)
    assert double.sent - before < 3 * 100


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_neither_the_key_nor_the_prompt_follows_to_another_address(double, model, status):
    with Messages() as elsewhere:
        away = {"location": f"{elsewhere.url}/v1/messages"}
        double.script += [Fail(status, headers=away)] * 3
        with pytest.raises(ModelError, match=str(status)):
            await model.reply(ask("Do it."), quiet)
        assert elsewhere.seen == []
    assert len(double.requests) == 1


async def test_a_page_of_a_portal_is_told_as_no_reply(double, model):
    page = b"<html>Log in to the network</html>\n\n"
    double.script += [Raw((page,))] * 3
    with pytest.raises(ModelError, match="The reply of"):
        await model.reply(ask("Do it."), quiet)


async def test_an_error_of_a_megabyte_is_cut(double, model):
    double.script += [Fail(400, "invalid_request_error", "x" * 1_000_000)]
    with pytest.raises(ModelError) as caught:
        await model.reply(ask("Do it."), quiet)
    assert len(caught.value.sentence) < 1000


async def test_half_a_character_in_an_error_is_not_shown(double, model):
    double.script += [Fail(400, "invalid_request_error", "half \ud83d")]
    with pytest.raises(ModelError) as caught:
        await model.reply(ask("Do it."), quiet)
    assert json.dumps(caught.value.sentence, ensure_ascii=False).encode()
