"""What a person sees who gives a command: answers, sentences, exit codes."""

import json
import os
import subprocess
import sys
from importlib.resources import files

import jsonschema
import pytest

from cli.conftest import APP
from double.messages import Messages, calls, say


def schema(name):
    return json.loads(files("backlight.schemas").joinpath(f"{name}.json").read_text("utf-8"))


def valid(done, name):
    found = json.loads(done.stdout)
    jsonschema.Draft202012Validator.check_schema(schema(name))
    jsonschema.validate(found, schema(name))
    return found


def refused(done, code, sentence):
    """Nothing on standard output, one sentence beside it."""
    assert (done.returncode, done.stdout) == (code, b"")
    said = done.stderr.decode()
    assert said == f"backlight: {sentence}\n", said


BAD = {
    "missing.py:1": "missing.py does not exist.",
    "folder:1": "folder is a folder; name a file in it.",
    "binary.py:1": "binary.py is a binary file.",
    "latin.py:1": "latin.py is not UTF-8 text (byte 5); save it as UTF-8 first.",
    "huge.py:1": "huge.py has 50 MB; files over 8 MB are not read.",
    "outside.py:1": "outside.py is a link to a place outside the project; open that file itself.",
    "pipe.py:1": "pipe.py is not a regular file.",
    "notes.md:1": "notes.md is in no language that is read here.",
    "long.py:1": "long.py is too large to be analysed.",
    "good.py:here": "good.py:here is no place: write FILE, FILE:LINE or FILE:LINE:COLUMN.",
    "good.py:99": "good.py has 2 lines, there is no line 99.",
    "good.py:1:99": "Line 1 of good.py has 5 columns, not 99.",
    "good.py:0": "Lines and columns are counted from 1.",
    "good.py:1:0": "Lines and columns are counted from 1.",
}


@pytest.fixture
def bad(workspace, tmp_path):
    (workspace / ".git").mkdir()
    (workspace / "folder").mkdir()
    (workspace / "good.py").write_text("x = 1\n")
    (workspace / "notes.md").write_text("# x\n")
    (workspace / "long.py").write_text("x = 1\n" * 400_000)
    (workspace / "binary.py").write_bytes(b"x = 1\n\0")
    (workspace / "latin.py").write_bytes(b"x = '\xe9'\n")
    with (workspace / "huge.py").open("wb") as huge:
        huge.truncate(50_000_000)
    (tmp_path / "secret.py").write_text("x = 1\n")
    (workspace / "outside.py").symlink_to(tmp_path / "secret.py")
    os.mkfifo(workspace / "pipe.py")
    return workspace


@pytest.mark.parametrize("place", BAD)
def test_a_place_that_cannot_be_used_is_told_in_one_sentence(backlight, bad, place):
    refused(backlight("actions", place), 2, BAD[place])


@pytest.mark.parametrize(
    "place", ["missing.py:1", "binary.py:1", "huge.py:1", "outside.py:1", "latin.py:1"]
)
def test_every_command_that_takes_a_file_says_the_same(backlight, bad, place):
    refused(backlight("run", "add-validation", place), 2, BAD[place])
    refused(backlight("check", place.removesuffix(":1")), 2, BAD[place])
    done = backlight("facts", place.removesuffix(":1"), "--json")
    assert done.returncode == 2
    assert valid(done, "error")["error"] == {"code": "input", "message": BAD[place]}


def test_a_folder_with_unusable_files_is_read_past_them(backlight, bad):
    (bad / "app.py").write_text(APP)
    done = backlight("facts", ".", "--json")
    assert [e["path"] for e in valid(done, "facts")["endpoints"]] == ["/users"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_told(backlight, bad):
    (bad / "good.py").chmod(0)
    refused(backlight("actions", "good.py:1"), 2, "good.py cannot be read: Permission denied.")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ((), "The following arguments are required: COMMAND; see `backlight --help`."),
        (("run", "paint", "a.py:1"), "There is no action `paint`; there are: design-endpoint, "),
        (
            ("actions",),
            "The following arguments are required: PLACE; see `backlight actions --help`.",
        ),
        (("check", "a.py", "--format", "xml"), "Argument --format: invalid choice: 'xml'"),
    ],
)
def test_bad_usage_is_told_in_one_sentence(backlight, args, sentence):
    done = backlight(*args)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"backlight: {sentence}")
    assert done.stderr.count(b"\n") == 1


