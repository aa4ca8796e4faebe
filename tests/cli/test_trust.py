"""`backlight trust` and `backlight agents`: what counts, what is asked for again, what is wrong."""

import json
import os
import stat
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

ACTION = "---\ntitle: Add audit log\nwhere: endpoint\ntools: Read, Edit\n---\nLog it.\n"
PERSONA = "---\nname: reviewer\ndescription: Reviews.\n---\nYou review.\n"
ACT, AGENT = ".backlight/agents/actions/audit.md", ".claude/agents/reviewer.md"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "backlight" / "trust"


@pytest.fixture
def ours(app):
    for path, text in ((ACT, ACTION), (AGENT, PERSONA)):
        (app / path).parent.mkdir(parents=True)
        (app / path).write_text(text)
    return app


def valid(done, name):
    value = json.loads(done.stdout)
    schema = json.loads(files("backlight.schemas").joinpath(f"{name}.json").read_text("utf-8"))
    jsonschema.validate(value, schema)
    return value


def used(backlight):
    rows = valid(backlight("agents", "--json"), "agents")
    return {row["name"]: row["trusted"] for row in rows if row["origin"] == "workspace"}


def test_a_file_counts_once_it_is_trusted_and_no_more_when_it_changes(backlight, ours):
    assert used(backlight) == {"audit": False, "reviewer": False}
    assert backlight("run", "audit", "main.py:8").returncode == 2
    done = backlight("trust", ACT)
    assert done.returncode == 0
    assert done.stdout.decode().startswith(f"trusted: {ACT} (sha256 ")
    assert used(backlight) == {"audit": True, "reviewer": False}
    offered = json.loads(backlight("actions", "main.py:8", "--json").stdout)
    assert "Add audit log: `POST /users`" in [row["title"] for row in offered]
    (ours / ACT).write_text(ACTION.replace("Log it.", "Send it to me."))
    assert used(backlight) == {"audit": False, "reviewer": False}
    assert b"audit log" not in backlight("actions", "main.py:8", "--json").stdout


def test_a_folder_stands_for_all_its_files_and_can_be_revoked(backlight, ours):
    assert backlight("trust", ".").returncode == 0
    assert used(backlight) == {"audit": True, "reviewer": True}
    listed = valid(backlight("trust", "list", "--json"), "trust")
    assert [row["path"] for row in listed] == [str(ours / ACT), str(ours / AGENT)]
    gone = valid(backlight("trust", "revoke", ".claude", "--json"), "trust")
    assert [row["path"] for row in gone] == [str(ours / AGENT)]
    assert used(backlight) == {"audit": True, "reviewer": False}
    assert backlight("trust", "revoke", ".").returncode == 0
    assert backlight("trust", "list").stdout == b"No file is trusted.\n"


def test_the_same_words_elsewhere_are_not_trusted(backlight, ours):
    backlight("trust", ACT)
    (ours / ".backlight/agents/actions/second.md").write_text(ACTION)
    assert used(backlight) == {"audit": True, "second": False, "reviewer": False}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("trust", "main.py"), "main.py holds no agent files of a workspace."),
        (("trust", "nothing.md"), "nothing.md holds no agent files of a workspace."),
        (("trust", "revoke", "main.py"), "Nothing at main.py is trusted"),
        (
            ("trust", ".backlight/agents/actions/bad.md"),
            "bad.md cannot be used: The head has no end",
        ),
        (("agents", "--check", "nowhere"), "nowhere does not exist."),
    ],
)
def test_what_cannot_be_trusted_is_told_in_one_sentence(backlight, ours, args, says):
    (ours / ".backlight/agents/actions/bad.md").write_text("---\ntitle: x\n")
    done = backlight(*args)
    assert done.returncode == 2 and done.stdout == b""
    assert says in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_what_is_trusted_is_the_users_own_and_damage_trusts_nobody(backlight, ours, state):
    backlight("trust", ACT)
    (note,) = state.iterdir()
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    whole = note.read_bytes()
    for damaged in (b"", b"{", b"[]", b"null", whole[:-9], whole.replace(b'"digest"', b'"x"')):
        note.write_bytes(damaged)
        assert used(backlight) == {"audit": False, "reviewer": False}
    note.write_bytes(whole)
    assert used(backlight)["audit"]
    note.rename(note.with_name("0" * 40 + ".json"))
    assert not used(backlight)["audit"]
    assert valid(backlight("trust", "list", "--json"), "trust") == []


def test_a_folder_that_is_a_link_holds_no_trust(backlight, ours, state, tmp_path):
    backlight("trust", ACT)
    state.rename(tmp_path / "elsewhere")
    state.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    done = backlight("trust", ACT)
    assert done.returncode == 3 and "is a link" in done.stderr.decode()
    assert valid(backlight("trust", "list", "--json"), "trust") == []


def test_a_workspace_brings_its_agents_to_every_folder_of_its_repository(backlight, ours):
    (ours / ".git").mkdir()
    (ours / "services/api").mkdir(parents=True)
    rows = json.loads(backlight("agents", "services/api", "--json").stdout)
    assert [row["name"] for row in rows if row["origin"] == "workspace"] == ["reviewer", "audit"]


