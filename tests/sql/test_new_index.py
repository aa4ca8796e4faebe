"""An index is advised in the words of the tool that makes the project's tables."""

import pytest

from backlight.analysis.tables import Column, Schema, Table
from backlight.sql import new_index

STATEMENT = "CREATE INDEX CONCURRENTLY orders_user_id_total_idx ON orders (user_id, total)"


def table(file, origin, type_="integer", **given):
    columns = (Column(name="user_id", type=type_, **given), Column(name="total", type=type_))
    return Table(name="orders", file=file, line=1, columns=columns, origin=origin, model="Order")


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (table("schema.sql", "ddl"), f"`{STATEMENT};`"),
        (
            table("shop/models.py", "model", "IntegerField", attribute="user"),
            (
                '`models.Index(fields=["user", "total"], name="orders_user_id_total_idx")` in '
                "`Meta.indexes` of `Order`, then `makemigrations`"
            ),
        ),
        (
            table("migrations/versions/1.py", "migration"),
            (
                '`op.create_index("orders_user_id_total_idx", "orders", ["user_id", "total"])` in a '
                "migration of Alembic"
            ),
        ),
        (
            table("prisma/schema.prisma", "model", attribute="userId"),
            "`@@index([userId, total])` in the model `Order`",
        ),
    ],
)
def test_an_index_is_said_in_the_tool_of_the_project(known, says):
    assert new_index.said(STATEMENT, Schema((known,))) == says


def test_without_a_table_it_is_sql():
    assert new_index.said(STATEMENT, Schema()) == f"`{STATEMENT};`"