def test_bad_usage_is_told_to_programs_as_well(backlight):
    done = backlight("run", "paint", "a.py:1", "--json")
    assert done.returncode == 2
    assert valid(done, "error")["error"]["code"] == "usage"


def test_the_version(backlight):
    done = backlight("--version")
    assert done.returncode == 0
    assert done.stdout.startswith(b"backlight 0.")


def test_the_menu_at_a_place(backlight, app):
    done = backlight("actions", "main.py:8", "--json")
    assert done.returncode == 0
    rows = {row["id"]: row for row in valid(done, "actions")}
    row = rows["add-validation"]
    assert row["title"] == "Add validation: `create_user` reads 2 unchecked fields (age, email)"
    assert row["instant"]
    assert row["range"] == {"start": {"line": 7, "column": 1}, "end": {"line": 10, "column": 56}}
    assert (
        b"main.py:7: add-validation: Add validation: `create_user`"
        in backlight("actions", "main.py:8:5").stdout
    )


def test_a_query_is_found_anywhere_on_its_line(backlight, app):
    text = 'import sqlite3\n\n\ndef f(c: sqlite3.Cursor, x):\n    rows = c.execute(f"SELECT a FROM t WHERE b = {x}")\n    return rows\n'
    (app / "queries.py").write_text(text)
    for column in (1, 5, 30, len(text.split("\n")[4])):
        rows = valid(backlight("actions", f"queries.py:5:{column}", "--json"), "actions")
        assert "optimize-query" in {row["id"] for row in rows}
    for line in (4, 6):
        rows = valid(backlight("actions", f"queries.py:{line}", "--json"), "actions")
        assert "optimize-query" not in {row["id"] for row in rows}


def test_the_menu_of_a_file_says_everything_once(backlight, app):
    ids = [row["id"] for row in valid(backlight("actions", "main.py", "--json"), "actions")]
    assert ids[:2] == ["design-endpoint", "add-validation"]
    assert len(ids) == len(set(ids))


def test_nothing_applies(backlight, app):
    (app / "empty.py").write_text("x = 1\n")
    done = backlight("run", "add-validation", "empty.py:1")
    refused(done, 1, "Add validation does not apply at this place.")
    assert (
        valid(backlight("run", "add-validation", "empty.py:1", "--json"), "error")["error"]["code"]
        == "nothing"
    )
    (app / "b").mkdir()
    (app / "b/.git").mkdir()
    (app / "b/lone.py").write_text("x = 1\n")
    assert backlight("actions", "b/lone.py:1").returncode == 1


def test_without_a_key_the_agent_says_what_to_do(backlight, app):
    done = backlight("run", "design-endpoint", "main.py:6", "--engine", "agent")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"ANTHROPIC_API_KEY" in done.stderr


def test_a_run_is_a_diff_that_git_takes_and_nothing_is_written(backlight, app):
    before = {p: p.read_bytes() for p in app.rglob("*") if p.is_file()}
    done = backlight("run", "add-validation", "main.py:8")
    assert done.returncode == 0, done.stderr.decode()
    assert {p: p.read_bytes() for p in app.rglob("*") if p.is_file()} == before
    assert b"ok: syntax: " in done.stderr
    subprocess.run(["git", "init", "-q"], cwd=app, check=True)
    subprocess.run(["git", "apply"], cwd=app, input=done.stdout, check=True)
    after = (app / "main.py").read_text()
    assert "BaseModel" in after
    assert backlight("run", "add-validation", "main.py:12").returncode == 1
    compile(after, "main.py", "exec")


def test_a_run_as_json(backlight, app):
    found = valid(backlight("run", "add-validation", "main.py:8", "--json"), "run")
    assert (found["action"], found["engine"]) == ("add-validation", "instant")
    assert found["diff"].startswith("diff --git a/main.py b/main.py\n")
    assert all(check["ok"] for check in found["checks"])
    assert {"syntax", "routes", "goal"} <= {check["name"] for check in found["checks"]}


def test_the_agent_writes_a_diff(backlight, app):
    first = {"path": "main.py", "old_string": "from fastapi import FastAPI\n"}
    first["new_string"] = first["old_string"] + "from pydantic import BaseModel\n"
    second = {"path": "main.py", "old_string": APP[APP.index("# PUT") :]}
    second["new_string"] = (
        "class NewUser(BaseModel):\n    email: str\n    age: int\n\n\n"
        '@app.post("/users")\ndef create_user(payload: NewUser):\n    return payload\n'
    )
    with Messages([calls(("Edit", first), ("Edit", second)), say("Validated.")]) as model:
        args = ("run", "add-validation", "main.py:8", "--engine", "agent")
        done = backlight(*args, "--json", **model.environ)
        found = valid(done, "run")
        assert len(model.requests) == 2
    assert found["engine"] == "agent"
    assert found["usage"]["output"] > 0
    assert "+class NewUser(BaseModel):" in found["diff"]
    assert (app / "main.py").read_text() == APP


