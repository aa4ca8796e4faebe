"""The model in its child process, through the real SDK, against a real server on loopback.

The numbers E01 to E15 are those of the project's list of faults.
"""

import asyncio
import json

import pytest

from backlight.providers import ModelError, Request, Result, Tool
from double.messages import (
    MODEL,
    Cut,
    Fail,
    Raw,
    Stall,
    calls,
    events,
    reply,
    say,
    thinking,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

EDIT = Tool(name="Edit", description="Edit.", schema={"type": "object", "properties": {}})
SECRET = "sk-double-0123456789"


def ask(*messages, **more):
    given = {"model": MODEL, "system": ("You are x.",), "tools": (EDIT,), "messages": messages}
    return Request(**(given | more))


def quiet(_):
    """Take progress and do nothing."""


def wait(milliseconds):
    return {"retry-after-ms": str(milliseconds)}


async def test_a_turn_comes_back_whole(double, model):
    double.script += [calls(("Edit", {"path": "a.py"}), say="I edit.")]
    turn = await model.reply(ask("Do it."), quiet)
    assert turn.text == "I edit."
    assert [(call.tool, call.input) for call in turn.calls] == [("Edit", {"path": "a.py"})]
    assert turn.stop == "tool_use"
    assert (turn.usage.input, turn.usage.output, turn.usage.requests) == (100, 20, 1)


async def test_a_conversation_goes_back_as_it_came_and_is_cached(double, model):
    thought = [thinking("Hm.", "sig"), *calls(("Edit", {"a": 1}))["content"]]
    double.script += [reply(thought, "tool_use")]
    turn = await model.reply(ask("Do it."), quiet)
    await model.reply(ask("Do it.", turn, (Result(turn.calls[0].id, "Fine."),)), quiet)
    body = double.requests[1]
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
    assert body["messages"][1]["content"][0] == thinking("Hm.", "sig")
    assert body["messages"][1]["content"][1]["input"] == {"a": 1}
    assert body["messages"][2]["content"][0]["content"] == "Fine."
    assert body["system"][0]["cache_control"] == {"type": "ephemeral", "ttl": "1h"}
    assert body["messages"][2]["content"][-1]["cache_control"] == {"type": "ephemeral"}
    assert body["messages"][0]["content"][-1]["cache_control"] == {"type": "ephemeral"}
    assert str(body).count("cache_control") == 3
    assert body["thinking"] == {"type": "adaptive", "display": "summarized"}
    assert "temperature" not in body and "tool_choice" not in body


async def test_what_is_being_written_is_told(double, model):
    heard = []
    double.script += [calls(("Edit", {"path": "a.py", "new_string": "x" * 400}), say="I look")]
    double.delay = 0.01
    await model.reply(ask("Do it."), heard.append)
    double.delay = 0
    assert "Edit a.py" in heard


@pytest.mark.parametrize("status", [429, 500, 503, 529])
async def test_e01_a_busy_server_is_asked_again_and_that_is_told(double, model, status):
    double.script += [Fail(status, headers=wait(10)), Fail(status, headers=wait(10)), say("Here.")]
    heard = []
    turn = await model.reply(ask("Do it."), heard.append)
    assert turn.text == "Here."
    assert (
        len(
            [
                words
                for words in heard
                if str(status) in words and words.startswith("Trying again in 0 s")
            ]
        )
        == 2
    )


async def test_e01_after_five_tries_the_status_is_said(double, model):
    double.script += [Fail(529, "overloaded_error", headers=wait(5))] * 9
    with pytest.raises(ModelError, match=r"overloaded \(529\).*tried 5 times") as caught:
        await model.reply(ask("Do it."), quiet)
    assert caught.value.retryable
    assert len(double.requests) == 5


async def test_e01_an_hour_is_not_waited(double, model):
    double.script += [Fail(429, "rate_limit_error", headers={"retry-after": "3600"})]
    with pytest.raises(ModelError, match="asks to wait 3600 seconds"):
        async with asyncio.timeout(30):
            await model.reply(ask("Do it."), quiet)
    assert len(double.requests) == 1


async def test_e01_what_must_not_be_repeated_is_not(double, model):
    double.script += [Fail(500, headers={"x-should-retry": "false"})] * 2
    with pytest.raises(ModelError, match=r"failed \(500\)"):
        await model.reply(ask("Do it."), quiet)
    assert len(double.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind", "names"),
    [
        (400, "invalid_request_error", "backlight.model"),
        (401, "authentication_error", "ANTHROPIC_API_KEY"),
        (402, "billing_error", "billing"),
        (403, "permission_error", "ANTHROPIC_API_KEY"),
        (404, "not_found_error", "ANTHROPIC_BASE_URL"),
    ],
)
async def test_e03_what_asking_again_cannot_mend_says_what_to_set(
    double, model, status, kind, names
):
    double.script += [Fail(status, kind, f"no: {SECRET}")]
    with pytest.raises(ModelError, match=names) as caught:
        await model.reply(ask("Do it."), quiet)
    assert len(double.requests) == 1
    assert str(status) in caught.value.sentence
    assert SECRET not in caught.value.sentence


async def test_e05_silence_is_tried_once_more(double, model):
    start = next(iter(events(say("Hello."))))
    double.script += [Raw((start, Stall(5))), say("Here.")]
    heard = []
    turn = await model.reply(ask("Do it.", idle=0.3), heard.append)
    assert turn.text == "Here."
    assert any("sent nothing" in words for words in heard)


async def test_e05_silence_twice_is_a_failure(double, model):
    start = next(iter(events(say("Hello."))))
    double.script += [Raw((start, Stall(5)))] * 3
    with pytest.raises(ModelError, match="sent nothing for 0 seconds"):
        await model.reply(ask("Do it.", idle=0.3), quiet)
    assert len(double.requests) == 2


def upto(message, kind, chunk=7):
    """The events of a message, up to and with the first of a kind."""
    found = []
    for event in events(message, chunk):
        found.append(event)
        if event[0] == kind:
            return found
    raise AssertionError(kind)


HALF = calls(("Edit", {"path": "a.py", "edits": [1, 2, 3]}))


@pytest.mark.parametrize("end", [(), (Cut,)], ids=["ends", "breaks off"])
async def test_e06_a_reply_that_ends_inside_a_call_is_no_reply(double, model, end):
    cut = (*upto(HALF, "content_block_delta"), *end)
    double.script += [Raw(cut), Raw(cut), say("Whole.")]
    turn = await model.reply(ask("Do it."), quiet)
    assert (turn.text, turn.calls) == ("Whole.", ())


async def test_e06_a_reply_without_its_last_event_is_no_reply(double, model):
    double.script += [Raw(tuple(events(HALF))[:-1]), say("Whole.")]
    assert (await model.reply(ask("Do it."), quiet)).text == "Whole."


async def test_e06_a_call_cut_off_by_a_server_that_says_all_is_well_is_no_reply(double, model):
    head, tail = upto(HALF, "content_block_delta", 20), list(events(HALF))[-3:]
    double.script += [Raw((*head, *tail))] * 9
    with pytest.raises(ModelError, match="cut off"):
        await model.reply(ask("Do it."), quiet)
    assert len(double.requests) == 3


async def test_e06_a_reply_that_does_not_say_why_it_ended_is_no_reply(double, model):
    double.script += [reply([{"type": "text", "text": "Hm"}], None)] * 3
    with pytest.raises(ModelError, match="ended without saying why"):
        await model.reply(ask("Do it."), quiet)


async def test_e07_a_reply_that_was_too_long_keeps_its_reason(double, model):
    double.script += [calls(("Edit", '{"path": "a.py", "edits": [1, 2'), stop="max_tokens")]
    turn = await model.reply(ask("Do it."), quiet)
    assert turn.stop == "max_tokens"
    assert turn.calls[0].tool == "Edit"


async def test_e08_what_a_failed_try_cost_is_counted(double, model):
    double.script += [Raw((*upto(HALF, "content_block_delta"), Cut)), say("Here.")]
    turn = await model.reply(ask("Do it."), quiet)
    assert (turn.usage.requests, turn.usage.input) == (2, 200)


@pytest.mark.parametrize("kind", ["overloaded_error", "api_error", "rate_limit_error"])
async def test_e08_a_failure_in_the_middle_is_tried_again(double, model, kind):
    error = ("error", {"type": "error", "error": {"type": kind, "message": "busy"}})
    double.script += [Raw((*upto(HALF, "content_block_delta"), error)), say("Here.")]
    assert (await model.reply(ask("Do it."), quiet)).text == "Here."


async def test_e08_a_failure_in_the_middle_that_is_final_is_not(double, model):
    error = {"type": "error", "error": {"type": "invalid_request_error", "message": "bad"}}
    double.script += [Raw((*upto(HALF, "content_block_delta"), ("error", error)))] * 2
    with pytest.raises(ModelError, match="while it replied"):
        await model.reply(ask("Do it."), quiet)
    assert len(double.requests) == 1


async def test_e09_what_is_not_known_is_passed_over(double, model):
    known = list(events(say("Here.")))
    odd = [
        ("tide", {"type": "tide", "height": 3}),
        (
            "content_block_delta",
            {"type": "content_block_delta", "index": 0, "delta": {"type": "scent"}},
        ),
        b": a comment\n\n",
    ]
    double.script += [Raw((*known[:4], *odd, *known[4:]))]
    assert (await model.reply(ask("Do it."), quiet)).text == "Here."


async def test_e09_garbage_is_a_failed_turn(double, model):
    known = list(events(say("Here.")))
    garbage = b"event: content_block_delta\ndata: {nonsense\n\n"
    double.script += [Raw((*known[:4], garbage))] * 3
    with pytest.raises(ModelError, match="not in the form of the Messages API"):
        await model.reply(ask("Do it."), quiet)


async def test_e10_two_calls_with_one_id_get_two_answers(double, model):
    block = {"type": "tool_use", "id": "toolu_same", "name": "Edit", "input": {}}
    double.script += [reply([block, block], "tool_use")]
    turn = await model.reply(ask("Do it."), quiet)
    assert len({call.id for call in turn.calls}) == 2
    assert [block["id"] for block in turn.raw] == [call.id for call in turn.calls]


async def test_e10_five_megabytes_arrive(double, model):
    double.script += [calls(("Write", {"content": "é" * 5_000_000}))]
    turn = await model.reply(ask("Do it."), quiet)
    assert len(turn.calls[0].input["content"]) == 5_000_000


async def test_e13_a_refusal_says_why(double, model):
    details = {"type": "refusal", "category": "cyber", "explanation": "It looked like an attack."}
    double.script += [reply([], "refusal", stop_details=details)]
    turn = await model.reply(ask("Do it."), quiet)
    assert (turn.stop, turn.detail) == ("refusal", "It looked like an attack.")


@pytest.mark.parametrize(
    "failure",
    [
        Fail(400, "invalid_request_error", "prompt is too long: 300000 tokens > 200000 maximum"),
        Fail(400, "exceed_context_size_error", "the request exceeds the available context size"),
        Fail(413, "request_too_large", "Request exceeds the maximum size"),
    ],
)
async def test_e14_a_conversation_that_is_too_long_is_told_apart(double, model, failure):
    double.script += [failure]
    with pytest.raises(ModelError) as caught:
        await model.reply(ask("Do it."), quiet)
    assert caught.value.overflow
    assert len(double.requests) == 1


async def test_e15_characters_split_over_packets_come_whole(double, model):
    data = "".join(
        f"event: {n}\ndata: {json.dumps(d, ensure_ascii=False)}\n\n"
        for n, d in events(say("Grüße 😀🏳️‍🌈"), 1)
    )
    packets = tuple(bytes([byte]) for byte in data.encode())
    double.script += [Raw(packets)]
    assert (await model.reply(ask("Do it."), quiet)).text == "Grüße 😀🏳️‍🌈"


async def test_e15_half_a_character_never_leaves(double, model):
    await model.reply(ask("half: \ud83d!", "pair: \ud83d\ude00"), quiet)
    said = [block["text"] for block in double.requests[0]["messages"][0]["content"]]
    assert said == ["half: \ufffd!", "pair: 😀"]


async def test_the_key_goes_into_one_header_and_nowhere_else(double, model):
    await model.reply(ask("Do it."), quiet)
    request = double.seen[0].decode()
    assert request.count(SECRET) == 1
    assert f"authorization: bearer {SECRET}" in request.lower()


async def test_cancelling_closes_the_stream_and_the_process_at_once(double, model):
    double.script += [Raw((*upto(say("Hello."), "content_block_delta"), Stall(20)))]
    task = asyncio.create_task(model.reply(ask("Do it."), quiet))
    await asyncio.to_thread(double.asked.wait, 10)
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(double.aborted.wait, 10), "it is silent for twenty seconds"
    assert (await model.reply(ask("Do it."), quiet)).text == "Done."
