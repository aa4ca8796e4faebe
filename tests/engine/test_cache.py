"""What a real engine reads anew of a conversation that grows, and what it still has: its own figures."""

import os
from types import SimpleNamespace

import pytest

from agent.road import Road
from backlight.agent.work import Limits
from backlight.providers.child import Child
from engine.servers import llama_cpp
from engine.test_road import SOURCE, WISH

pytestmark = pytest.mark.engine

ANSWER = 40
"""Tokens of a tool's answer, and of what marks it."""
GOAL = 0.9
"""The share of what is sent that must come from the cache, from the second turn on."""


class Counting:
    """A model that is asked as it is; what each reply took is noted."""

    def __init__(self, model):
        self.model = model
        self.usages = []

    async def reply(self, request, report):
        turn = await self.model.reply(request, report)
        self.usages.append(turn.usage)
        return turn


async def test_from_the_second_turn_on_the_engine_reads_only_what_is_new(workspace):
    with llama_cpp("whole") as server:
        child = Child({**os.environ, **server.environ})
        model = Counting(child)
        try:
            road = Road(workspace, SimpleNamespace(script=[]), model)
            road.put("main.py", SOURCE)
            await road.run(path="main.py", ask=WISH, model=server.model, limits=Limits(turns=6))
        finally:
            await child.close()
    assert road.after() == {"main.py": SOURCE.replace("1.0", "2.0")}
    first, *later = model.usages
    assert later
    known = first.input + first.cache_read
    for usage in later:  # all that was sent before is known; new are the reply and its answer
        assert usage.cache_read >= known
        assert usage.input <= first.output + ANSWER
        assert usage.cache_read >= GOAL * (usage.cache_read + usage.input)
        known = usage.input + usage.cache_read
