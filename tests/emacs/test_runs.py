"""In a real Emacs: runs with a model, while their user types, is asked, agrees, or thinks again."""

import threading

import pytest

from double.messages import Raw, Stall, calls, events, say
from double.shop import BY_AGENT, DECLARED, MAIN, SHOP, WRITTEN

NEWLINE = "\x11\n"
"""C-q C-j: an end of line, and no indentation with it."""
COMBINED = ("A shop 😀", "Un cafe\u0301 👩\u200d👩\u200d👧 😀 ünï")


@pytest.fixture
def waiting(model):
    """A model that writes its edits when it is told to: the model, and what tells it."""
    go = threading.Event()

    def written(_body):
        go.wait(30)
        return calls(("Edit", DECLARED), ("Edit", WRITTEN))

    yield model(written, say("Validated.")), go
    go.set()


def plain(text):
    """A text with the ends of line that Emacs shows."""
    return text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: text.replace(*COMBINED), id="combining"),
        pytest.param(lambda text: text.removesuffix("\n"), id="no end of line"),
    ],
)
def test_what_is_typed_meanwhile_stays_and_the_change_moves_around_it(emacs, until, waiting, form):
    double, go = waiting
    it = emacs(SHOP | {"main.py": form(MAIN)}, engine="agent")
    it.edit("main.py", "def create_user")
    it.pick("Add validation: `create_user`")
    until(double.asked.is_set, said=it.seen)
    below = f"{NEWLINE}# and here" if form(MAIN).endswith("\n") else ""
    it.keys(f"\x1b<# typed 😀{NEWLINE}\x1b>{below}")
    typed = f"# typed 😀\n%s{below.replace(NEWLINE, chr(10))}"
    until(lambda: it.text() == plain(typed % form(MAIN)), said=it.seen)
    go.set()
    it.agree()
    it.told("main.py is changed, with what you typed meanwhile")
    text = plain(typed % form(BY_AGENT))
    assert it.text() == text
    it.here("(let ((require-final-newline nil) (mode-require-final-newline nil)) (save-buffer))")
    written = (it.folder / "main.py").read_bytes().decode()
    assert written == (text.replace("\n", "\r\n") if "\r" in form(MAIN) else text)


def test_what_is_typed_on_the_same_lines_wins(emacs, until, waiting):
    double, go = waiting
    it = emacs(SHOP, engine="agent")
    it.edit("main.py", "def create_user")
    it.pick("Add validation: `create_user`")
    until(double.asked.is_set, said=it.seen)
    it.keys("\x0e\x05  # mine")  # C-n is the next line, C-e its end
    mine = MAIN.replace('payload["age"])\n', 'payload["age"])  # mine\n')
    until(lambda: it.text() == mine, said=it.seen)
    go.set()
    it.told("nothing was changed")
    assert it.text() == mine


def test_who_does_not_agree_keeps_the_text_and_can_have_the_change_later(emacs, until, model):
    model(calls(("Edit", DECLARED), ("Edit", WRITTEN)), say("Validated."))
    it = emacs(SHOP, engine="agent")
    if it.client != "eglot":
        return  # lsp-mode does not ask
    it.edit("main.py", "def create_user")
    it.pick("Add validation: `create_user`")
    for way in (lambda: it.keys("n"), lambda: it.quit("Server wants to edit")):
        it.prompted("Server wants to edit")
        way()
        it.told("did not take the change of main.py")
        assert it.text() == MAIN
        it.forget()
        it.edit("main.py", "import")  # The menu is short there
        it.pick("Apply again: Add validation")
    it.agree()
    it.told("main.py is changed")
    assert it.text() == BY_AGENT


def test_the_status_says_what_runs_took(emacs, until, model):
    model(say("It serves **one** purpose."))
    it = emacs(SHOP)
    it.edit("main.py", "def create_user")
    it.command("backlight-ask")
    it.prompted("Ask the backend developer")
    it.answer("why is this a dict?")
    it.told("answered; nothing was changed")
    it.command("backlight-status")
    it.told("A model can be asked. Today: $0.")
    assert "of 5,000,000 tokens." in it.messages


