"""E: the model's server is busy, wrong, cut off or hostile. What `agent/` proves is in README.md."""

from double.messages import Cut, Fail, Raw, calls, events, say
from faults.ground import KEY, ROUTE, SOURCE

SOON = {"retry-after-ms": "5"}


def untouched(ground, one):
    return one.buffers[ground.uri()] == SOURCE and not one.edits


def reports(one):
    steps = [m["params"]["value"] for m in one.seen if m.get("method") == "$/progress"]
    return [step.get("message", "") for step in steps if step["kind"] == "report"]


def test_e01_a_server_that_stays_busy_is_told_with_its_status(ground, model):
    model.script[:] = [Fail(529, "overloaded_error", headers=SOON)] * 9
    one, said = ground.run()
    assert "overloaded (529)" in said and "tried 5 times" in said
    assert any("Trying again" in words for words in reports(one))
    assert untouched(ground, one)


def test_e03_a_refused_key_is_told_with_what_to_set_and_without_the_key(ground, model):
    model.script[:] = [Fail(401, "authentication_error", f"bad key {KEY}")] * 3
    one, said = ground.run()
    assert "ANTHROPIC_API_KEY" in said
    assert len(model.requests) == 1 and untouched(ground, one)


def test_e05_a_model_that_never_ends_is_stopped_by_the_clock(ground, model):
    model.delay = 0.1
    model.script[:] = [say("I think about it for a long time. " * 500)]
    one, said = ground.run(env={"BACKLIGHT_MAX_SECONDS": "9"})
    assert "more than 9 seconds" in said and "backlight.maxSeconds" in said
    assert untouched(ground, one)
    assert not model.requests or model.aborted.wait(5)


def test_e06_half_an_edit_is_never_applied(ground, model):
    whole = list(events(calls(("Edit", ROUTE))))
    model.script[:] = [Raw((*whole[: len(whole) // 2], Cut))] * 9
    one, said = ground.run()
    assert "broke off" in said or "ended before it was complete" in said
    assert untouched(ground, one)


NONSENSE = [
    *(
        ("Edit", {}),
        ("Edit", {"path": 3}),
        ("Edit", {**ROUTE, "extra": 1}),
        ("Fly", {"to": "moon"}),
    ),
    *(("Read", {"path": "a/" * 400_000}), ("Glob", {"pattern": "{" * 500_000})),
    *(("Grep", {"pattern": "(" * 900}), ("Edit", {**ROUTE, "new_string": "x" * 3_000_000})),
    *(
        ("Write", {"path": "x.py", "content": "\ud83d"}),
        ("MultiEdit", {"path": "main.py", "edits": 1}),
    ),
    *(
        ("Write", {"path": "y.py", "content": "y = [\n" + " " * 200_000 + "...]\n"}),
        ("Read", {"path": "main.py/x"}),
    ),
]


def test_e10_a_turn_of_nonsense_is_answered_call_by_call_and_the_run_goes_on(ground, model):
    model.script[:] = [calls(*NONSENSE), calls(("Edit", ROUTE)), say("Done.")]
    _, said = ground.run()
    assert "main.py is changed" in said
    results = model.requests[1]["messages"][-1]["content"]
    assert [block["is_error"] for block in results if "y.py" not in block["content"]] == [True] * 11
    assert sum(len(block["content"]) for block in results) < 20_000


def test_e13_a_model_that_changes_nothing_is_not_called_done(ground, model):
    model.script[:] = [say("All is done."), say("All is done.")]
    one, said = ground.run()
    assert "changed nothing" in said
    assert untouched(ground, one)
