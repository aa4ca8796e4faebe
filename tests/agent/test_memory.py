"""Old results of tools do not fill a long conversation: the server of the model clears, or we do."""

import pytest

from backlight.agent.work import Limits
from double.messages import Fail, calls, say

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = "".join(f"x{number} = {'y' * 60}\n" for number in range(1200))
LIMITS = Limits(tokens=10_000_000, dollars=100, tokens_today=10**9, dollars_today=100)


def looks(count):
    return [
        calls(("Read", {"path": "app.py", "offset": 1 + at, "limit": 400})) for at in range(count)
    ]


@pytest.fixture(autouse=True)
def app(road):
    road.put("app.py", LONG)


async def test_a_server_that_can_is_asked_to_clear_only_once_there_is_much(road):
    await road.run(*looks(9), say("No."), say("No."), limits=LIMITS)
    asked = ["context_management" in body for body in road.double.requests]
    assert asked[0] is False and asked[-1] is True
    assert asked == sorted(asked)
    (edit,) = road.double.requests[-1]["context_management"]["edits"]
    assert edit["type"] == "clear_tool_uses_20250919"
    assert b"context-management-2025-06-27" in road.double.seen[-1]
    for before, now in zip(road.double.requests, road.double.requests[1:], strict=False):
        assert bare(now["messages"])[: len(before["messages"])] == bare(before["messages"])


async def test_a_gateway_that_does_not_know_of_clearing_is_asked_without(road):
    def strict(body):
        if "context_management" in body:
            return Fail(400, "invalid_request_error", "context_management: Extra inputs")
        return looks(1)[0]

    await road.run(*looks(7), *[strict] * 2, say("No."), say("No."), limits=LIMITS)
    asked = ["context_management" in body for body in road.double.requests]
    assert asked.count(True) == 1 and not asked[-1]


async def test_for_other_models_old_results_are_cleared_here(road):
    carried = await road.run(*looks(9), say("No."), say("No."), limits=LIMITS, model="qwen3-coder")
    assert carried.stopped == ""
    last = road.double.requests[-1]
    assert "context_management" not in last
    results = [b for m in last["messages"] for b in m["content"] if b["type"] == "tool_result"]
    cleared = [b["content"].startswith("(Cleared to save room") for b in results]
    assert cleared[0] and not any(cleared[-3:])
    assert max(len(str(body)) for body in road.double.requests) < 200_000


def bare(messages):
    """Messages without their marks for the cache."""
    return [
        {
            **m,
            "content": [{k: v for k, v in b.items() if k != "cache_control"} for b in m["content"]],
        }
        for m in messages
    ]


async def test_what_the_user_answered_is_never_cleared(road):
    wish = "Use our BaseError, for " + "the clients know its shape. " * 30
    road.front.answers = [wish]
    question = calls(("AskUser", {"question": "Which errors?"}))
    script = [question, *looks(9), say("No."), say("No.")]
    await road.run(*script, limits=LIMITS, model="qwen3-coder")
    assert "(Cleared to save room" in str(road.double.requests[-1])
    assert wish in str(road.double.requests[-1])
