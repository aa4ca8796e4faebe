"""The menu that is asked for again costs nothing, and is never that of before a change."""

import pytest

from waiting import until

MAIN = """from fastapi import FastAPI

from orders import router

app = FastAPI()
app.include_router(router, prefix="/%s")
"""
ORDERS = """from fastapi import APIRouter

router = APIRouter()


@router.post("/orders")
async def add(body: dict):
    return body["name"]
"""
HANDLER = 7


@pytest.fixture
def two(server, workspace):
    """Two open files, of which one says where the other is served; and the menu of the other."""
    (workspace / "main.py").write_text(MAIN % "shop", encoding="utf-8")
    (workspace / "orders.py").write_text(ORDERS, encoding="utf-8")
    main, orders = ((workspace / name).as_uri() for name in ("main.py", "orders.py"))
    server.notify(
        "workspace/didChangeWorkspaceFolders",
        {"event": {"added": [{"uri": workspace.as_uri(), "name": "shop"}], "removed": []}},
    )
    server.open(main, MAIN % "shop")
    server.open(orders, ORDERS)

    def titles():
        found = server.menu(orders, HANDLER, only=["refactor"])["result"]
        return [entry["title"] for entry in found]

    return main, orders, titles


def test_a_menu_is_the_same_until_a_key_is_hit(server, two):
    _, orders, titles = two
    until(lambda: any("/shop/orders" in title for title in titles()))
    assert any("(name)" in title for title in titles())
    assert titles() == titles()
    place = {"line": HANDLER, "character": ORDERS.split("\n")[HANDLER].index("name")}
    server.change(orders, 1, {"range": {"start": place, "end": place}, "text": "sur"})
    assert any("(surname)" in title for title in titles())


def test_a_menu_hears_of_what_is_typed_in_another_file(server, two):
    main, _, titles = two
    until(lambda: any("/shop/orders" in title for title in titles()))
    server.change(main, 1, {"text": MAIN % "market"})
    until(lambda: any("/market/orders" in title for title in titles()))
