"""In a real Neovim: a change arrives in the buffer, unsaved, in one step that `u` takes back."""

import os
import threading
import time

import pytest

from double.messages import Messages, Raw, Stall, calls, events, say
from double.shop import BY_AGENT, DECLARED, MAIN, SERVICE, SHOP, WRITTEN


@pytest.mark.parametrize(
    ("files", "path", "line", "title", "sign"),
    [
        (SHOP, "main.py", "def create_user", "Add validation: `create_user`", "BaseModel"),
        (SHOP, "queries.py", "SELECT", "Optimize query", "customer = ?"),
        (SERVICE, "models.py", "class Order", "Design endpoint: CRUD for `Order`", "APIRouter"),
    ],
)
def test_each_action_is_one_undoable_unsaved_change(
    neovim, until, workspace, files, path, line, title, sign
):
    nvim = neovim(files)
    nvim.edit(path, line)
    nvim.pick(title)
    until(lambda: any(sign in text for text in nvim.buffers.values()), said=lambda: nvim.messages)
    until(lambda: not nvim.busy)
    changed = {p: t for p, t in nvim.buffers.items() if t != files.get(p)}
    assert changed
    assert {p: (workspace / p).read_text() for p in files} == files
    for name in changed.keys() & files.keys():
        nvim.nvim.command(f"buffer {name}")
        assert nvim.nvim.current.buffer.options["modified"]
        nvim.nvim.command("undo")
        assert nvim.text == files[name]


@pytest.fixture
def model(monkeypatch):
    """Put a scripted model where the server looks for one."""
    started = []

    def start(*script):
        double = Messages(script)
        started.append(double)
        double.__enter__()
        for name, value in double.environ.items():
            monkeypatch.setenv(name, value)
        return double

    yield start
    for double in started:
        double.__exit__()


def written():
    return calls(("Edit", DECLARED), ("Edit", WRITTEN))


def test_the_agent_writes_into_the_buffer_and_the_status_says_what_it_took(neovim, until, model):
    double = model(written(), say("Validated."))
    nvim = neovim(SHOP, engine="agent")
    nvim.edit("main.py", "def create_user")
    nvim.pick("Add validation")
    until(lambda: nvim.text == BY_AGENT)
    until(lambda: not nvim.busy)
    assert len(double.requests) == 2
    nvim.nvim.command("undo")
    assert nvim.text == MAIN
    nvim.nvim.command("LspBacklightStatus")
    until(lambda: "A model can be asked. Today: $0." in nvim.messages, said=lambda: nvim.messages)
    assert "of 5,000,000 tokens." in nvim.messages


def test_a_model_on_this_machine_is_looked_for_and_picked(neovim, until, monkeypatch):
    with Messages() as local:
        local.models = [{"id": "qwen3:8b"}, {"id": "llama3"}]
        monkeypatch.setenv("BACKLIGHT_LOCAL_PORTS", local.url.rpartition(":")[2])
        nvim = neovim(SHOP)
        nvim.nvim.exec_lua(ANSWER, 2, None)
        nvim.edit("main.py", "def create_user")
        nvim.nvim.command("LspBacklightFindModel")
        until(lambda: "llama3 (port " in nvim.messages, said=lambda: nvim.messages)
        assert "is asked until the editor closes" in nvim.messages


def test_cancel_stops_the_model_and_changes_nothing(neovim, until, model):
    whole = list(events(written()))
    double = model(Raw((*whole[:6], Stall(60))))
    nvim = neovim(SHOP, engine="agent")
    nvim.edit("main.py", "def create_user")
    nvim.pick("Add validation")
    until(lambda: double.sent >= 6)
    assert nvim.busy
    nvim.nvim.command("LspBacklightCancel")
    until(double.aborted.is_set)
    until(lambda: not nvim.busy)
    assert nvim.text == MAIN
    assert len(double.requests) == 1


def test_what_is_typed_meanwhile_stays_and_the_change_moves_around_it(neovim, until, model):
    go = threading.Event()

    def wait(_body):
        go.wait(30)
        return written()

    double = model(wait, say("Validated."))
    nvim = neovim(SHOP, engine="agent")
    nvim.edit("main.py", "def create_user")
    nvim.pick("Add validation")
    until(double.asked.is_set)
    nvim.type("call append(1, ['# typed meanwhile', ''])")
    nvim.type("call append(line('$'), ['', '', '# and here'])")
    typed = nvim.text
    go.set()
    until(lambda: nvim.text != typed)
    until(lambda: not nvim.busy)
    first, _, rest = BY_AGENT.partition("\n")
    assert nvim.text == f"{first}\n# typed meanwhile\n\n{rest}\n\n# and here\n"


def test_what_is_typed_on_the_same_lines_wins(neovim, until, model):
    go = threading.Event()

    def wait(_body):
        go.wait(30)
        return written()

    double = model(wait, say("Validated."))
    nvim = neovim(SHOP, engine="agent")
    nvim.edit("main.py", "def create_user")
    nvim.pick("Add validation")
    until(double.asked.is_set)
    nvim.type("call setline(10, '    age = 42  # mine')")
    go.set()
    until(lambda: not nvim.busy)
    assert "    age = 42  # mine" in nvim.text
    assert "nothing was changed" in nvim.messages


