"""Settings: what is taken, what is refused with a sentence, and who may say it."""

import json

import jsonschema
import pytest

from backlight.agent.whereabouts import RULE_NAMES
from backlight.config import Config, from_environment, from_toml, schema
from backlight.config.table import RULES, SETTINGS


def test_nothing_said_is_the_defaults():
    assert Config.of(None) == (Config(), ())
    assert Config.of({}, {}) == (Config(), ())
    assert all(getattr(Config(), s.attribute) == s.default for s in SETTINGS)


def test_what_is_said_is_taken():
    config, problems = Config.of({"maxTurns": 3, "engine": "agent", "model": " m ", "maxCost": 0})
    assert problems == ()
    assert (config.max_turns, config.engine, config.model, config.max_cost) == (3, "agent", "m", 0)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("maxTurns", "five", 'must be a whole number of at least 1, not "five"; 30 is used.'),
        ("maxTurns", 0, "must be a whole number of at least 1, not 0; 30 is used."),
        ("maxTurns", 2.5, "must be a whole number of at least 1, not 2.5; 30 is used."),
        ("maxTurns", True, "must be a whole number of at least 1, not true; 30 is used."),
        ("maxCost", -1, "must be a number of at least 0, not -1; 1.0 is used."),
        ("maxCost", float("inf"), "must be a number of at least 0, not Infinity; 1.0 is used."),
        ("maxCost", float("nan"), "must be a number of at least 0, not NaN; 1.0 is used."),
        pytest.param("maxCost", 10**400, "must be a number of at least 0", id="400 digits"),
        ("engine", "magic", 'one of auto, instant, agent, not "magic"; "auto" is used.'),
        ("engine", ["auto"], 'one of auto, instant, agent, not ["auto"]; "auto" is used.'),
        ("model", 5.5, 'must be a text, not 5.5; "" is used.'),
        ("diagnostics", "no", 'must be true or false, not "no"; true is used.'),
        ("exclude", "dist", 'must be a list of texts, not "dist"; [] is used.'),
        ("exclude", ["a", 1], 'must be a list of texts, not ["a", 1]; [] is used.'),
        ("colour", 1, "`backlight.colour` is no setting; it is ignored."),
    ],
)
def test_a_value_that_does_not_fit_leaves_the_default_and_is_told_in_a_sentence(
    name, value, sentence
):
    config, problems = Config.of({name: value, "maxSeconds": 9})
    assert config == Config(max_seconds=9.0)
    assert len(problems) == 1
    assert sentence in problems[0]


@pytest.mark.parametrize("values", [[], "x", 5, True])
def test_settings_that_are_no_table_are_told(values):
    assert Config.of(values) == (
        Config(),
        ("The settings must hold names and values; defaults are used.",),
    )


def test_null_is_not_set():
    assert Config.of({"maxTurns": None, "exclude": None}) == (Config(), ())


def test_the_section_may_be_named():
    assert Config.of({"backlight": {"maxTurns": 2}})[0].max_turns == 2


def test_the_editor_wins_over_the_workspace():
    config, problems = Config.of(
        {"exclude": ["a/"]},
        {"exclude": ["b/"], "diagnostics": False, "disabledRules": ["n-plus-one"]},
    )
    assert problems == ()
    assert config == Config(exclude=("a/",), diagnostics=False, disabled_rules=("n-plus-one",))


@pytest.mark.parametrize("setting", [s for s in SETTINGS if not s.workspace], ids=lambda s: s.name)
def test_a_workspace_cannot_spend_nor_redirect(setting):
    others = {"choice": "agent", "text": "evil", "whole": 10**6, "number": 10**6, "list": ["a=b"]}
    other = (others | {"flag": not setting.default})[setting.kind]
    config, problems = Config.of({}, {setting.name: other})
    assert config == Config()
    assert len(problems) == 1
    assert "can only be set by you" in problems[0]
    assert setting.variable in problems[0]


def test_a_toml_that_is_none_is_told_and_holds_nothing():
    assert from_toml('\ufeffexclude = ["a"]\r\n') == ({"exclude": ["a"]}, ())
    values, problems = from_toml("exclude = [")
    assert values == {}
    assert problems[0].startswith("`backlight.toml` is not TOML and is not used: ")
    assert from_toml("maxCost = " + "1" * 5000)[0] == {}
    assert "not what it holds; [] is used." in Config.of({"exclude": 10**5000})[1][0]
    deep, problems = from_toml("exclude." + "a." * 900 + "b = 1")
    assert problems == () and "must be a list of texts" in Config.of({}, deep)[1][0]


def test_the_environment_is_the_users():
    values = from_environment(
        {
            "BACKLIGHT_MAX_COST": "0.5",
            "BACKLIGHT_DIAGNOSTICS": "false",
            "BACKLIGHT_EXCLUDE": "a/, b/",
            "BACKLIGHT_MODEL": "123",
            "BACKLIGHT_MAX_TURNS": "",
            "HOME": "/",
        }
    )
    config, problems = Config.of(values)
    assert problems == ()
    assert config == Config(max_cost=0.5, diagnostics=False, exclude=("a/", "b/"), model="123")
    assert "not " in Config.of(from_environment({"BACKLIGHT_MAX_TURNS": "many"}))[1][0]


@pytest.mark.parametrize("setting", ["disabledRules", "enabledRules"])
def test_a_rule_that_there_is_not_is_told_and_the_others_count(setting):
    config, problems = Config.of({setting: ["n-plus-won", "select-star"]})
    assert "select-star" in {*config.disabled_rules, *config.enabled_rules}
    assert problems == (
        f"`backlight.{setting}` ignores `n-plus-won`: there are only {', '.join(RULES)}.",
    )
    assert Config.of({setting: list(RULES)})[1] == ()


def test_the_settings_know_every_rule():
    assert tuple(sorted(RULE_NAMES)) == RULES


def test_editors_are_told_which_rules_there_are():
    row = schema()["backlight.disabledRules"]
    jsonschema.validate(["n-plus-one"], row)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(["n-plus-won"], row)


def test_the_schema_takes_every_default_and_refuses_what_config_refuses():
    rows = schema()
    assert list(rows) == [f"backlight.{s.name}" for s in SETTINGS]
    for setting in SETTINGS:
        row = rows[f"backlight.{setting.name}"]
        jsonschema.Draft7Validator.check_schema(row)
        jsonschema.validate(json.loads(json.dumps(row["default"])), row)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"no": "such"}, row)
        assert row["scope"] == ("window" if setting.workspace else "application")


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1", "", "\u0668\u0660", "9" * 5000])
def test_what_is_no_port_is_told(port):
    _, (problem,) = Config.of({"localPorts": ["8080", port]})
    assert problem == (
        f"`backlight.localPorts` ignores `{port[:40]}`: a port is a number from 1 to 65535."
    )


def test_the_usual_ports_are_ports():
    assert Config.of({"localPorts": [*Config().local_ports, "1", "65535"]})[1] == ()
