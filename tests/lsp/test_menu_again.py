"""The menu that is asked for again costs nothing, and is never that of before a change."""

import pytest

from backlight import menu
from backlight.lsp.offered import code_action
from backlight.lsp.peer import Peer
from backlight.lsp.session import Session
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


ONE = ORDERS.partition("\n\n\n")[2]


async def test_a_menu_whose_findings_stand_elsewhere_is_worked_out_once(tmp_path, monkeypatch):
    asked = []

    def counted(ctx, actions):
        asked.append(ctx.span)
        return offers(ctx, actions)

    offers = menu.offers
    monkeypatch.setattr(menu, "offers", counted)
    session = Session(Peer(lambda _: None))
    session.mends = {"unvalidated-input": "add-validation"}
    text = f"{ORDERS}\n\n{ONE}\n\n{ONE}"
    document = session.documents.open((tmp_path / "orders.py").as_uri(), 1, text)

    def place(line):
        return {"start": {"line": line, "character": 4}, "end": {"line": line, "character": 4}}

    lines = [n for n, line in enumerate(text.split("\n")) if "return body" in line]
    mark = {"code": "unvalidated-input", "source": "backlight", "message": "unchecked"}
    marks = [{**mark, "range": place(line)} for line in lines]
    params = {
        "textDocument": {"uri": document.uri},
        "range": place(lines[0]),
        "context": {"diagnostics": marks},
    }
    first = code_action(session, params)
    assert len([e for e in first if e["kind"] == "quickfix.backlight.unvalidated-input"]) == 3
    once = len(asked)
    assert once == 3
    assert code_action(session, params) == first
    assert len(asked) == once
    session.documents.change(document, 2, [{"text": text.replace('"name"', '"surname"')}])
    assert code_action(session, params) != first
