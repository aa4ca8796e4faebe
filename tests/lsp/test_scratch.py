"""What an editor adds to the agent's work: commands in a scratch copy, a plan, reports of others."""

# ruff: noqa: F811 - the fixtures of the file beside are taken as they are

import sys

import pytest

from backlight.scratch import ways
from double.messages import say
from lsp.test_agent import COMMENT, EDITED, SOURCE, editor, model, open_app  # noqa: F401 - fixtures

ON = {"checkCommands": ["sed -i 's/is well/is very well/' main.py", "grep -q 'very well' main.py"]}


@pytest.fixture
async def confined():
    if sys.platform != "linux" or (await ways.found()).way is None:
        pytest.skip("no command can be confined here")


def summary(one):
    """The whole story of the run, as the log has it."""
    return one.until(lambda m: m.get("method") == "window/logMessage", 30)["params"]["message"]


def test_the_users_commands_judge_and_finish_the_change_before_it_is_seen(
    confined, open_app, model, workspace
):
    model.script[:] = [EDITED, say("Done.")]
    one, uri = open_app(options={"trusted": True, **ON})
    one.pick(uri, COMMENT, "designEndpoint")
    story = summary(one)
    assert '"""Say that all is very well' in one.buffers[uri] or "is very well" in one.buffers[uri]
    assert "It passed. It changed main.py." in story
    assert "✓ **`grep -q 'very well' main.py`** It passed." in story
    assert (workspace / "main.py").read_text(encoding="utf-8") == SOURCE


def test_where_the_editor_does_not_say_that_it_trusts_the_workspace_nothing_is_run(open_app, model):
    model.script[:] = [EDITED, say("Done.")]
    one, uri = open_app(options=ON)
    one.pick(uri, COMMENT, "designEndpoint")
    assert "this workspace is not trusted to run commands" in summary(one)
    assert "very" not in one.buffers[uri]


def test_what_other_servers_report_of_the_place_is_told_as_data(open_app, model):
    model.script[:] = [EDITED, say("Done.")]
    one, uri = open_app()

    def mark(line, message, **more):
        at = {"line": line, "character": 0}
        return {"range": {"start": at, "end": at}, "message": message, **more}

    marks = [
        mark(
            COMMENT, "Name is\nnot used " + "x" * 900, source="Pyright", code="unused", severity=2
        ),
        mark(COMMENT, "ours", source="backlight"),
        mark(0, "elsewhere", source="Pyright"),
        mark(COMMENT, "", source="Pyright"),
        {"message": 3},
        None,
    ]
    one.pick(uri, COMMENT, "designEndpoint", diagnostics=marks)
    one.said(30)
    sent = str(model.requests[0]["messages"][0])
    assert 'shows="what other tools report"' in sent
    assert "line 5, warning of Pyright unused: Name is not used xxx" in sent
    assert "elsewhere" not in sent and "ours" not in sent and "x" * 400 not in sent


def test_reports_of_a_text_that_is_no_more_are_not_told(open_app, model):
    model.script[:] = [EDITED, say("Done.")]
    one, uri = open_app()
    at = {"line": COMMENT, "character": 0}
    mark = {"range": {"start": at, "end": at}, "message": "old news", "source": "Pyright"}
    one.titles(uri, COMMENT, diagnostics=[mark])
    one.type(uri, "app = FastAPI()", "app = FastAPI(title='x')")
    one.pick(uri, COMMENT, "designEndpoint")
    one.said(30)
    assert "old news" not in str(model.requests[0])


def test_a_plan_can_be_asked_for_one_run(open_app, model):
    model.script[:] = [say("I only propose."), say("Still.")]
    one, uri = open_app()
    here = {"line": COMMENT, "character": 0}
    found = one.request(
        "textDocument/codeAction",
        {
            "textDocument": {"uri": uri},
            "range": {"start": here, "end": here},
            "context": {"diagnostics": []},
        },
    )["result"]
    (argument,) = next(f for f in found if f["kind"].endswith("designEndpoint"))["command"][
        "arguments"
    ]
    ran = {"command": "backlight.run", "arguments": [{**argument, "plan": True}]}
    assert one.request("workspace/executeCommand", ran)["result"]["runId"]
    one.said(30)
    assert "Propose" in {tool["name"] for tool in model.requests[0]["tools"]}
