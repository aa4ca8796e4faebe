import ast
from dataclasses import replace
from pathlib import Path

import pytest

from backlight.analysis.tables import Column
from backlight.stacks.flask import FLASK
from stacks.fastapi.pages import FILE, cases, project
from stacks.fastapi.resources import created
from stacks.fastapi.validation import BOOK

CASES = list(cases(Path(__file__).with_name("resource.md")))
WRITTEN = CASES[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_routes_are_created_as_the_page_says(case):
    found = created(FLASK, case.files)
    if case.said == "becomes":
        assert found == dict(FILE.findall(case.rest))
    else:
        assert f"refused: {found}" == case.said


def test_what_is_written_is_found_as_endpoints_that_check_their_bodies():
    found = created(FLASK, WRITTEN.files)
    for text in found.values():
        ast.parse(text)
    after = project(WRITTEN.files | found)
    new = {(e.method, e.path.rstrip("/"), e.file) for e in after.endpoints if "book" in e.file}
    path = next(path for path in found if path.endswith("books.py") and "test" not in path)
    assert {(method, route) for method, route, file in new if file == path} == {
        (method, url.replace("{}", "{book_id}"))
        for method, url in (
            ("GET", "/books"),
            ("POST", "/books"),
            ("GET", "/books/{}"),
            ("PATCH", "/books/{}"),
            ("DELETE", "/books/{}"),
        )
    }
    for handler in after.files[path].handlers:
        assert handler.validated or not handler.body


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ((), "no primary key"),
        ((*BOOK.columns, Column(name="other", primary_key=True)), "several primary keys"),
        ((*BOOK.columns, Column(name="password_hash")), "holds secrets"),
        (BOOK.columns[:1], "no column that a client could give"),
    ],
)
def test_a_model_that_is_not_understood_is_refused(columns, why):
    assert why in created(FLASK, WRITTEN.files, replace(BOOK, columns=tuple(columns)))


def test_a_model_whose_columns_are_not_all_known_is_refused():
    assert "Not all columns" in created(FLASK, WRITTEN.files, replace(BOOK, complete=False))


def test_times_that_the_program_keeps_are_shown_and_not_given():
    stamp = Column(name="created_at", type="DateTime", nullable=False, default=True)
    found = created(FLASK, WRITTEN.files, replace(BOOK, columns=(*BOOK.columns, stamp)))
    (text,) = (t for p, t in found.items() if p.endswith("books.py") and "test" not in p)
    give, _, show = text.partition("class BookRead")
    assert "created_at" not in give
    assert "created_at: datetime" in show
