"""Which model is asked, where, and how: by setting, environment, persona, and what a server has."""

import pytest

from backlight.agent.library import Library
from backlight.agent.settings import problems
from backlight.config import Config
from backlight.providers import credentials, models, prices
from backlight.providers.catalogue import Listed, choose, family_of, narrow
from backlight.providers.platforms import platform

BEDROCK = {"BACKLIGHT_PROVIDER": "bedrock"}
VERTEX = {"BACKLIGHT_PROVIDER": "vertex", "CLOUD_ML_REGION": "global"}
FOUNDRY = {"BACKLIGHT_PROVIDER": "foundry"}


def listed(*names):
    return [Listed(name) for name in names]


@pytest.mark.parametrize(
    ("short", "has", "model"),
    [
        ("sonnet", ["claude-sonnet-5-5", "claude-sonnet-4-6"], "claude-sonnet-5-5"),
        ("sonnet", ["claude-sonnet-5-5", "claude-sonnet-6"], "claude-sonnet-6"),
        ("sonnet", ["claude-sonnet-5", "claude-sonnet-4-6"], "claude-sonnet-5"),
        ("sonnet", ["claude-sonnet-5-5-20261001", "claude-sonnet-5-5"], "claude-sonnet-5-5"),
        ("opus", ["anthropic/claude-opus-5.5", "qwen/qwen3"], "anthropic/claude-opus-5.5"),
        ("best", ["claude-opus-5-5", "claude-sonnet-5-5"], "claude-opus-5-5"),
        (
            "haiku",
            ["claude-sonnet-5-5"],
            "the-table's",
        ),  # a key that may not use it: so says the API
        ("sonnet", [], "the-table's"),
    ],
)
def test_a_short_name_is_the_newest_of_its_line_in_the_servers_list(short, has, model):
    assert choose(short, "the-table's", listed(*has), "It").model == model


def test_what_is_retired_is_not_taken():
    old = Listed.of({"id": "claude-sonnet-9", "lifecycle": {"stage": "deprecated"}})
    assert choose("sonnet", "none", [old, *listed("claude-sonnet-5-5")], "It").model.endswith("5-5")


def test_the_only_model_of_a_server_is_used_and_said():
    found = choose("sonnet", "none", listed("qwen3:8b"), "The server")
    assert (found.model, found.problem) == ("qwen3:8b", "")
    assert found.note == "The server has one model, which is used: qwen3:8b."


def test_of_several_models_none_is_guessed():
    found = choose("sonnet", "none", listed(*(f"qwen:{n}" for n in range(10))), "The server")
    assert "no model that `sonnet` means, but qwen:0, " in found.problem
    assert "qwen:7 and 2 more: name one" in found.problem
    assert "qwen:8" not in found.problem


@pytest.mark.parametrize(
    ("entry", "size"),
    [
        ({"id": "a", "max_input_tokens": 1_000_000}, 1_000_000),
        ({"id": "a", "max_model_len": 4096}, 4096),
        ({"id": "a", "meta": {"n_ctx": 8192, "n_ctx_train": 32768}}, 8192),
        ({"id": "a", "meta": {"n_ctx": "many"}}, 0),
        ({"id": "a", "meta": None, "lifecycle": 5}, 0),
        ({"id": "a"}, 0),
    ],
)
def test_how_much_a_model_can_have_before_it(entry, size):
    assert Listed.of(entry).context == size


@pytest.mark.parametrize("entry", [{}, {"id": None}, {"id": ""}, {"id": "x" * 10_000}])
def test_what_is_no_model_is_passed_over(entry):
    assert Listed.of(entry) is None


def test_too_small_a_context_is_said_before_it_fails():
    assert "a context of 4,096 tokens" in narrow("a", [Listed("a", 4096)])
    assert narrow("a", [Listed("a", 32_768)]) == ""
    assert narrow("a", [Listed("b", 4096)]) == ""
    assert narrow("a", [Listed("a")]) == ""


@pytest.mark.parametrize(
    ("wanted", "environ", "model"),
    [
        ("sonnet", BEDROCK | {"AWS_REGION": "us-west-2"}, "us.anthropic.claude-sonnet-5-5"),
        ("opus", BEDROCK | {"AWS_REGION": "eu-central-1"}, "eu.anthropic.claude-opus-5-5"),
        ("opus", BEDROCK | {"AWS_REGION": "ap-south-1"}, "global.anthropic.claude-opus-5-5"),
        ("opus", BEDROCK, "global.anthropic.claude-opus-5-5"),
        ("haiku", BEDROCK, "global.anthropic.claude-haiku-4-5-20251001-v1:0"),
        ("sonnet", BEDROCK | {"ANTHROPIC_DEFAULT_SONNET_MODEL": "arn:aws:x"}, "arn:aws:x"),
        ("haiku", VERTEX, "claude-haiku-4-5@20251001"),
        ("sonnet", VERTEX, "claude-sonnet-5-5"),
        ("sonnet", FOUNDRY, "claude-sonnet-5-5"),
    ],
)
def test_a_short_name_is_what_a_cloud_calls_it(wanted, environ, model):
    assert models.resolve(wanted, environ) == (model, "")


@pytest.mark.parametrize(
    "name",
    [
        "us.anthropic.claude-sonnet-5-5",
        "anthropic.claude-sonnet-5-5-v1:0",
        "claude-sonnet-5-5@20261001",
        "anthropic/claude-sonnet-5.5",
    ],
)
def test_a_cloud_s_name_has_the_price_and_the_options_of_the_model(name):
    assert family_of(name).startswith("claude-sonnet-5-5")
    assert models.adaptive(name)
    assert prices.price(name) == prices.price("claude-sonnet-5-5")