@pytest.mark.parametrize("wait", [0, 0.02, 0.08, 0.14, 0.2])
def test_a_key_that_the_server_has_not_heard_of_is_never_overrun(neovim, until, model, wait):
    """Neovim tells of a key 150 ms later: an edit may be on its way by then."""
    first = threading.Event()

    def answer(_body):
        first.set()
        return say("Validated.")

    model(written(), answer)
    nvim = neovim(SHOP, engine="agent")
    nvim.edit("main.py", "def create_user")
    nvim.pick("Add validation")
    until(first.is_set)
    time.sleep(wait + 0.2)
    nvim.nvim.command("call append(0, ['# typed', '# meanwhile'])")
    until(lambda: not nvim.busy)
    assert nvim.text == f"# typed\n# meanwhile\n{BY_AGENT}"


AGREE = "vim.ui.select = function(items, _, choose) choose(items[1], 1) end"


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_run_is_taken_back_from_the_menu_over_what_was_typed_since(neovim, until, eol):
    vim = neovim(SHOP | {"main.py": MAIN.replace("\n", eol)}, engine="instant")
    vim.edit("main.py", "def create_user")
    vim.pick("Add validation")
    until(lambda: "BaseModel" in vim.text and not vim.busy, said=lambda: vim.messages)
    vim.type("normal! ggOimport os  # 😀")
    vim.type("normal! GoLIMIT = 5")
    vim.pick("Undo: Add validation")
    until(lambda: "BaseModel" not in vim.text and not vim.busy, said=lambda: vim.messages)
    assert vim.text == f"import os  # 😀\n{MAIN}LIMIT = 5\n"
    vim.nvim.command("write")
    data = (vim.folder / "main.py").read_bytes()
    assert data.count(b"\n") == data.count(eol.encode())


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_run_over_many_files_is_taken_back_and_what_it_made_is_deleted(
    neovim, until, workspace, eol
):
    vim = neovim(
        {path: text.replace("\n", eol) for path, text in SERVICE.items()}, engine="instant"
    )
    vim.nvim.exec_lua(AGREE)
    vim.edit("models.py", "class Order")
    vim.pick("Design endpoint: CRUD for `Order`")
    until(lambda: len(vim.buffers) > 2 and not vim.busy, said=lambda: vim.messages)
    made = [path for path in vim.buffers if path not in SERVICE]
    changed = [path for path, text in vim.buffers.items() if text != SERVICE.get(path)]
    assert made
    assert set(changed) > set(made)
    vim.nvim.command("wall")
    for path in set(changed) - set(made):
        data = (workspace / path).read_bytes()
        assert data.count(b"\n") == data.count(eol.encode()) > SERVICE[path].count("\n")
    vim.pick("Undo: Design endpoint")
    until(lambda: not any((workspace / path).exists() for path in made), said=lambda: vim.messages)
    until(lambda: not vim.busy)
    vim.nvim.command("wall")
    for path, text in SERVICE.items():
        assert (workspace / path).read_bytes().decode() == text.replace("\n", eol), path
    there = {os.path.relpath(path, workspace) for path in workspace.rglob("*") if path.is_file()}
    assert there == set(SERVICE)


ANSWER = """
local picked, written = ...
_G.asked = {}
vim.ui.select = function(items, options, choose)
  table.insert(_G.asked, options.prompt)
  vim.schedule(function() choose(items[picked], picked) end)
end
vim.ui.input = function(options, done)
  table.insert(_G.asked, options.prompt)
  vim.schedule(function() done(written) end)
end
"""


@pytest.mark.parametrize(
    ("picked", "written", "answer"), [(2, None, "UUID"), (3, "a slug", "a slug")]
)
def test_a_question_of_the_agent_is_answered_in_neovim(
    neovim, until, model, picked, written, answer
):
    question = {"question": "Which kind of id?", "choices": ["integer", "UUID"], "default": "UUID"}
    double = model(calls(("AskUser", question)), say("Nothing to do."))
    nvim = neovim(SHOP, engine="agent")
    nvim.nvim.exec_lua(ANSWER, picked, written)
    nvim.edit("main.py", "def create_user")
    nvim.pick("Add validation")
    until(lambda: len(double.requests) >= 2, said=lambda: nvim.messages)
    until(lambda: not nvim.busy)
    assert answer in str(double.requests[1]["messages"][-1])
    assert nvim.nvim.exec_lua("return _G.asked")[0] == "Which kind of id?"


def test_the_backend_developer_is_asked_about_the_line(neovim, until, model):
    double = model(say("It serves one purpose."))
    nvim = neovim(SHOP)
    nvim.edit("main.py", "def create_user")
    nvim.nvim.command("LspBacklightAsk why is this a dict?")
    until(lambda: double.requests, said=lambda: nvim.messages)
    until(lambda: not nvim.busy)
    assert "why is this a dict?" in str(double.requests[0]["messages"])
    assert nvim.text == MAIN


def test_runs_are_listed_and_the_health_is_told(neovim, until):
    nvim = neovim(SHOP)
    nvim.edit("main.py", "def create_user")
    nvim.pick("Add validation: `create_user`")
    until(lambda: "BaseModel" in nvim.text)
    until(lambda: not nvim.busy)
    nvim.nvim.command("LspBacklightRuns")
    until(lambda: "Add validation" in nvim.text, said=lambda: nvim.text + nvim.messages)
    assert not nvim.nvim.current.buffer.options["modifiable"]
    nvim.nvim.command("checkhealth backlight")
    until(lambda: "backlight: the server" in nvim.text)
    assert "1 running" in nvim.text
    assert "ERROR" not in nvim.text
