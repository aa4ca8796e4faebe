"""What a change of Python leaves behind has what it uses."""

import pytest

from backlight import index
from backlight.analysis.facts import EMPTY
from backlight.analysis.unbound import lost
from backlight.checks import unbound
from backlight.edits import Change, between
from backlight.text import Text

CASES = {
    # name: (file, the text before, the text after, what is lost)
    "an import": ("a.py", "from m import a\na()\n", "a()\n", {"a"}),
    "a class, used in an annotation that is no code": (
        "a.py",
        "from __future__ import annotations\nclass A: ...\ndef f(x: A): ...\n",
        "from __future__ import annotations\ndef f(x: A): ...\n",
        {"A"},
    ),
    "a name that only the code afterwards uses": ("a.py", "x = 1\n", "x = y\n", {"y"}),
    "what Python brings itself": ("a.py", "x = 1\n", "x = len(__file__)\n", set()),
    "a parameter, an attribute and a keyword": (
        "a.py",
        "from m import a\na()\n",
        "def f(a): return g.a(a=a)\ndef g(): ...\n",
        set(),
    ),
    "a name that a function makes one of the module": (
        "a.py",
        "from m import a\na()\n",
        "def f():\n    global a\n    a = 1\n\nf()\nprint(a)\n",
        set(),
    ),
    "a star may bring any": ("a.py", "from m import a\na()\n", "from n import *\na()\n", set()),
    "what was lost before": ("a.py", "a()\n", "a()\n\n", set()),
    "half a text": ("a.py", "from m import a\na()\n", "a(\n", None),
    "no language of ours": ("a.txt", "import a\na\n", "a\n", None),
    "an annotation in a file that ends as on Windows": (
        "a.py",
        "from __future__ import annotations  # new\r\nclass A: ...\r\ndef f(x: A): ...\r\n",
        "from __future__ import annotations  # new\r\ndef f(x: A): ...\r\n",
        {"A"},
    ),
    "another language": ("a.ts", 'import { z } from "zod";\nz(1);\n', "z(1);\n", None),
}


@pytest.mark.parametrize(("path", "before", "after", "names"), CASES.values(), ids=CASES)
def test_names_that_are_used_and_no_more_explained(path, before, after, names):
    assert lost(path, Text(before), Text(after)) == names


@pytest.mark.parametrize(
    ("after", "ok", "said"),
    [
        ("a(b)\n", False, "a.py would lack `a`, `b`."),
        ("from m import a\n", True, "No name is used that the file does not have."),
    ],
)
def test_the_check_names_the_file_and_what_it_would_lack(after, ok, said):
    before = Text("from m import a, b\na(b)\n")
    change = Change({"a.py": between(before, Text(after))})
    project = index.after(EMPTY, Change(created={"a.py": before.source}))
    found = unbound.check(project, index.after(project, change), change)
    assert (found.ok, found.detail) == (ok, said)
    assert found.files == (() if ok else ("a.py",))


def test_a_file_that_a_machine_wrote_is_not_looked_at():
    long = "x = 1\n" * 100_000
    assert lost("a.py", Text(long), Text(f"{long}y\n")) is None
