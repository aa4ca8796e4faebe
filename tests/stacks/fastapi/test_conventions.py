from pathlib import Path

from backlight.analysis.facts import EMPTY
from backlight.stacks.fastapi import FASTAPI
from backlight.stacks.flask import FLASK
from stacks.fastapi.pages import cases, project

PAGES = Path(__file__).parent.parent


def said(stack, page):
    return stack.conventions(project(next(cases(PAGES / page)).files))


def test_the_ways_of_a_fastapi_project_are_said_with_their_evidence():
    assert said(FASTAPI, "fastapi/resource.md") == (
        "Handlers take sessions as `db: Session = Depends(get_db)` (shop/db.py:7).",
        "Errors are raised as `HTTPException` in the handler (shop/routers/orders.py:16).",
        "Each resource has a file of routes, as `shop/routers/orders.py`; handlers are named `list_orders`, `create_order`.",
        "Routers are included in shop/main.py:6.",
        "Tests are files like `tests/test_orders.py`, run by pytest.",
    )


def test_the_ways_of_a_flask_project_are_said_with_their_evidence():
    assert said(FLASK, "flask/resource.md") == (
        "Rows are read and written through `db.session` (shop/__init__.py:4).",
        "Routes like those of `shop/orders.py` stand on a blueprint of its own, `bp`.",
        'A bad request is answered like `return jsonify({"error": "; ".join(problems)}), 400`.',
        "Blueprints are registered in shop/__init__.py:12.",
    )


def test_an_empty_project_has_no_ways():
    assert FASTAPI.conventions(EMPTY) == FLASK.conventions(EMPTY) == ()
