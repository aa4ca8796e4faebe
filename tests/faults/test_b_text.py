"""B: what the editor says of its texts, in whatever order and of whatever kind."""

import time

import pytest

from faults.ground import SOURCE


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
def test_b11_keys_in_ten_megabytes(ground):
    text = "x = 1  # a line like any other\n" * 330_000
    one = ground.editor(text=text)
    waits = []
    for number in range(2000):
        here = {"line": number * 100, "character": 3}
        one.change(ground.uri(), number + 1, {"range": {"start": here, "end": here}, "text": "y"})
        begin = time.monotonic()
        one.request("none/such")
        waits.append(time.monotonic() - begin)
        time.sleep(max(0.0, 0.005 - waits[-1]))
    one.typed.clear()
    waits.sort()
    print(
        f"a key in 10 MB: half within {waits[1000] * 1000:.1f} ms, 99 % {waits[1980] * 1000:.1f} ms"
    )
