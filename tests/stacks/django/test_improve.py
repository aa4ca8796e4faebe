from re import DOTALL, MULTILINE
from re import compile as regex

import pytest

from backlight.analysis.syntax import Span
from backlight.edits import Refused, apply
from backlight.stacks.django import DJANGO_ORM
from stacks.django.pages import FOLDER, files, page, project, source

CASE = regex(
    r"^## (?P<name>[^\n]+)\n+```python\n(?P<before>.*?)```\n-> (?P<said>[^\n]+)(?:\n```python\n(?P<after>.*?)```)?",
    DOTALL | MULTILINE,
)
PAGES = sorted(path.name for path in FOLDER.glob("improve_*.md"))
CASES = [(name, found) for name in PAGES for found in CASE.finditer(page(name))]


def answer(code):
    """What is said of the query at the cursor, in a project with the models of the page."""
    cursor = len(code.partition("$0")[0].encode())
    text = code.replace("$0", "")
    known = project(files(page("models.md")) | {"shop/views.py": text})
    one = source("shop/views.py", text)
    at = Span(cursor, cursor)
    here = [q for q in DJANGO_ORM.queries(one, None) if q.span.touches(at)]
    query = min(here, key=lambda q: q.span.end - q.span.start)
    return one, DJANGO_ORM.improve(one, query, known)


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{n[8:-3]}: {c['name']}" for n, c in CASES])
def test_a_chain_is_improved_as_its_page_says(name, case):
    before, found = answer(case["before"])
    if case["said"] == "nothing":
        assert found is None
    elif case["said"].startswith("refused: "):
        assert isinstance(found, Refused)
        assert found.reason == case["said"].removeprefix("refused: ")
    else:
        assert found is not None, "nothing was found"
        assert not isinstance(found, Refused), found
        after = apply(before.text, found.change.edits["shop/views.py"]).source
        assert after == case["after"]
        assert found.evidence == case["said"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_cases_and_every_improvement_a_page(name):
    assert page(name).count("\n## ") == sum(1 for n, _ in CASES if n == name) > 1


@pytest.mark.parametrize(
    "code",
    [
        "for o in Order.objects$0.all(:\n    o.customer.name",
        "Order.objects$0.filter(",
        "[o.a.b for o in Order.objects$0.all()",
        "for Order.objects$0.get(pk=x) in y: pass",
    ],
)
def test_half_typed_code_raises_nothing(code):
    text = code.replace("$0", "")
    known = project(files(page("models.md")) | {"shop/views.py": text})
    one = source("shop/views.py", text)
    for query in DJANGO_ORM.queries(one, None):
        DJANGO_ORM.improve(one, query, known)
