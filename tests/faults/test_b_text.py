"""B: what the editor says of its texts, in whatever order and of whatever kind."""

import time

import pytest

from double.messages import calls, say
from faults.ground import COMMENT, ROUTE, SOURCE, memory

KEYS = 2000


def test_b05_news_of_a_text_that_nobody_opened_change_nothing(ground):
    one = ground.editor()
    for uri in (ground.uri("never.py"), "untitled:Untitled-1", "file:///"):
        one.change(uri, 1, {"text": "x"})
        one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        one.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert one.menu(ground.uri(), 4)["result"]


def test_b12_cells_and_texts_of_other_schemes_are_left_alone(ground):
    one = ground.editor()
    cell = f"vscode-notebook-cell:{ground.root}/a.ipynb#W0"
    for uri in (cell, "git:/main.py?%7B%7D", "vscode-vfs://github/a/b.py", "untitled:a.py"):
        one.edit_file(uri, SOURCE)
        assert one.menu(uri, 4)["result"] == []
    notebook = {"uri": f"file://{ground.root}/a.ipynb", "notebookType": "jupyter-notebook"}
    one.notify("notebookDocument/didOpen", {"notebookDocument": notebook, "cellTextDocuments": []})


@pytest.mark.benchmark
@pytest.mark.parametrize("beside", ["nothing", "an agent's run"])
def test_b11_keys_in_ten_megabytes(ground, model, beside):
    """200 keys a second for ten seconds; the agent reads, searches and edits all the while."""
    ground.put("big.py", "")
    one = ground.editor()
    one.edit_file(ground.uri("big.py"), "x = 1  # a line like any other\n" * 330_000)
    one.menu(ground.uri("big.py"), 0)
    one.begun = memory(one.process.pid)
    if beside != "nothing":
        looks = [
            calls(
                ("Grep", {"pattern": f"x = {n}|app"}), ("Read", {"path": "main.py", "limit": n + 1})
            )
            for n in range(24)
        ]
        model.delay = 0.01
        model.script[:] = [*looks, calls(("Edit", ROUTE)), say("Done. " * 40)]
        one.pick(ground.uri(), COMMENT, "designEndpoint")
        assert model.asked.wait(60)
    waits, asked = [], len(model.requests)
    for number in range(KEYS):
        here = {"line": number * 100, "character": 3}
        text = {"range": {"start": here, "end": here}, "text": "y"}
        one.change(ground.uri("big.py"), number + 1, text)
        begin = time.monotonic()
        one.request("none/such")
        waits.append(time.monotonic() - begin)
        time.sleep(max(0.0, 0.005 - waits[-1]))
    asked = len(model.requests) - asked
    one.typed.clear()
    waits.sort()
    half, most, last = (waits[int(KEYS * part)] * 1000 for part in (0.5, 0.99, 0.9999))
    turns = f", {asked} turns of a model meanwhile" if asked else ""
    print(f"\na key in 10 MB: half within {half:.1f} ms, 99 % {most:.1f}, all {last:.1f}{turns}")
    if beside != "nothing":
        assert "main.py is changed" in one.said(120)