def test_a_question_is_answered_in_words_and_changes_nothing(backlight, app):
    args = ("run", "ask", "main.py:8", "--engine", "agent", "--ask", "Why does this fail for -1?")
    with Messages([say("It does not: **int** takes -1.")]) as model:
        done = backlight(*args, **model.environ)
        assert len(model.requests) == 1
        assert "Why does this fail for -1?" in str(model.requests[0]["messages"])
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"It does not: **int** takes -1." in done.stderr
    with Messages([say("It does not.")]) as model:
        found = valid(backlight(*args, "--json", **model.environ), "run")
    assert found["diff"] == ""
    assert found["checks"] == []
    assert "It does not." in found["summary"]


def test_an_answer_that_is_empty_is_no_answer(backlight, app):
    args = ("run", "ask", "main.py:8", "--engine", "agent", "--ask", "Why?")
    with Messages([say("")]) as model:
        done = backlight(*args, **model.environ)
    refused(
        done,
        3,
        "The model replied with nothing. Run the action again. Nothing was changed.",
    )


def test_what_needs_confirmation_is_said_beside_the_diff(backlight, app):
    edit = {"path": "main.py", "old_string": APP[APP.index("# PUT") :]}
    edit["new_string"] = (
        "from pydantic import BaseModel\n\n\nclass NewUser(BaseModel):\n    email: str\n    age: int\n\n\n"
        '@app.post("/users")\ndef create_user(payload: NewUser):\n    return payload\n'
    )
    made = {"path": "Makefile", "content": "all:\n\ttrue\n"}
    with Messages([calls(("Edit", edit), ("Write", made)), say("Validated.")]) as model:
        args = ("run", "add-validation", "main.py:8", "--engine", "agent")
        done = backlight(*args, **model.environ)
    assert done.returncode == 0, done.stderr
    assert b"+++ b/Makefile" in done.stdout
    assert (
        b"look at this before you apply it: protected files: Makefile runs or steers" in done.stderr
    )


def test_a_diff_names_paths_from_the_top_of_the_repository(backlight, app):
    subprocess.run(["git", "init", "-q"], cwd=app, check=True)
    (app / "api").mkdir()
    for name in ("main.py", "pyproject.toml"):
        (app / name).rename(app / "api" / name)
    done = backlight("run", "add-validation", "api/main.py:8")
    assert b"+++ b/api/main.py" in done.stdout
    subprocess.run(["git", "apply"], cwd=app / "api", input=done.stdout, check=True)
    assert "BaseModel" in (app / "api/main.py").read_text()


@pytest.mark.parametrize("eol", ["\r\n", "\n"])
@pytest.mark.parametrize("bom", ["\ufeff", ""])
def test_ends_of_line_and_byte_order_marks_are_kept(backlight, app, eol, bom):
    (app / "main.py").write_bytes((bom + APP.replace("\n", eol)).encode())
    done = backlight("run", "add-validation", "main.py:8")
    assert done.returncode == 0, done.stderr.decode()
    subprocess.run(["git", "init", "-q"], cwd=app, check=True)
    subprocess.run(["git", "apply", "--whitespace=nowarn"], cwd=app, input=done.stdout, check=True)
    after = (app / "main.py").read_bytes().decode()
    assert after.startswith(bom)
    assert ("\r\n" in after) == (eol == "\r\n")
    assert after.count("\n") == after.count(eol)


