"""The menu is as quick in a long file as in a short one: it looks at what the cursor stands in."""

import sys
from posixpath import splitext

import pytest

from actions.pages import placed
from actions.test_pages import ROAD, collected, project_of
from backlight import menu
from backlight.analysis.syntax import Span
from backlight.index.worth import named

MORE = 150
OF_EACH = 5
"""Calls of Python that each function more may cost; to look at its nodes costs over twenty."""
OTHERS = {
    ".py": "\n\ndef other{n}(a, b):\n    c = a + b\n    return c\n",
    ".js": "\nfunction other{n}(a, b) {{\n  const c = a + b;\n  return c;\n}}\n",
    ".ts": "\nexport function other{n}(a: number, b: number) {{\n  const c = a + b;\n  return c;\n}}\n",
    ".go": "\nfunc other{n}(a, b int) int {{\n\tc := a + b\n\treturn c\n}}\n",
    ".java": "\nclass Other{n} {{\n    int sum(int a, int b) {{\n        return a + b;\n    }}\n}}\n",
    ".rb": "\nclass Other{n}\n  def sum(a, b)\n    a + b\n  end\nend\n",
}
ROADS = {page.stem for page in ROAD.glob("*.md")}
EXAMPLES = [
    one
    for one in collected()
    if one.id.partition(":")[0] in ROADS or ":docstring:" in one.id
    if splitext(placed(one.values[1].before)[0])[1] in OTHERS
]


def work(example, more, tmp_path):
    """How many calls of Python a menu takes at an example whose file has some functions more."""
    path, texts, span = placed(example.before)
    others = (OTHERS[splitext(path)[1]].format(n=n) for n in range(more))
    texts[path] += "".join(others)
    return calls_of(project_of(texts, tmp_path), path, Span(*span), {"call"})


def calls_of(project, path, span, counted):
    """How many calls a menu takes at a place: of Python, and of what it is written in."""
    source = project.read(path)
    menu.offers(menu.context(source, span, project))  # what is imported is imported now
    menu._around.cache_clear()
    named.cache_clear()
    calls = 0

    def count(_frame, event, _arg):
        nonlocal calls
        calls += event in counted

    sys.setprofile(count)
    try:
        menu.offers(menu.context(source, span, project))
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(("action", "example"), EXAMPLES)
def test_a_menu_does_not_look_at_the_functions_below(action, example, tmp_path):
    few, many = work(example, 1, tmp_path), work(example, 1 + MORE, tmp_path)
    assert many - few < OF_EACH * MORE, action.id


HANDLER = """

@app.post("/things/{n}")
async def create_thing_{n}(request: Request):
    body = await request.json()
    name = body["name"]
    size = int(body.get("size", 0))
    rows = db.execute(f"SELECT * FROM things WHERE name = '{{name}}'").fetchall()
    for row in rows:
        print(row, size)
    return {{"name": name, "size": size}}
"""


def test_a_menu_does_not_look_at_the_handlers_beside_one_by_one(tmp_path):
    def long(count):
        head = "from fastapi import FastAPI, Request\n\napp = FastAPI()\n"
        text = head + "".join(HANDLER.format(n=n) for n in range(count))
        at = text.index("rows = ")
        folder = tmp_path / str(count)
        return calls_of(
            project_of({"main.py": text}, folder), "main.py", Span(at, at), {"call", "c_call"}
        )

    few, many = long(60), long(60 + MORE)
    assert many - few < OF_EACH * MORE
