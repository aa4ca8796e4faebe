import ast
from dataclasses import replace
from pathlib import Path

import pytest

from backlight.analysis.tables import Column
from backlight.stacks.fastapi import FASTAPI
from stacks.fastapi.pages import FILE, cases, project
from stacks.fastapi.resources import created
from stacks.fastapi.validation import BOOK

CASES = list(cases(Path(__file__).with_name("resource.md")))
WRITTEN = CASES[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_routes_are_created_as_the_page_says(case):
    found = created(FASTAPI, case.files)
    if case.said == "becomes":
        assert found == dict(FILE.findall(case.rest))
    else:
        assert f"refused: {found}" == case.said


def test_what_is_written_is_found_as_endpoints_that_check_their_bodies():
    found = created(FASTAPI, WRITTEN.files)
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


BESIDE = [
    ("", "app.include_router(orders_router, prefix='/api')", "/api/books"),
    ("prefix='/orders'", "app.include_router(orders_router, prefix='/api')", "/api/books"),
    ("prefix='/api/orders'", "app.include_router(orders_router)", "/api/books"),
    ("", "app.include_router(orders_router, prefix='/v2/orders', tags=['orders'])", "/v2/books"),
    ("", "app.include_router(orders_router, prefix=f'{V1}/orders')", "/api/v1/books"),
    ("", "app.include_router(orders_router, prefix=V1 + '/orders')", "/api/v1/books"),
    ("prefix='/orders'", "app.include_router(orders_router, prefix=V1)", "/api/v1/books"),
    ("", "app.include_router(\n    router=orders_router,\n    prefix=V1,\n)", "/api/v1/books"),
    ("", "app.include_router(orders_router)", "/books"),
]


@pytest.mark.parametrize(("router", "included", "path"), BESIDE)
def test_new_routes_are_served_beside_those_of_their_siblings(router, included, path):
    files = dict(WRITTEN.files)
    files["shop/routers/orders.py"] = files["shop/routers/orders.py"].replace(
        'prefix="/orders", tags=["orders"]', router
    )
    files["shop/main.py"] = files["shop/main.py"].replace(
        "app.include_router(orders_router)", f'V1 = "/api/v1"\n{included}'
    )
    found = created(FASTAPI, files)
    ast.parse(found["shop/main.py"])
    ast.parse(found["shop/routers/books.py"])
    served = {e.path for e in project(files | found).endpoints if e.file.endswith("/books.py")}
    assert served == {path, f"{path}/{{book_id}}"}


def test_routes_that_say_their_collection_themselves_are_followed():
    files = dict(WRITTEN.files)
    files["shop/routers/orders.py"] = (
        files["shop/routers/orders.py"]
        .replace('prefix="/orders", tags=["orders"]', "prefix='/api'")
        .replace('("")', '("/orders")')
    )
    found = created(FASTAPI, files)
    assert 'APIRouter(prefix="/api", tags=["books"])' in found["shop/routers/books.py"]
    served = {e.path for e in project(files | found).endpoints if e.file.endswith("/books.py")}
    assert served == {"/api/books", "/api/books/{book_id}"}
    assert 'client.post("/api/books"' in found["tests/test_books.py"]


def test_what_guards_the_sibling_guards_the_new_routes():
    files = dict(WRITTEN.files)
    files["shop/routers/orders.py"] = files["shop/routers/orders.py"].replace(
        'tags=["orders"]', "dependencies=[Depends(get_db)]"
    )
    guarded = "app.include_router(orders_router, dependencies=[Depends(key)])"
    files["shop/main.py"] = files["shop/main.py"].replace(
        "app.include_router(orders_router)", guarded
    )
    found = created(FASTAPI, files)
    assert guarded.replace("orders", "books") in found["shop/main.py"]
    assert "dependencies=[Depends(get_db)])" in found["shop/routers/books.py"]


def test_a_prefix_that_is_put_together_is_refused():
    files = dict(WRITTEN.files)
    files["shop/routers/orders.py"] = files["shop/routers/orders.py"].replace(
        'prefix="/orders"', "prefix=V1 + '/orders'"
    )
    assert "V1 + '/orders'" in created(FASTAPI, files)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ((), "no primary key"),
        ((*BOOK.columns, Column(name="other", primary_key=True)), "several primary keys"),
        ((*BOOK.columns, Column(name="password_hash")), "holds secrets"),
        ((*BOOK.columns, Column(name="otp")), "holds secrets"),
        ((*BOOK.columns, Column(name="is_admin")), "says what somebody may do"),
        (BOOK.columns[:1], "no column that a client could give"),
    ],
)
def test_a_model_that_is_not_understood_is_refused(columns, why):
    assert why in created(FASTAPI, WRITTEN.files, replace(BOOK, columns=tuple(columns)))


def test_a_model_whose_columns_are_not_all_known_is_refused():
    assert "Not all columns" in created(FASTAPI, WRITTEN.files, replace(BOOK, complete=False))


def test_times_that_the_program_keeps_are_shown_and_not_given():
    stamp = Column(name="created_at", type="DateTime", nullable=False, default=True)
    found = created(FASTAPI, WRITTEN.files, replace(BOOK, columns=(*BOOK.columns, stamp)))
    (text,) = (t for p, t in found.items() if p.endswith("books.py") and "test" not in p)
    give, _, show = text.partition("class BookRead")
    assert "created_at" not in give
    assert "created_at: datetime" in show