def test_findings_are_shown_to_people_programs_and_scanners(backlight, app):
    done = backlight("check", ".", "--json")
    rows = valid(done, "check")
    assert done.returncode == (1 if rows else 0)
    assert [row["action"] for row in rows] == ["add-validation"]
    assert rows[0]["file"] == "main.py"
    text = backlight("check", ".").stdout.decode()
    assert text.endswith("\n1 finding.\n")
    sarif = json.loads(backlight("check", ".", "--format", "sarif").stdout)
    result = sarif["runs"][0]["results"][0]
    assert result["ruleId"] == rows[0]["rule"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == rows[0]["line"]


def test_a_rule_and_a_file_are_left_out_by_the_settings(backlight, app):
    rule = valid(backlight("check", ".", "--json"), "check")[0]["rule"]
    (app / "backlight.toml").write_text(f'disabledRules = ["{rule}"]\n')
    assert backlight("check", ".").returncode == 0
    (app / "backlight.toml").write_text('exclude = ["main.py"]\nmodel = "evil"\n')
    done = backlight("check", ".")
    assert done.returncode == 0
    assert b"`backlight.model` can only be set by you" in done.stderr


def test_a_rule_about_long_tables_is_shown_to_whoever_asks_for_it(backlight, app):
    (app / "main.py").write_text(
        "def page(cursor, page_size, skip):\n"
        '    cursor.execute("SELECT id FROM users ORDER BY id LIMIT 20 OFFSET %s", (skip,))\n'
    )
    assert backlight("check", ".").returncode == 0
    (app / "backlight.toml").write_text('enabledRules = ["offset-paging"]\n')
    rows = valid(backlight("check", ".", "--json"), "check")
    assert [(row["rule"], row["line"]) for row in rows] == [("offset-paging", 2)]


def test_a_monorepo_of_two_stacks(backlight, workspace, monkeypatch):
    (workspace / ".git").mkdir()
    for folder in ("api", "web"):
        (workspace / folder).mkdir()
    (workspace / "api/pyproject.toml").write_text("[project]\nname = 'api'\n")
    (workspace / "api/main.py").write_text(APP)
    (workspace / "web/package.json").write_text('{"dependencies": {"express": "5"}}')
    (workspace / "web/app.js").write_text(
        'import express from "express";\nconst app = express();\napp.get("/health", (req, res) => {\n  res.json({});\n});\n'
    )
    found = valid(backlight("facts", ".", "--json"), "facts")["endpoints"]
    assert [(e["file"], e["method"], e["path"]) for e in found] == [
        ("api/main.py", "POST", "/users"),
        ("web/app.js", "GET", "/health"),
    ]
    monkeypatch.chdir(workspace / "api")
    inside = backlight("facts", "../web", "main.py", "--json")
    assert {e["file"] for e in valid(inside, "facts")["endpoints"]} == {"main.py", "../web/app.js"}


def test_packages_of_one_repository_are_one_project(backlight, workspace, monkeypatch):
    """A package that another requires by its path is served below what that other says."""
    (workspace / ".git").mkdir()
    manifest = '{"name": "x", "dependencies": {"express": "5"}}'
    (workspace / "server/services/alarm").mkdir(parents=True)
    for folder in (".", "server", "server/services/alarm"):
        (workspace / folder / "package.json").write_text(manifest)
    (workspace / "server/app.js").write_text(
        'const express = require("express");\nconst app = express();\n'
        'app.use("/alarm", require("./services/alarm/router"));\n'
    )
    (workspace / "server/services/alarm/router.js").write_text(
        'const router = require("express").Router();\n'
        'router.get("/bells", (req, res) => {\n  res.json([]);\n});\nmodule.exports = router;\n'
    )
    alone = "server/services/alarm/router.js"
    for asked in (".", "server", alone):
        found = valid(backlight("facts", asked, "--json"), "facts")["endpoints"]
        assert [(e["file"], e["path"]) for e in found] == [(alone, "/alarm/bells")], asked
    (workspace / "server/services/alarm/backlight.toml").write_text("")
    found = valid(backlight("facts", alone, "--json"), "facts")["endpoints"]
    assert [(e["file"], e["path"]) for e in found] == [(alone, "/bells")]
    (workspace / "server/services/alarm/backlight.toml").unlink()
    (workspace / ".git").rmdir()
    found = valid(backlight("facts", alone, "--json"), "facts")["endpoints"]
    assert [(e["file"], e["path"]) for e in found] == [(alone, "/bells")]


def test_a_module_that_is_called_setup_is_no_root_of_a_project(backlight, workspace):
    (workspace / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    (workspace / "handlers").mkdir()
    (workspace / "handlers/setup.py").write_text("def setup():\n    return 1\n")
    (workspace / "handlers/groups.py").write_text(APP)
    (workspace / "tests").mkdir()
    (workspace / "tests/test_groups.py").write_text("def test_groups():\n    assert True\n")
    titles = [
        row["title"]
        for row in valid(backlight("actions", "handlers/groups.py:7", "--json"), "actions")
    ]
    assert "Write tests: `POST /users`, beside those of test_groups.py" in titles


def test_a_single_file_without_a_project(backlight, workspace):
    (workspace / "lone.py").write_text(APP)
    (workspace / "other.py").write_text(APP.replace("/users", "/others"))
    found = valid(backlight("facts", "lone.py", "--json"), "facts")["endpoints"]
    assert [e["path"] for e in found] == ["/users"]


def test_what_cannot_be_guessed_is_asked_for(backlight, app):
    done = backlight("run", "ask", "main.py:9")
    assert done.returncode == 2
    assert b"--ask TEXT" in done.stderr
    assert b"would you like to know" in done.stderr


def test_a_colon_in_the_name_of_a_file_is_said(backlight, app):
    (app / "a b").mkdir()
    (app / "a b" / "c:d.py").write_text("x = 1\n")
    done = backlight("run", "ask", "a b/c:d.py:1", "--ask", "why?")
    assert done.returncode == 2
    assert b"has a colon in its name" in done.stderr


def test_the_doctor_says_what_is_missing_and_never_a_key(backlight, app):
    done = backlight("doctor", "--json")
    assert done.returncode == 0, "to work without a key is a way to work"
    rows = {row["name"]: row for row in valid(done, "doctor")["checks"]}
    assert rows["key"]["detail"] == "none; findings, facts and instant actions work without one"
    assert "ANTHROPIC_API_KEY" in rows["key"]["todo"]
    assert backlight("doctor", ANTHROPIC_BASE_URL="https://gateway.example").returncode == 1
    found = "SQLite, PostgreSQL found", "SQLite, PostgreSQL, MariaDB found"
    assert rows["scratch database"]["detail"] in found
    done = backlight(
        "doctor", ANTHROPIC_API_KEY="sk-canary-123456", ANTHROPIC_BASE_URL="http://localhost:1/v1"
    )
    assert done.returncode == 0
    assert b"ANTHROPIC_API_KEY is set" in done.stdout
    assert b"http://localhost:1\n" in done.stdout
    done = backlight("doctor", ANTHROPIC_BASE_URL="https://me:canary@gateway.example:8/a@b")
    assert b"https://gateway.example:8/a@b\n" in done.stdout
    assert b"canary" not in done.stdout + done.stderr


def test_the_doctor_says_what_settings_name_that_there_is_not(backlight, app):
    done = backlight("doctor", BACKLIGHT_ACTION_MODELS="asks = low", BACKLIGHT_PRICES="mine free")
    assert b"`backlight.actionModels` names `asks`, and there is no such action here" in done.stderr
    assert b"`backlight.prices` has 'mine free', which is no price" in done.stderr


def test_a_failure_of_our_own_is_a_sentence_too(backlight, app, monkeypatch):
    monkeypatch.setattr("backlight.cli.actions.known", lambda _snapshot: 1 // 0)
    sentence = "Backlight itself failed: ZeroDivisionError: integer division or modulo by zero; please report it."
    refused(backlight("actions", "main.py:8"), 3, sentence)


def test_cancelled(backlight, app, monkeypatch):
    def interrupted(_snapshot):
        raise KeyboardInterrupt

    monkeypatch.setattr("backlight.cli.actions.known", interrupted)
    refused(backlight("actions", "main.py:8"), 130, "Cancelled.")
    assert (
        valid(backlight("actions", "main.py:8", "--json"), "error")["error"]["code"] == "cancelled"
    )


def test_the_reader_may_go_away(backlight, app):
    command = f'"{sys.executable}" -P -m backlight facts . | head -c 1'
    done = subprocess.run(command, shell=True, cwd=app, capture_output=True, check=False)  # noqa: S602  # a pipe is what is tested
    assert done.stderr == b""


def test_names_and_messages_cannot_steer_the_terminal(backlight, app):
    (app / "a\x1b[31m.py").write_text(APP)
    done = backlight("actions", "a\x1b[31m.py:8")
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"a\\x1b[31m.py' is not a path inside the project" in done.stderr


def test_the_menu_needs_no_model(app):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-P", "-m", "backlight", "actions", "main.py:8"],
        cwd=app,
        capture_output=True,
        check=False,
    )
    assert b"backlight.menu" in done.stderr
    for module in (b"anthropic", b"pygls", b"lsprotocol", b"httpx2"):
        assert not [x for x in done.stderr.split(b"\n") if x.rstrip().endswith(b" " + module)]


def test_the_agents_with_their_problems(backlight, workspace):
    ours = workspace / ".claude/agents"
    ours.mkdir(parents=True)
    (ours / "README.md").write_text("# Ours\n")
    good = "---\nname: good\ndescription: Does it.\ntools: Read, Bash\n---\nYou do it.\n"
    (ours / "good.md").write_text(good)
    (ours / "bad.md").write_text("---\nname: bad\n")
    (ours / "latin.md").write_bytes(b"---\nname: \xe9\n---\nx\n")
    done = backlight("agents", "--json")
    assert done.returncode == 1
    rows = {row["file"]: row for row in valid(done, "agents")}
    assert rows["backend-developer.md"]["used"]
    assert not rows["backend-developer.md"]["problems"]
    of_workspace = {f".claude/agents/{name}.md" for name in ("good", "bad", "latin")}
    assert set(rows) == {"backend-developer.md", *of_workspace}
    assert not rows[".claude/agents/good.md"]["used"]
    assert "not trusted" in rows[".claude/agents/good.md"]["reason"]
    assert "Bash" not in rows[".claude/agents/good.md"]["tools"]
    assert "a line `---` is missing" in rows[".claude/agents/bad.md"]["problems"][0]["message"]
    assert "not UTF-8" in rows[".claude/agents/latin.md"]["problems"][0]["message"]
    assert b"backend-developer  bundled    used" in backlight("agents").stdout


def test_the_users_own_agents_are_listed_and_cannot_replace_a_bundled_one(
    backlight, workspace, tmp_path, monkeypatch
):
    own = tmp_path / "settings/backlight/agents"
    own.mkdir(parents=True)
    one = "---\nname: {}\ndescription: Does it.\n---\nYou do it.\n"
    (own / "mine.md").write_text(one.format("mine"))
    (own / "taken.md").write_text(one.format("backend-developer"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    rows = {
        row["file"].rpartition("/")[2]: row
        for row in valid(backlight("agents", "--json"), "agents")
    }
    assert rows["mine.md"]["origin"] == "user"
    assert not rows["mine.md"]["used"]
    assert rows["mine.md"]["reason"] == "no action names it"
    assert "is taken by" in rows["taken.md"]["problems"][0]["message"]


def test_work_that_a_limit_ended_is_kept_and_never_printed_as_a_diff(backlight, app):
    edit = {
        "path": "main.py",
        "old_string": "app = FastAPI()",
        "new_string": "app = FastAPI(title='x')",
    }
    args = ("run", "add-validation", "main.py:8", "--engine", "agent")
    with Messages([calls(("Edit", edit)), say("Done.")]) as model:
        done = backlight(*args, **model.environ, BACKLIGHT_MAX_TURNS="1")
    assert (done.returncode, done.stdout) == (3, b"")
    said = done.stderr.decode()
    assert "take more than 1 reply and was stopped." in said
    number = said.partition("`backlight runs diff ")[2].partition("`")[0]
    assert b"+app = FastAPI(title='x')" in backlight("runs", "diff", number).stdout
    listed = backlight("runs", "show", number)
    assert b"tokens and requests of claude-sonnet-5-5: input 100" in listed.stdout


def test_the_doctor_looks_for_local_models_only_when_asked(backlight, app):
    with Messages() as double:
        double.models = [{"id": "qwen3:8b"}]
        port = double.url.rpartition(":")[2]
        backlight("doctor", BACKLIGHT_LOCAL_PORTS=port)
        assert double.gets == []
        rows = valid(backlight("doctor", "--local", "--json"), "doctor")["checks"]
    (found,) = [row for row in rows if row["name"] == f"port {port} on this machine"]
    assert found["detail"] == "qwen3:8b"
    assert f"ANTHROPIC_BASE_URL={double.url} ANTHROPIC_MODEL=qwen3:8b" in found["todo"]


SLOW = """import psycopg


def due(conn):
    return conn.execute("SELECT id FROM orders WHERE date_trunc('month', made) = '2024-05-01'").fetchall()
"""


def test_the_plans_are_drawn_in_place_of_a_diff(backlight, app):
    (app / "schema.sql").write_text(
        "CREATE TABLE orders (id bigint PRIMARY KEY, made timestamp NOT NULL);\n"
        "CREATE INDEX orders_made ON orders (made);\n"
    )
    (app / "due.py").write_text(SLOW)
    done = backlight("run", "optimize-query", "due.py:5", "--plan-svg")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"<svg ") and b"Seq Scan on orders" in done.stdout
    assert b"--- a/" not in done.stdout
    done = backlight("run", "add-validation", "main.py:8", "--plan-svg")
    assert done.returncode == 1 and b"No plans were compared here" in done.stderr