def test_a_model_on_this_machine_is_looked_for_and_picked(emacs, until, model, monkeypatch):
    local = model()
    local.models = [{"id": "qwen3:8b"}, {"id": "llama3"}]
    monkeypatch.setenv("BACKLIGHT_LOCAL_PORTS", local.url.rpartition(":")[2])
    it = emacs(SHOP)
    it.edit("main.py", "def create_user")
    it.command("backlight-find-model")
    it.prompted("Which model is to be asked")
    it.answer(next(choice for choice in it.choices if choice.startswith("llama3")))
    it.told("is asked until the editor closes")


def test_cancel_stops_the_model_and_changes_nothing(emacs, until, model):
    first = list(events(calls(("Edit", DECLARED))))[:6]
    double = model(Raw((*first, Stall(60))))
    it = emacs(SHOP, engine="agent")
    it.edit("main.py", "def create_user")
    it.pick("Add validation: `create_user`")
    until(lambda: double.sent >= 6, said=it.seen)
    it.command("backlight-cancel")
    it.told("cancelled; nothing was changed")
    until(double.aborted.is_set)
    assert it.text() == MAIN


QUESTION = {"question": "Which kind of id?", "choices": ["integer", "UUID"], "default": "UUID"}


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        ("integer", "integer"),
        ("a slug", "a slug"),
        ("", "UUID"),
    ],
)
def test_a_question_is_answered_in_the_minibuffer(emacs, until, model, answer, heard):
    double = model(calls(("AskUser", QUESTION)), say("Nothing to do."))
    it = emacs(SHOP, engine="agent")
    it.edit("main.py", "def create_user")
    it.pick("Add validation: `create_user`")
    it.prompted("Which kind of id?")
    assert sorted(it.choices) == ["UUID", "integer"]
    it.answer(answer)
    until(lambda: len(double.requests) > 1, said=it.seen)
    result = str(double.requests[1]["messages"][-1])
    assert heard in result
    assert ("integer" in result) == (heard == "integer")


def test_who_quits_a_question_stops_the_run(emacs, until, model):
    double = model(calls(("AskUser", QUESTION)), say("Nothing to do."))
    it = emacs(SHOP, engine="agent")
    it.edit("main.py", "def create_user")
    it.pick("Add validation: `create_user`")
    it.prompted("Which kind of id?")
    it.quit("Which kind of id?")
    it.told("You cancelled the question. Nothing was changed.")
    assert len(double.requests) == 1
    assert it.text() == MAIN


def test_the_backend_developer_is_asked_about_the_line_and_the_answer_is_shown(emacs, until, model):
    double = model(say("It serves **one** purpose."))
    it = emacs(SHOP)
    it.edit("main.py", "def create_user")
    it.command("backlight-ask")
    it.prompted("Ask the backend developer")
    it.answer("why is this a dict?")
    until(lambda: double.requests, said=it.seen)
    assert "why is this a dict?" in str(double.requests[0]["messages"])
    shown = '(let ((it (get-buffer "*Backlight*"))) (and it (get-buffer-window it) (with-current-buffer it (buffer-string))))'
    until(lambda: "It serves **one** purpose." in (it.eval(shown) or ""), said=it.seen)
    assert it.text() == MAIN


def test_runs_are_listed(emacs, until):
    it = emacs(SHOP, engine="instant")
    it.edit("main.py", "def create_user")
    it.pick("Add validation: `create_user`")
    it.agree()
    it.told("main.py is changed")
    it.command("backlight-runs")
    runs = '(with-current-buffer "*Backlight runs*" (list (buffer-string) buffer-read-only))'
    until(lambda: it.eval('(and (get-buffer-window "*Backlight runs*") t)'), said=it.seen)
    text, locked = it.eval(runs)
    assert "Add validation: `create_user`" in text
    assert locked