def test_a_model_newer_than_the_table_is_not_free():
    assert prices.price("claude-sonnet-6") == prices.price("claude-sonnet-5-5")
    assert prices.price("claude-something-1") is None
    assert prices.price("sonnet-like") is None


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({}, "anthropic"),
        ({"BACKLIGHT_PROVIDER": "auto", "CLAUDE_CODE_USE_BEDROCK": "1"}, "bedrock"),
        ({"CLAUDE_CODE_USE_VERTEX": "true"}, "vertex"),
        ({"CLAUDE_CODE_USE_FOUNDRY": "0"}, "anthropic"),
        ({"BACKLIGHT_PROVIDER": "anthropic", "CLAUDE_CODE_USE_BEDROCK": "1"}, "anthropic"),
        ({"BACKLIGHT_PROVIDER": "Foundry"}, "foundry"),
    ],
)
def test_the_platform_is_the_users_choice(environ, name):
    assert platform(environ).name == name


def test_what_a_cloud_lacks_is_said_before_anything_is_sent(monkeypatch):
    monkeypatch.setattr("backlight.providers.platforms._installed", lambda _: False)
    assert "install `backlight[bedrock]`" in credentials.problem(BEDROCK)
    assert "install `backlight[vertex]`" in credentials.problem(VERTEX)
    assert "set ANTHROPIC_FOUNDRY_API_KEY in" in credentials.problem(FOUNDRY)
    monkeypatch.setattr("backlight.providers.platforms._installed", lambda _: True)
    assert credentials.problem(BEDROCK) is None
    assert credentials.problem(VERTEX) is None
    assert "set CLOUD_ML_REGION in" in credentials.problem({"BACKLIGHT_PROVIDER": "vertex"})
    keyed = FOUNDRY | {"ANTHROPIC_FOUNDRY_API_KEY": "k"}
    assert "ANTHROPIC_FOUNDRY_RESOURCE or ANTHROPIC_FOUNDRY_BASE_URL" in credentials.problem(keyed)
    odd = keyed | {"ANTHROPIC_FOUNDRY_BASE_URL": "file:///etc/passwd"}
    assert "ANTHROPIC_FOUNDRY_BASE_URL is not an address" in credentials.problem(odd)


@pytest.mark.parametrize("host", ["a b", "h\x01", "ho\u202est", "[::1", "h:99999", ""], ids=ascii)
def test_e03_what_is_no_address_is_told_with_what_to_set_before_anyone_is_asked(host):
    environ = {"ANTHROPIC_API_KEY": "sk-1", "ANTHROPIC_BASE_URL": f"http://{host}/v1"}
    assert "ANTHROPIC_BASE_URL is not an address" in credentials.problem(environ)


def test_the_secrets_of_clouds_are_never_shown():
    environ = {"AWS_SECRET_ACCESS_KEY": "s3cr3t-word", "ANTHROPIC_FOUNDRY_API_KEY": "an0ther-word"}
    assert credentials.redact("s3cr3t-word an0ther-word", environ) == "[key] [key]"


@pytest.mark.parametrize(
    ("rows", "action", "model", "effort"),
    [
        (["optimize-query = opus high"], "optimize-query", "opus", "high"),
        (["optimize-query=opus"], "optimize-query", "opus", "medium"),
        (["optimize-query=low"], "optimize-query", "general", "low"),
        (["optimize-query=opus"], "ask", "general", "medium"),
        (["ask=a", "ask=b max"], "ask", "b", "max"),
        (["ask = arn:aws:bedrock:x/y=z"], "ask", "arn:aws:bedrock:x/y=z", "medium"),
    ],
)
def test_an_action_can_have_a_model_and_an_effort_of_its_own(rows, action, model, effort):
    config, problems = Config.of({"model": "general", "actionModels": rows})
    own = config.for_action(action)
    assert (own.model, own.effort, problems) == (model, effort, ())


@pytest.mark.parametrize("row", ["", "ask", "ask=", "=opus", "ask = a b", "ask = opus low high"])
def test_a_row_that_says_nothing_is_told(row):
    config, (problem,) = Config.of({"actionModels": [row]})
    assert "`backlight.actionModels` holds" in problem
    assert config.for_action("ask").model == ""


def test_an_action_or_a_price_that_there_is_not_is_told(tmp_path, watch):
    own = tmp_path / ".backlight/agents/actions"
    own.mkdir(parents=True)
    (own / "add-audit-log.md").write_text("---\ntitle: Log\n---\nLog it.", encoding="utf-8")
    watch(tmp_path)
    rows = ["add-audit-log = haiku", "ask = low", "optimise-query = opus", "x" * 90 + " = opus"]
    config, _ = Config.of({"actionModels": rows, "prices": ["mine 1 2", "mine free"]})
    price, near, far = problems(config, [Library(tmp_path, environ={})])
    assert "`backlight.prices` has 'mine free', which is no price" in price
    said = "`backlight.actionModels` names `{}`, and there is no such action here{}"
    assert near == said.format("optimise-query", "; did you mean `optimize-query`?")
    assert far == said.format("x" * 60, ".")


def test_a_workspace_cannot_choose_who_is_paid():
    config, problems = Config.of({}, {"provider": "bedrock", "actionModels": ["ask=opus max"]})
    assert config == Config()
    assert len(problems) == 2
