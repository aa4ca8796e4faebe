"""Tasks with hidden checks: the checks bite, what they run is kept in, and nothing is claimed of a model."""

import json
import os
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from backlight.cli import main
from backlight.config import Config
from backlight.evaluation import sandbox
from backlight.evaluation.attempt import attempt
from backlight.evaluation.pages import sections
from backlight.evaluation.projects import tasks
from backlight.evaluation.tools import Tools

TASKS = {task.id: task for task in tasks()}


def test_there_is_enough_to_tell_stacks_and_actions_apart():
    assert len(TASKS) >= 20
    assert len({task.project.stack for task in TASKS.values()}) >= 5
    assert len({task.action for task in TASKS.values()}) >= 7


@pytest.mark.parametrize("task", TASKS.values(), ids=list(TASKS))
def test_a_task_can_be_solved_and_can_be_failed(task):
    assert task.tests or task.gone or task.endpoints
    solving = [written for written in task.transcripts if not written.fails]
    assert solving, "no transcript solves it"
    assert len(task.transcripts) > len(solving), "no transcript shows that its checks bite"
    for name in task.tests:
        assert name not in task.project.files, "the model would see the hidden test"


@pytest.mark.parametrize("task", TASKS.values(), ids=list(TASKS))
def test_transcripts_go_the_real_road_and_end_as_they_are_written(task):
    """Without the packages the hidden tests are not run: then nothing may count as solved."""
    nothing = Tools(python=sys.executable, known={task.project.needs: "not here"})
    for written in task.transcripts:
        result = attempt(task, written, Config(), nothing)
        assert result.state != "ok" or not task.tests
        assert result.expected, result.verdicts


@pytest.mark.engine
def test_every_transcript_is_judged_as_it_is_written(capfd, monkeypatch, tmp_path, node_modules):
    monkeypatch.chdir(tmp_path)
    assert main(["eval", "--recorded", "--json", "--node-modules", node_modules], {}) == 0
    answer = json.loads(capfd.readouterr().out)
    schema = files("backlight.schemas").joinpath("eval.json").read_text("utf-8")
    jsonschema.validate(answer, json.loads(schema))
    assert answer["recorded"] is True
    assert "says nothing of any model" in answer["note"]
    assert all(row["recorded"] and row["expected"] for row in answer["attempts"])
    assert all(row["tokens"] is None and row["cost"] is None for row in answer["attempts"])
    unproven = {row["stack"] for row in answer["attempts"] if row["result"] == "unproven"}
    assert unproven <= {"go"}, "what the tests run with is not installed"


@pytest.fixture
def node_modules():
    from engine.servers import AIMOCK

    return str(AIMOCK / "node_modules")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "project"
    path.mkdir()
    return path


def program(folder, code, seconds=5, **environ):
    return sandbox.run([sys.executable, "-I", "-c", code], folder, environ, seconds)


def test_a_program_ends_well_or_says_why_not(folder):
    assert program(folder, "pass").ok
    ended = program(folder, "raise SystemExit('the total is wrong')")
    assert (ended.ok, ended.said) == (False, "the total is wrong")
    assert program(folder, "import os; os._exit(3)").said == "exit code 3"


def test_a_program_that_does_not_end_is_ended_with_all_it_started(folder):
    code = "import subprocess, time; subprocess.Popen(['sleep', '300']); time.sleep(300)"
    ended = sandbox.run([sys.executable, "-c", code], folder, {}, 0.5)
    assert ended.said == "it did not end within 0 seconds"


def test_nothing_that_leaves_its_group_outlives_a_program(folder):
    mark = f"{os.getpid()}.5"  # seconds, and how it is found again
    leave = f"import subprocess as s; s.Popen(['sleep', '{mark}'], start_new_session=True)"
    assert program(folder, leave).ok
    assert not program(folder, f"{leave}; import time; time.sleep(60)", seconds=1).ok
    assert mark not in running()


def running():
    """What every process on this machine was started with."""
    found = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(one.read_bytes())
    return b" ".join(found).decode("utf-8", "replace")


def test_what_a_program_says_without_end_is_not_held_in_memory(folder):
    shout = "import os\nwhile True: os.write(2, b'x' * 1_000_000)"
    ended = program(folder, shout)
    assert (ended.ok, ended.said) == (False, "it said more than 8 MB")


def test_a_program_sees_nothing_of_ours(folder, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-mine")
    assert program(folder, "import os; assert 'ANTHROPIC_API_KEY' not in os.environ").ok
    assert program(folder, "import os; assert 'home' in os.environ['HOME']").ok


def test_a_program_has_no_network(folder):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)"
        assert not program(folder, code).ok


