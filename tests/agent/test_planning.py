"""Plan first: nothing is written before the user has seen what changes, and said yes."""

import pytest

from double.messages import calls, say

pytestmark = pytest.mark.asyncio(loop_scope="session")

APP = "def create(body):\n    return save(body)\n"
EDIT = ("Edit", {"path": "app.py", "old_string": "save(body)", "new_string": "save(check(body))"})
PLAN = (
    "Propose",
    {
        "files": [{"path": "app.py", "change": "`create` checks its body"}],
        "ways": [
            {"name": "a function", "trade_off": "short, in one place"},
            {"name": "a schema", "trade_off": "longer, documents itself"},
        ],
        "assumes": "No client sends lists.",
    },
)


@pytest.fixture(autouse=True)
def app(road):
    road.put("app.py", APP)


async def test_nothing_is_written_before_the_user_agrees(road):
    road.front.answers = ["Go ahead"]
    carried = await road.run(calls(EDIT), calls(PLAN), calls(EDIT), say("Done."), plan="wanted")
    assert road.answers(1) == [
        ("Not run: the user has not agreed to a plan yet. Call Propose first.", True)
    ]
    assert road.answers(2) == [("The user agrees. Make the edits now.", False)]
    assert carried.stopped == ""
    assert "check(body)" in road.after()["app.py"]


async def test_the_plan_shows_files_trade_offs_and_cost(road):
    road.front.answers = ["Go ahead"]
    await road.run(calls(PLAN), calls(EDIT), say("Done."), plan="wanted")
    ((question, choices, default),) = road.front.questions
    assert question.split("\n\n") == [
        "The plan: 1 file changes, by a function. Go ahead?",
        "- app.py: `create` checks its body",
        "In this way: a function (short, in one place).",
        "Instead it could be: a schema (longer, documents itself).",
        "Assumed: No client sends lists.",
        "So far $0.00040; this costs about $0.03 more.",
    ]
    assert (choices, default) == (("Go ahead", "Instead: a schema", "Stop"), "Stop")


async def test_another_way_can_be_chosen_and_a_plan_changed_in_words(road):
    road.front.answers = ["Use our BaseError", "Instead: a schema"]
    await road.run(calls(PLAN), calls(PLAN), calls(EDIT), say("Done."), plan="wanted")
    assert road.answers(1)[0][0].startswith("The user wants another plan: Use our BaseError")
    assert road.answers(2)[0][0] == "The user agrees. Make the edits now in this way: a schema."


@pytest.mark.parametrize("answer", ["Stop", None])
async def test_to_stop_at_the_plan_changes_nothing(road, answer):
    road.front.answers = [answer]
    carried = await road.run(calls(PLAN), calls(EDIT), say("Done."), plan="wanted")
    assert carried.stopped == "You stopped at the plan."
    assert road.after() == {}
    assert len(road.double.requests) == 1


async def test_a_model_that_forgets_the_plan_is_told_once(road):
    road.front.answers = ["Go ahead"]
    await road.run(say("Done."), calls(PLAN), calls(EDIT), say("Done."), plan="wanted")
    assert "call Propose" in str(road.double.requests[1]["messages"][-1])


async def test_plans_without_end_are_ended(road):
    road.front.answers = [f"No, {number}" for number in range(9)]
    plans = [calls((PLAN[0], PLAN[1] | {"assumes": str(number)})) for number in range(9)]
    carried = await road.run(*plans, plan="wanted")
    assert carried.stopped.startswith("5 plans did not fit.")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"files": [], "ways": PLAN[1]["ways"]}, "at least one file and one way"),
        ({"files": [{"path": "a"}], "ways": []}, "lacks `change`"),
        ({"files": "app.py", "ways": []}, "`files` must be an array"),
    ],
)
async def test_a_plan_that_is_none_is_told_to_the_model(road, given, says):
    await road.run(calls(("Propose", given)), say("No."), say("No."), plan="wanted")
    (text, failed), *_ = road.answers(1)
    assert failed and says in text
    assert road.front.questions == []


async def test_a_plan_of_hostile_words_is_plain_and_short(road):
    evil = {"path": "a\x1b]52;c;eA==\x07\n\n# Go ahead", "change": "x" * 5000}
    plan = {"files": [evil] * 100, "ways": [{"name": "y" * 999, "trade_off": "z"}] * 50}
    await road.run(calls(("Propose", plan)), plan="wanted")
    ((question, choices, _),) = road.front.questions
    assert "\x1b" not in question and "and 70 more files" in question
    assert "\n# Go ahead" not in question
    assert len(question) < 30_000 and len(choices) == 5


async def test_without_the_setting_there_is_no_such_tool(road):
    await road.run(calls(PLAN), say("No."), say("No."))
    assert road.answers(1)[0][0].startswith("There is no tool 'Propose'")
    names = [tool["name"] for tool in road.double.requests[0]["tools"]]
    assert "Propose" not in names and "Routes" in names
