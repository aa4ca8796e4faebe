"""Which model is asked, what it costs, and how it is reached: from the user's own environment."""

import json
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from backlight.providers import Usage, credentials, models, prices

DOUBLE = Path(__file__).parents[1] / "double" / "messages.py"


@pytest.mark.parametrize(
    ("wanted", "environ", "setting", "name"),
    [
        ("sonnet", {}, "", "claude-sonnet-5-5"),
        ("Opus", {}, "", "claude-opus-5-5"),
        ("inherit", {}, "", "claude-sonnet-5-5"),
        ("", {}, "", "claude-sonnet-5-5"),
        ("sonnet[1m]", {}, "", "claude-sonnet-5-5"),
        ("claude-haiku-4-5", {}, "", "claude-haiku-4-5"),
        ("sonnet", {"ANTHROPIC_MODEL": "qwen3-coder"}, "", "qwen3-coder"),
        ("sonnet", {"ANTHROPIC_MODEL": "opus"}, "", "claude-opus-5-5"),
        ("sonnet", {"ANTHROPIC_DEFAULT_SONNET_MODEL": "local"}, "", "local"),
        ("haiku", {"ANTHROPIC_DEFAULT_HAIKU_MODEL": "small"}, "", "small"),
        ("opus", {"ANTHROPIC_DEFAULT_OPUS_MODEL": "big"}, "", "big"),
        ("opus", {"ANTHROPIC_DEFAULT_SONNET_MODEL": "local"}, "", "claude-opus-5-5"),
        ("sonnet", {"ANTHROPIC_MODEL": "a"}, "b", "b"),
        ("sonnet", {"ANTHROPIC_MODEL": "  "}, " ", "claude-sonnet-5-5"),
    ],
)
def test_the_model_that_is_asked(wanted, environ, setting, name):
    assert models.resolve(wanted, environ, setting) == (name, "")


def test_a_name_that_can_be_none_is_told():
    name, odd = models.resolve("sonnet", {}, "Claude Sonnet 4.5 (copilot)")
    assert name == "claude-sonnet-5-5"
    assert "There is no model 'Claude Sonnet 4.5 (copilot)'" in odd


def test_a_price_counts_what_the_cache_saves():
    sonnet = prices.price("claude-sonnet-5-5-20261001")
    assert sonnet.of(Usage(input=1_000_000)) == 2
    assert sonnet.of(Usage(output=1_000_000)) == 10
    assert sonnet.of(Usage(cache_read=1_000_000)) == pytest.approx(0.2)
    assert prices.price("qwen3-coder") is None
    assert prices.price("eu.anthropic.claude-sonnet-5-5-v1:0") == sonnet


def test_prices_of_the_users_own_count_first_and_nonsense_is_told():
    entries = [
        "qwen3 0.5 1",
        "claude-sonnet-5-5 3 15 0.3 3.75",
        "x",
        "y 1",
        "z 1 nan",
        "w -1 2",
        "",
    ]
    own, problems = prices.own(entries)
    assert prices.price("qwen3-coder", own).of(Usage(input=1_000_000, output=1_000_000)) == 1.5
    sonnet = prices.price("claude-sonnet-5-5", own)
    assert sonnet.of(Usage(cache_read=1_000_000)) == pytest.approx(0.3)
    assert sonnet.of(Usage(cache_write=1_000_000)) == pytest.approx(3.75)
    assert prices.price("claude-opus-5-5", own) == prices.price("claude-opus-5-5")
    assert len(problems) == 5
    assert (
        "`backlight.prices` has 'y 1', which is no price: write `MODEL INPUT OUTPUT`" in problems[1]
    )


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "https://api.anthropic.com"),
        ({"ANTHROPIC_BASE_URL": ""}, "https://api.anthropic.com"),
        ({"ANTHROPIC_BASE_URL": "http://localhost:11434"}, "http://localhost:11434"),
        ({"ANTHROPIC_BASE_URL": "http://localhost:11434/v1/"}, "http://localhost:11434"),
        (
            {"ANTHROPIC_BASE_URL": "https://gateway.example/anthropic"},
            "https://gateway.example/anthropic",
        ),
    ],
)
def test_an_address_is_taken_with_and_without_v1(given, url):
    assert credentials.base_url(given) == url


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "ANTHROPIC_API_KEY"),
        ({"ANTHROPIC_API_KEY": " "}, "ANTHROPIC_API_KEY"),
        ({"ANTHROPIC_BASE_URL": "https://gateway.example"}, "ANTHROPIC_AUTH_TOKEN"),
        ({"ANTHROPIC_BASE_URL": "localhost:11434"}, "not an address"),
        ({"ANTHROPIC_BASE_URL": "file:///etc/passwd"}, "not an address"),
        ({"ANTHROPIC_BASE_URL": "http://[bad", "ANTHROPIC_API_KEY": "k"}, "not an address"),
        ({"ANTHROPIC_BASE_URL": "http://host:port", "ANTHROPIC_API_KEY": "k"}, "not an address"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_sent(environ, says):
    assert says in credentials.problem(environ)


@pytest.mark.parametrize(
    "environ",
    [
        {"ANTHROPIC_API_KEY": "k"},
        {"ANTHROPIC_AUTH_TOKEN": "t"},
        {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8080"},
        {"ANTHROPIC_BASE_URL": "http://[::1]:8080/v1"},
        {"ANTHROPIC_BASE_URL": "http://localhost:11434"},
    ],
)
def test_a_key_or_a_model_on_this_machine_is_enough(environ):
    assert credentials.problem(environ) is None


def test_every_way_to_be_let_in_is_a_secret():
    environ = dict.fromkeys(credentials.WAYS, "s3cr3t-word")
    assert credentials.redact("a s3cr3t-word b", environ) == "a [key] b"


def test_the_scripted_server_can_be_started_by_itself(tmp_path):
    script, log = tmp_path / "script.json", tmp_path / "log"
    steps = [
        {"calls": [{"tool": "Read", "input": {"path": "a.py"}}], "say": "I look."},
        {"fail": 529},
    ]
    script.write_text(json.dumps(steps))
    command = [sys.executable, DOUBLE, "--script", script, "--log", log]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        url = json.loads(server.stdout.readline())["url"]
        asked = {"content": b'{"stream": true}', "timeout": 10}
        text = httpx2.post(f"{url}/v1/messages", **asked).text
        assert '"name": "Read"' in text and "message_stop" in text
        assert httpx2.post(f"{url}/v1/messages", **asked).status_code == 529
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()
    assert json.loads(log.read_text().split("\n")[0]) == {"stream": True}