def test_a_program_reaches_no_file_of_the_users(folder, tmp_path_factory):
    there = tmp_path_factory.mktemp("home") / "note"
    there.write_text("mine")
    assert not program(folder, f"open({str(there)!r}).read()").ok
    assert not program(folder, f"open({str(there)!r}, 'w')").ok
    assert there.read_text() == "mine"


def test_a_program_cannot_fill_the_disk(folder):
    most = sandbox.FILE + 1
    program(folder, f"open('big', 'wb').write(bytes({most}))")
    assert (folder / "big").stat().st_size <= sandbox.FILE


@pytest.mark.parametrize("path", ["../out.py", "/tmp/out.py", "a/../../out.py"])
def test_no_file_is_written_elsewhere(folder, path):
    with pytest.raises(ValueError, match="leads out of the project"):
        sandbox.write(folder, {path: "x"})
    assert not (folder.parent / "out.py").exists()


def test_a_page_whose_fence_never_ends_is_told():
    with pytest.raises(ValueError, match="line 3 never ends"):
        list(sections("# A\n\n## B\n\n```python\nx = 1\n"))


def test_a_heading_in_a_fence_is_code():
    (_, head) = sections("## A\n\n````md\n# not a heading\n```\n````\n")
    assert head.fences == ["# not a heading\n```\n"]


ONE = "fastapi-orders/delete-order"


def test_a_lost_endpoint_is_seen():
    task = TASKS[ONE]
    wanting = replace(task, endpoints=(*task.endpoints, "PUT /nowhere"), tests={})
    result = attempt(wanting, task.transcripts[0], Config(), Tools())
    assert (result.state, result.failed) == ("failed", ("endpoints",))
    assert "PUT /nowhere" in str(result.verdicts)


def test_a_finding_that_should_be_gone_is_seen():
    task = TASKS[ONE]
    wanting = replace(task, gone=("interpolated-sql",), tests={})
    result = attempt(wanting, task.transcripts[0], Config(), Tools())
    assert result.failed == ("findings",)


def test_without_a_model_the_command_says_what_to_do(capfd, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["eval"], {}) == 2
    assert "With --recorded, replies written by hand are played" in capfd.readouterr().err


def test_a_page_of_ones_own_that_is_none_is_told(capfd, tmp_path):
    (tmp_path / "bad.md").write_text("# A\n\n- stack: flask\n", encoding="utf-8")
    assert main(["eval", "--projects", str(tmp_path), "--recorded"], {}) == 2
    assert "bad.md: 'needs'" in capfd.readouterr().err


PAGE = """# shop

- stack: flask
- needs: python

## file `app.py`

```python
x = 1
```

## task one: ask

- at: `app.py` `x = 1`

### replies good: x

#### Say

Hello.
"""


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("", "shop.md: it has no heading `# NAME`."),
        (PAGE.removeprefix("# shop\n"), "shop.md: it has no heading `# NAME`."),
        (PAGE.replace("app.py", "../app.py"), "'../app.py' leads out of the project"),
        (PAGE.replace("app.py", "/tmp/app.py"), "'/tmp/app.py' is not a path inside"),
        (PAGE.replace("app.py", "."), "'.' leads out of the project"),
        (PAGE.replace("app.py", "a\0b.py"), "is not a path inside the project"),
        (PAGE.replace("### replies", "## test `../t.py`\n\n```\n```\n\n### replies"), "'../t.py'"),
        (PAGE.replace("## task", "## helper `~/h.py`\n\n```\n```\n\n## task"), "'~/h.py'"),
        (PAGE.replace("#### Say", "Say"), "shop.md: line 16: no reply follows."),
        (PAGE.partition("### replies")[0], "None of these tasks has replies to play."),
        (None, "shop.md: it is no regular file."),
    ],
)
def test_a_page_that_cannot_be_played_is_told_before_anything_is_tried(capfd, tmp_path, page, said):
    if page is None:
        os.mkfifo(tmp_path / "shop.md")
    else:
        (tmp_path / "shop.md").write_text(page, encoding="utf-8")
    assert main(["eval", "--projects", str(tmp_path), "--recorded"], {}) == 2
    assert said in capfd.readouterr().err


def test_a_folder_that_is_not_there_is_told(capfd, tmp_path):
    assert main(["eval", "--projects", str(tmp_path / "none"), "--list"], {}) == 2
    assert "There is no folder" in capfd.readouterr().err


def test_the_tasks_can_be_listed(capfd):
    assert main(["eval", "--list", "fastapi-orders"], {}) == 0
    assert f"{ONE}: design-endpoint (fastapi)\n" in capfd.readouterr().out


def test_a_task_that_is_not_there_is_told(capfd):
    assert main(["eval", "--list", "nowhere"], {}) == 2
    assert "No task has nowhere" in capfd.readouterr().err
