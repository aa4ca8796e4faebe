"""The demo: the real server, three actions, no key, no network, nothing written."""

import json
import subprocess
import sys
from importlib.resources import files

import jsonschema
import pytest

from backlight.demo.club import laid_out, sources


def demo(*args):
    return subprocess.run(
        [sys.executable, "-P", "-m", "backlight", "demo", *args],
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_three_actions_are_shown_applied_and_undone():
    done = demo("--json")
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    found = json.loads(done.stdout)
    jsonschema.validate(
        found, json.loads(files("backlight.schemas").joinpath("demo.json").read_text())
    )
    assert found["disk_untouched"]
    assert [run["action"] for run in found["runs"]] == [
        "add-validation",
        "optimize-query",
        "design-endpoint",
    ]
    for run in found["runs"]:
        assert run["title"] in run["menu"]
        assert run["diff"].startswith("diff --git ")
        assert run["undone"]
        assert len(run["checks"]) >= 3
        assert all(check.startswith("ok: ") for check in run["checks"])


def test_it_is_plain_text_where_there_is_no_terminal():
    done = demo()
    assert done.returncode == 0
    shown = done.stdout.decode()
    assert "\x1b" not in shown
    assert "no file was written" in shown
    assert "> Design endpoint: CRUD for `Repair`" in shown
    assert max(map(len, shown.split("\n"))) < 220


def test_its_application_is_real_code(tmp_path):
    laid_out(tmp_path)
    for path, text in sources().items():
        assert (tmp_path / path).read_bytes() == text.encode()
        if path.endswith(".py"):
            compile(text, path, "exec")
        elif path.endswith(".json"):
            json.loads(text)
    assert len(sources()) == 15


def test_a_run_that_is_not_undone_is_seen(monkeypatch, capsys):
    monkeypatch.setattr("backlight.demo.editor._inverse", lambda _text, _edits: ())
    from backlight.demo import show

    assert show(json=True) == 3
    assert not any(run["undone"] for run in json.loads(capsys.readouterr().out)["runs"][:2])


@pytest.mark.parametrize(
    "name",
    [
        *("actions", "agents", "check", "demo", "doctor", "error", "facts", "run", "runs"),
        "trust",
    ],
)
def test_every_schema_is_one(name):
    jsonschema.Draft202012Validator.check_schema(
        json.loads(files("backlight.schemas").joinpath(f"{name}.json").read_text("utf-8"))
    )
