"""What runs cost: tokens counted from what was really sent, and a cache that is found or is not."""

import pytest

from benchmarks.cost import cached, measured, total
from benchmarks.rounds import TASKS
from double.messages import calls, say
from double.meter import Meter

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_most_input_comes_from_the_cache_and_tokens_are_half_of_a_plain_loop(double, model):
    runs = {"backlight": [], "whole": [], "latest": []}
    for task in TASKS:
        for name, meter in (await measured(task, double, model)).items():
            runs[name].append(meter.usages)
    assert cached(runs["backlight"]) >= 0.9
    assert cached(runs["whole"]) == cached(runs["latest"]) == 0
    assert total(runs["backlight"]) <= 0.5 * total(runs["whole"])
    assert total(runs["backlight"]) < total(runs["latest"])


async def test_a_reply_of_many_calls_does_not_put_the_cache_out_of_reach(road):
    road.put("app.py", "".join(f"x{number} = {number}\n" for number in range(200)))
    many = [("Read", {"path": "app.py", "offset": at, "limit": 1}) for at in range(1, 31)]
    more = [("Read", {"path": "app.py", "offset": at, "limit": 2}) for at in range(1, 31)]
    road.double.meter = meter = Meter()
    await road.run(calls(*many), calls(*more), say("Nothing is to be done."))
    road.double.meter = None
    for before, now in zip(meter.usages, meter.usages[1:], strict=False):
        known = before["cache_read_input_tokens"] + before["cache_creation_input_tokens"]
        assert now["cache_read_input_tokens"] == known > 3000


async def test_another_run_finds_persona_and_tools_in_the_cache(road):
    road.put("app.py", "x = 1\n")
    road.double.meter = meter = Meter()
    await road.run(say("Nothing."), say("Nothing."), goal="One.")
    await road.run(say("Nothing."), say("Nothing."), goal="Two.")
    road.double.meter = None
    assert meter.usages[2]["cache_read_input_tokens"] > 2500
