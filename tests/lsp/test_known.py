"""What a build finds out of a project, no menu has to find out behind it."""

import asyncio

from backlight.lsp.documents import Documents
from backlight.lsp.root import Root
from backlight.workspace import Snapshot

MAIN = """from fastapi import FastAPI
from rates import ask

app = FastAPI()


@app.get("/rates")
def rates():
    return ask()
"""


def test_what_runs_for_a_request_is_known_before_a_menu_asks(tmp_path):
    (tmp_path / "main.py").write_text(MAIN)
    (tmp_path / "rates.py").write_text(
        "import requests\n\n\ndef ask():\n    return requests.get('/')\n"
    )
    root = Root(Snapshot(tmp_path), Documents())
    asyncio.run(root.build())
    assert root.project.serving.cache_info().currsize == 1
    assert root.project.serving() == {"main.py", "rates.py"}
