"""An Undo leaves no code behind that lacks what it uses: what brings that stays, and no more."""

import pytest

from backlight.lsp.aside import narrowed
from backlight.lsp.needed import undone
from backlight.state.record import kept
from backlight.text import Text

BEFORE = "from fastapi import FastAPI\nimport os\n\napp = FastAPI()\n\n\ndef add(q: dict): ...\n"
AFTER = (
    "from fastapi import FastAPI\nfrom pydantic import BaseModel\nimport os\n\n\n"
    "class Item(BaseModel):\n    name: str\n\n\napp = FastAPI()\n\n\ndef add(q: Item): ...\n"
)

CASES = {
    # name: (file, before the run, after it, as it was typed on, as it is undone, what stays used)
    "a class that was typed on keeps what it is made of": (
        "main.py",
        BEFORE,
        AFTER,
        AFTER.replace("str\n", "str = ''\n"),
        AFTER.replace("str\n", "str = ''\n").replace("q: Item", "q: dict"),
        ("BaseModel",),
    ),
    "a line that was typed on keeps a class, and the class what it is made of": (
        "main.py",
        BEFORE,
        AFTER,
        AFTER.replace("q: Item)", "q: Item, n: int)"),
        AFTER.replace("q: Item)", "q: Item, n: int)"),
        ("BaseModel", "Item"),
    ),
    "code of the user's own keeps what it uses": (
        "main.py",
        BEFORE,
        AFTER,
        AFTER + "\n\nclass Mine(BaseModel): ...\n",
        BEFORE.replace("import os\n", "from pydantic import BaseModel\nimport os\n", 1)
        + "\n\nclass Mine(BaseModel): ...\n",
        ("BaseModel",),
    ),
    "a line of a longer hunk goes with it; it is asked about elsewhere": (
        "a.py",
        "from m import a, b\n\nb()\n",
        "from m import a\nfrom n import c\n\n\nclass C(c): ...\n\n\na()\n",
        "from m import a\nfrom n import c\n\n\nclass C(c): ...\n\n\na()\nmine = c\n",
        "from m import a, b\n\nb()\nmine = c\n",
        (),
    ),
    "code from before that lacks an import which the user took away is asked about elsewhere": (
        "a.py",
        "from m import a, b\n\nx = 1\n\nb()\n",
        "from m import a\n\nx = 1\n\na()\n",
        "from m import a, d\n\nx = d\n\na()\n",
        "from m import a, d\n\nx = d\n\nb()\n",
        (),
    ),
    "typing that needs nothing keeps nothing": (
        "main.py",
        BEFORE,
        AFTER,
        AFTER.replace("app = FastAPI()", "app = FastAPI()  # mine"),
        BEFORE.replace("app = FastAPI()", "app = FastAPI()  # mine"),
        (),
    ),
    "a name in an attribute, a keyword or a text is no use of it": (
        "main.py",
        BEFORE,
        AFTER,
        AFTER + "app.Item = dict(BaseModel='Item')\n",
        BEFORE + "app.Item = dict(BaseModel='Item')\n",
        (),
    ),
    "an import that both sides changed is not there twice; it is asked about elsewhere": (
        "a.py",
        "from m import a, b\n\nx = 1\n\nb()\n",
        "from m import a, c\n\nx = c\n\na()\n",
        "from m import a, c\n\nx = c + 1\n\na()\n",
        "from m import a, b\n\nx = c + 1\n\nb()\n",
        (),
    ),
    "of what came in the place of a line nothing stays but imports": (
        "a.py",
        "X = 1\n\nprint(1)\n",
        "Y = 2\n\nprint(2)\n",
        "Y = 2\n\nprint(2)\nprint(Y)\n",
        "X = 1\n\nprint(1)\nprint(Y)\n",
        (),
    ),
    "nor do imports in parentheses": (
        "a.py",
        "from m import a\n\nx = 1\n",
        "from m import (\n    a,\n    c,\n)\n\nx = c\n",
        "from m import (\n    a,\n    c,\n)\n\nx = c + 1\n",
        "from m import a\n\nx = c + 1\n",
        (),
    ),
    "a file of no language of ours is as it is": (
        "a.txt",
        "x\n",
        "import y\nx\ny\n",
        "import y\nx\ny!\n",
        "x\ny!\n",
        (),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_stays_has_what_it_uses(case):
    path, before, after, typed, wanted, names = case
    done = undone(path, Text(after), Text(before), Text(typed))
    assert done.whole.text.source == wanted
    assert done.names == names
    left = narrowed(kept(path, before, after), done.hunks, done.whole).left or ""
    assert {*left.splitlines()} <= {*before.splitlines(), *after.splitlines()}
    assert len(left) <= len(before) + len(after)


def test_what_was_not_typed_on_is_taken_back_without_a_look():
    done = undone("main.py", Text(AFTER), Text(BEFORE), Text(AFTER))
    assert (done.whole.text.source, done.needed) == (BEFORE, ())


def test_a_text_too_large_or_changed_in_too_many_places_is_only_asked_about():
    many = "".join(f"k{n} = {n}\n" for n in range(60))
    for rest in (many * 60, many.replace("\n", "\nnew()\n")):
        after = f"from m import new\n{rest}"
        done = undone("a.py", Text(after), Text(many), Text(f"{after}new(1)\n"))
        assert not done.needed
