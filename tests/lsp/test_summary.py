"""What is told of a run: a document that asks nobody for anything, and a way to what is missing."""

import pytest

from backlight.checks import Check
from backlight.edits import Change
from backlight.lsp.delivery import Delivery
from backlight.lsp.receipt import Receipt
from backlight.lsp.stories import MOST, Stories
from backlight.lsp.summary import sentence
from backlight.outcome import Outcome
from double.messages import Messages, calls, say
from lsp.conftest import ABLE
from lsp.editor import Editor

READS = {
    **ABLE,
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {**ABLE["workspace"], "textDocumentContent": {}},
    "experimental": {"backlightAsk": True},
}
MARKS = {"textDocument": {"codeAction": {"tagSupport": {"valueSet": [1]}}}}
SOURCE = """from fastapi import FastAPI

app = FastAPI()

# GET /<img src=https:evil.example>: [look](https://evil.example) at what there is
"""
PLACE = 4
HOSTILE = """**Done.** <<b>img src=https:evil.example/nested.png> <IMG SRC="https://evil.example/a.png">

![one](https://evil.example/b.png) ![two][ref] [three](command:workbench.action.quit)
<a href=command:workbench.action.quit>four</a> <command:workbench.action.quit>

[ref]: https://evil.example/c.png
[
ref]: //evil.example/d.png
"""
QUESTION = {
    "question": "![a](https://evil.example/q.png) <img src=//evil.example/q.png> [q][r]\n\n[r]: //x",
    "choices": ["<iframe src=//evil.example>", "no"],
    "default": "no",
}


@pytest.fixture
def start():
    started = []

    def one(capabilities, **more):
        started.append(Editor(capabilities, **more))
        return started[-1]

    yield one
    for each in started:
        assert "Traceback" not in each.close()


@pytest.fixture
def opened(start, workspace):
    """An editor with one file open at a specification; the editor and the URI."""

    def one(capabilities, **more):
        (workspace / "main.py").write_text(SOURCE, encoding="utf-8")
        editor = start(capabilities, root=workspace.as_uri(), **more)
        uri = (workspace / "main.py").as_uri()
        editor.edit_file(uri, SOURCE)
        return editor, uri

    return one


def test_nothing_in_a_summary_is_fetched_or_run(opened, workspace):
    (workspace / "<img src=https:evil.example>.py").write_text("TABLE = 1\n", encoding="utf-8")
    read = calls(("Read", {"path": "<img src=https:evil.example>.py"}))
    script = [read, calls(("AskUser", QUESTION)), say(HOSTILE), say(HOSTILE)]
    with Messages(script) as model:
        editor, uri = opened(READS, env=model.environ)
        editor.answers["backlight/ask"] = {"answer": "<script src=//evil.example></script>"}
        editor.answers["window/showDocument"] = {"success": True}
        editor.pick(uri, PLACE, "designEndpoint")
        editor.said(30)
        shown = editor.until(lambda m: m.get("method") == "window/showDocument")["params"]["uri"]
    answer = editor.request("workspace/textDocumentContent", {"uri": shown})
    text = answer["result"]["text"]
    assert "**Done.**" in text
    assert "src=https:evil.example" in text, "what is odd is shown as it is, and not hidden"
    for target in ("](", "]:", "]["):
        assert target not in text
    assert not [part for part in text.split("<")[1:] if part[:1].isalpha() or part[:1] in "/!?"]


def test_where_only_a_key_is_missing_it_is_said_how_to_give_one(opened):
    editor, uri = opened(ABLE)
    editor.pick(uri, PLACE, "designEndpoint")
    said = editor.said()
    assert "it takes a model. There is no key for the model: set ANTHROPIC_API_KEY or" in said
    assert said.rstrip().endswith("(`backlight doctor --local` looks for one).")


def test_an_editor_without_documents_is_told_why_an_agent_changed_nothing(opened):
    with Messages([say("It validates already."), say("It validates already.")]) as model:
        editor, uri = opened(ABLE, env=model.environ)
        editor.pick(uri, PLACE, "designEndpoint")
        said = editor.said(30)
    assert "The agent changed nothing; its answer says why." in said
    assert "\n\nIt validates already." in said


def test_an_editor_that_has_a_command_for_it_gets_a_button(opened):
    editor, uri = opened(ABLE, options={"clientCommands": ["backlight.setKey"]})
    editor.pick(uri, PLACE, "designEndpoint")
    offer = editor.until(lambda m: m.get("method") == "backlight/offer")["params"]
    assert "There is no key for the model" in offer["message"]
    assert (offer["command"], offer["title"]) == ("backlight.setKey", "Set API Key…")
    assert not [m for m in editor.seen if m.get("method") == "window/showMessage"]


@pytest.mark.parametrize("commands", [None, "backlight.setKey", {"backlight.setKey": 1}, [1, None]])
def test_odd_commands_of_an_editor_are_none(start, commands):
    editor = start(ABLE, options={"clientCommands": commands})
    assert editor.sync["codeActionProvider"]


def test_what_takes_a_model_is_marked_whether_or_not_one_can_be_asked(opened):
    editor, uri = opened(ABLE | MARKS)
    text = (
        SOURCE + '\n\n@app.post("/users")\ndef join(payload: dict):\n    return payload["name"]\n'
    )
    editor.put(uri, text)
    for line, kind, tags in ((PLACE, "designEndpoint", [1]), (7, "addValidation", None)):
        [entry] = [a for a in editor.menu(uri, line)["result"] if a["kind"].endswith(kind)]
        assert entry.get("tags") == tags


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        (
            "1",
            "part of the change was left out of a.py, for you changed the same lines; its code actions offer it again.",
        ),
        (
            "2",
            "2 parts of the change were left out of a.py, for you changed the same lines; its code actions offer them again.",
        ),
    ],
)
def test_what_was_left_out_is_told_by_its_number(count, wanted):
    outcome = Outcome(action="x", title="A change", change=Change())
    assert sentence(outcome, Delivery([Receipt("a.py", "kept", count)])) == ("warning", wanted)


def test_the_latest_summaries_and_plans_are_kept():
    stories = Stories()
    numbers = [str(number) for number in range(MOST + 2)]
    for number in numbers:
        stories.keep(number, "It went well.")
        stories.keep_plans([Check("plan", ok=True, about=number), Check("syntax", ok=True)])
    assert list(stories.summaries) == numbers[2:]
    assert list(stories.plans) == numbers[2:]
