"""Where a run ends: hard limits in tokens and money, a day's share, and the user's own word."""

import json

import pytest

from backlight.agent.work import Limits
from backlight.providers.models import Price
from backlight.state.spending import Spending
from double.messages import MODEL, Raw, calls, events, say
from double.meter import Meter

pytestmark = pytest.mark.asyncio(loop_scope="session")

APP = "def create(body):\n    return save(body)\n"
EDIT = ("Edit", {"path": "app.py", "old_string": "save(body)", "new_string": "save(check(body))"})


def look(line):
    return calls(("Read", {"path": "app.py", "limit": line}))


@pytest.fixture(autouse=True)
def app(road):
    road.put("app.py", APP)


@pytest.fixture
def spending(tmp_path):
    return Spending({"XDG_STATE_HOME": str(tmp_path / "state")})


@pytest.mark.parametrize(("limit", "told"), [(0.01, "$0.01"), (0.0001, "$0.00010")])
async def test_what_does_not_fit_into_the_limit_is_never_sent(road, limit, told):
    carried = await road.run(look(1), limits=Limits(dollars=limit))
    assert road.double.requests == []
    assert carried.stopped == (
        f"The run would take more than {told} and was stopped."
        " Ask for less, or raise the setting `backlight.maxCost`."
    )


async def test_a_reply_may_be_no_longer_than_any_needs_to_be(road):
    await road.run(say("No."), say("No."), limits=Limits(dollars=100, dollars_today=100))
    assert road.double.requests[0]["max_tokens"] == 16_000


async def test_a_reply_may_be_no_longer_than_what_is_left_pays_for(road):
    await road.run(say("No."), say("No."), limits=Limits(dollars=0.05))
    first = road.double.requests[0]["max_tokens"]
    assert 1000 < first < 5000
    await road.run(say("No."), say("No."), limits=Limits(tokens=8000))
    assert road.double.requests[2]["max_tokens"] < 8000


@pytest.mark.parametrize("limit", [0.05, 0.1, 0.4])
async def test_no_run_costs_more_than_its_limit_however_long_the_replies_are(road, limit):
    def longest(body):
        words = "word " * int(body["max_tokens"] * 3.5 / 5 - 10)
        return calls(("Read", {"path": "app.py", "limit": len(road.double.requests)}), say=words)

    road.double.chunk = 100_000
    road.double.meter = Meter()
    carried = await road.run(*[longest] * 30, limits=Limits(dollars=limit, turns=30))
    road.double.chunk = 7
    assert "backlight.maxCost" in carried.stopped
    assert limit / 2 < carried.cost <= limit


async def test_all_runs_of_a_day_share_a_limit(road, spending):
    usage = {"input_tokens": 30_000}
    limits = Limits(dollars_today=0.2)
    script = [calls(EDIT, usage=usage), say("Done.", usage=usage)]
    first = await road.run(*script, limits=limits, purse=spending)
    assert first.stopped == ""
    assert spending.today() == (60_040, pytest.approx(first.cost))
    second = await road.run(*script, limits=limits, purse=spending)
    assert second.stopped.startswith(
        "With what was spent today, the run would take more than $0.20"
    )
    assert "`backlight.maxCostPerDay`" in second.stopped
    assert spending.today()[1] <= 0.2
    third = await road.run(limits=Limits(tokens_today=50_000), purse=spending)
    assert "50,000 tokens" in third.stopped and "`backlight.maxTokensPerDay`" in third.stopped


async def test_a_model_without_a_price_is_held_by_its_tokens_alone(road):
    own = {MODEL: Price(0, 0)}
    carried = await road.run(look(1), say("No."), say("No."), limits=Limits(dollars=0), prices=own)
    assert carried.stopped == "" and carried.cost == 0


async def test_a_price_of_the_users_own_is_what_counts(road):
    carried = await road.run(say("No."), say("No."), prices={MODEL: Price(100, 100)})
    assert carried.cost == pytest.approx(0.024)


async def test_what_was_done_before_a_limit_stays_staged_for_the_user(road):
    carried = await road.run(calls(EDIT), look(1), limits=Limits(turns=2))
    assert "2 replies" in carried.stopped
    assert road.after() == {"app.py": APP.replace("save(body)", "save(check(body))")}


async def test_before_anything_is_sent_the_user_hears_what_and_how_much(road):
    road.front.answers = ["Send"]
    await road.run(calls(EDIT), say("Done."), confirms=True)
    question, choices, default = road.front.questions[0]
    size = tokens(question)
    cost = int(size.replace(",", "")) * 2 / 1e6  # Dollars for a million of the input
    assert question == (
        f"Send to {MODEL}? The first request has about {size} tokens (${cost:.4f}),"
        " with text of: app.py."
        " The agent may read more of the project; the run ends at 500,000 tokens or $1.00."
    )
    assert (choices, default) == (("Send", "Do not send"), "Do not send")
    assert len(road.front.questions) == 1
    size = len(json.dumps(road.double.requests[0])) / 3.5
    assert 0.7 * size < int(tokens(question).replace(",", "")) < 1.1 * size


def tokens(question):
    """The number of tokens that a question names."""
    return question.partition("has about ")[2].partition(" tokens")[0]


@pytest.mark.parametrize("answer", ["Do not send", None, "whatever"])
async def test_without_a_yes_nothing_is_sent(road, answer):
    road.front.answers = [answer]
    carried = await road.run(calls(EDIT), say("Done."), confirms=True)
    assert carried.stopped == "Nothing was sent to the model."
    assert road.double.requests == []
    assert not any(b"/v1/messages" in seen for seen in road.double.seen)


async def test_a_price_of_input_alone_is_held_to_the_limit_as_well(road):
    own = {MODEL: Price(1000, 0)}
    carried = await road.run(say("No."), limits=Limits(dollars=0.5), prices=own)
    assert "$0.50" in carried.stopped and "`backlight.maxCost`" in carried.stopped
    assert road.double.requests == []


@pytest.mark.parametrize("usage", [{}, {"input_tokens": 0, "output_tokens": 0}])
async def test_what_a_server_does_not_count_is_counted_here(road, spending, usage):
    def uncounted(line):
        whole = [*events(look(line), 100_000)]
        for _, event in whole:
            event.pop("usage", None)
            if "message" in event:
                event["message"]["usage"] = usage
        return Raw(tuple(whole))

    road.put("app.py", "x = 'many words on one line'\n" * 1000)
    script = [uncounted(line) for line in range(900, 1000)]
    carried = await road.run(*script, limits=Limits(tokens=60_000, turns=90), purse=spending)
    assert "`backlight.maxTokens`" in carried.stopped
    sent = sum(len(json.dumps(body)) for body in road.double.requests) / 3.5
    assert 0.7 * sent < carried.usage.tokens < 1.3 * sent
    assert spending.today()[0] == carried.usage.charged


@pytest.mark.parametrize(
    ("limits", "each"),
    [(Limits(tokens=10**400, tokens_today=10**400), 2), (Limits(dollars=1e308), 1e-300)],
)
async def test_limits_and_prices_without_measure_end_no_run(road, limits, each):
    own = {MODEL: Price(each, each)}
    carried = await road.run(calls(EDIT), say("Done."), limits=limits, prices=own)
    assert carried.stopped == "" and road.after()