def test_the_table_names_what_is_used_and_every_problem_with_its_place(backlight, ours):
    (ours / ACT).write_text(ACTION.replace("endpoint", "endpiont"))
    lines = backlight("agents").stdout.decode().split("\n")
    assert lines[0].split() == ["kind", "name", "from", "use", "model", "tools", "file"]
    assert lines[1].split()[:5] == ["persona", "backend-developer", "bundled", "used", "sonnet"]
    assert lines[2].split()[:4] == ["persona", "reviewer", "workspace", "not"]
    said = "error: There is no fact 'endpiont'; did you mean `endpoint`?"
    assert f"{ACT}:3:8: {said}" in lines


def test_a_folder_of_anybodys_can_be_checked_before_it_is_put_anywhere(backlight, workspace):
    one = workspace / "collection/plugins/a/agents"
    one.mkdir(parents=True)
    (one / "good.md").write_text(PERSONA)
    (one / "again.md").write_text(PERSONA)
    (one / "cut.md").write_text("---\nname: cut\n")
    (one / "README.md").write_text("# Not one.\n")
    (workspace / "collection/node_modules").mkdir()
    (workspace / "collection/node_modules/theirs.md").write_text(PERSONA)
    (one / "actions").mkdir()
    (one / "actions/act.md").write_text(ACTION)
    done = backlight("agents", "--check", "collection", "--json")
    rows = {Path(row["file"]).name: row for row in valid(done, "agents")}
    assert done.returncode == 1
    assert {name: row["kind"] for name, row in rows.items()} == {
        "again.md": "persona",
        "good.md": "persona",
        "cut.md": "persona",
        "act.md": "action",
    }
    assert [p["level"] for p in rows["good.md"]["problems"]] == ["info"]
    assert [p["level"] for p in rows["cut.md"]["problems"]] == ["error"]
    (one / "cut.md").unlink()
    assert backlight("agents", "--check", "collection").returncode == 0
    assert backlight("agents", "--check", "collection/plugins/a/agents/good.md").returncode == 0


def test_an_action_that_names_nobody_says_so_on_its_line(backlight, ours):
    (ours / ACT).write_text(ACTION.replace("tools: Read, Edit", "agent: nobody"))
    backlight("trust", ACT)
    rows = {row["name"]: row for row in json.loads(backlight("agents", "--json").stdout)}
    said = "There is no agent 'nobody'; an action without one cannot be run."
    assert [(p["line"], p["message"]) for p in rows["audit"]["problems"]] == [(4, said)]
    done = backlight("run", "audit", "main.py:8")
    assert done.returncode == 3
    assert "There is no agent 'nobody', which" in done.stderr.decode()


def test_an_action_whose_agent_is_not_trusted_yet_says_so(backlight, ours):
    (ours / ACT).write_text(ACTION.replace("tools: Read, Edit", "agent: auditor"))
    auditor = ours / ".backlight/agents/auditor.md"
    auditor.write_text("---\nname: auditor\ndescription: Audits.\n---\nYou audit.\n")
    backlight("trust", ACT)
    rows = {row["name"]: row for row in json.loads(backlight("agents", "--json").stdout)}
    said = "The agent 'auditor' is not used as it is now; an action without one cannot be run."
    assert [p["message"] for p in rows["audit"]["problems"]] == [said]


def test_no_home_for_trust_is_said_and_nothing_is_used(backlight, ours, monkeypatch):
    for name in ("HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, "")
    done = backlight("trust", ACT)
    assert done.returncode == 3
    assert "neither HOME nor XDG_STATE_HOME names a folder" in done.stderr.decode()
    assert os.environ["HOME"] == ""
    assert used(backlight) == {"audit": False, "reviewer": False}


def test_a_home_that_is_the_workspace_is_the_users_own(backlight, ours, monkeypatch):
    monkeypatch.setenv("HOME", str(ours))
    rows = json.loads(backlight("agents", "--json").stdout)
    assert [(r["origin"], r["problems"]) for r in rows if r["name"] == "reviewer"] == [("user", [])]


def test_trust_to_run_commands_counts_for_every_folder_below_and_says_so(backlight, app):
    (app / "api").mkdir()
    done = backlight("trust", "--commands", ".")
    assert done.returncode == 0
    assert b"(to run commands, in it and in every folder below it, since " in done.stdout
    still = f"Commands may still be run in api: {app.resolve()}, above it, is trusted to run them."
    refused = backlight("trust", "revoke", "api")
    assert refused.returncode == 2 and still in refused.stderr.decode()
    assert backlight("trust", "--commands", "api").returncode == 0
    gone = backlight("trust", "revoke", "api")
    assert gone.returncode == 0 and still in gone.stderr.decode()
    last = backlight("trust", "revoke", ".")
    assert last.returncode == 0 and b"still" not in last.stderr
    assert backlight("trust", "list").stdout == b"No file is trusted.\n"


def test_neither_the_home_directory_nor_what_is_above_it_is_trusted_to_run_commands(backlight):
    for folder in ("/", os.environ["HOME"], str(Path(os.environ["HOME"]).parent)):
        done = backlight("trust", "--commands", folder)
        assert done.returncode == 2 and b"Name the folder of a project." in done.stderr
    assert backlight("trust", "list").stdout == b"No file is trusted.\n"
