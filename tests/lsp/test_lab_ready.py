"""The scratch database starts as a query's menu is looked at, and no sooner; it goes with us."""

import tempfile
import time
from pathlib import Path

import pytest

from lsp.conftest import ABLE

SLOW = """import asyncpg


async def counted(conn, day):
    return await conn.fetch("SELECT id FROM orders WHERE made::date = $1", day)


def plain():
    return 1


async def best(conn, order):
    return await conn.fetchrow("SELECT made FROM orders WHERE id = $1", order)
"""
TABLES = """CREATE TABLE orders (id integer PRIMARY KEY, made timestamp NOT NULL);
CREATE INDEX ON orders (made);
"""
QUERY, ELSEWHERE, BEST = 4, 8, 12
COLUMN = SLOW.splitlines()[QUERY].index("made::date")


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="backlight-test-") as place:
        Path(place).chmod(0o711)
        yield Path(place)


@pytest.fixture
def asked(start, workspace, folder):
    """The menu at a line of a file that has a slow query."""
    (workspace / "schema.sql").write_text(TABLES, "utf-8")
    (workspace / "main.py").write_text(SLOW, "utf-8")
    server = start(env={"TMPDIR": str(folder)})
    server.initialize(ABLE, root=workspace.as_uri())
    uri = (workspace / "main.py").as_uri()
    server.open(uri, SLOW)

    def menu(line, trigger):
        return server.menu(uri, line, COLUMN, triggerKind=trigger)["result"]

    menu.server = server
    return menu


def labs(folder):
    return [one.name for one in folder.iterdir() if one.name.startswith("backlight-lab-")]


def test_it_starts_with_the_menu_of_a_query_and_ends_with_the_server(asked, folder):
    end = time.monotonic() + 20
    while not any(folder.glob("backlight-lab-*/.s.PGSQL.5432")):
        asked(QUERY, 1)
        assert time.monotonic() < end, labs(folder)
        time.sleep(0.02)
    asked(QUERY, 1)
    assert len(labs(folder)) == 1
    asked.server.request("shutdown")
    assert labs(folder) == []


@pytest.mark.parametrize(("line", "trigger"), [(QUERY, 2), (ELSEWHERE, 1), (BEST, 1)])
def test_who_only_passes_by_or_looks_where_nothing_is_to_be_done_starts_nothing(
    asked, folder, line, trigger
):
    end = time.monotonic() + 20
    while line != ELSEWHERE and not any("Optimize" in one["title"] for one in asked(line, trigger)):
        assert time.monotonic() < end
        time.sleep(0.02)
    for _ in range(25):  # the schema is read meanwhile
        asked(line, trigger)
        time.sleep(0.02)
    assert labs(folder) == []
