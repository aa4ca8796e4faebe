"""An index is advised in the words of the tool that makes the project's tables."""

import pytest

from backlight.analysis.tables import Column, Schema, Table
from backlight.sql import new_index

HEAD = "CREATE INDEX CONCURRENTLY i ON orders "
PLAIN, LOWER = HEAD + "(user_id, total)", HEAD + "(lower(email))"
SOME = HEAD + "(total) WHERE paid_at IS NULL AND is_deleted = false"
CARRIES = HEAD + "(user_id, total) INCLUDE (email, paid_at)"
GIN, TRIGRAMS = HEAD + "USING gin (meta)", HEAD + "USING gin (email gin_trgm_ops)"
WORDS = HEAD + "USING gin (to_tsvector('english', email))"
EXTENSION = " (it takes the extension pg_trgm)"


def table(file, origin, type_="integer"):
    names = ("user_id", "total", "email", "paid_at", "is_deleted", "meta")
    columns = tuple(
        Column(name=name, type=type_, attribute="user" if name == "user_id" else "")
        for name in names
    )
    return Table(name="orders", file=file, line=1, columns=columns, origin=origin, model="Order")


DJANGO = table("shop/models.py", "model", "IntegerField")
ALEMBIC = table("migrations/versions/1.py", "migration")
PRISMA = table("prisma/schema.prisma", "model")
RAILS = table("db/schema.rb", "ddl")
META = " in `Meta.indexes` of `Order`, then `makemigrations`"
BLOCK = "postgresql_concurrently=True)` in a migration of Alembic, under `with op.get_context().autocommit_block():`"
OUTSIDE = "algorithm: :concurrently` in a migration with `disable_ddl_transaction!`"
BY_HAND = " in a migration of Prisma (`migrate dev --create-only`)"


@pytest.mark.parametrize(
    ("known", "statement", "says"),
    [
        (table("schema.sql", "ddl"), PLAIN, f"`{PLAIN};`"),
        (table("schema.sql", "ddl"), SOME, f"`{SOME};`"),
        (table("schema.sql", "ddl"), TRIGRAMS, f"`{TRIGRAMS};`{EXTENSION}"),
        (DJANGO, PLAIN, f'`models.Index(fields=["user", "total"], name="i")`{META}'),
        (DJANGO, LOWER, f'`models.Index(Lower("email"), name="i")`{META}'),
        (DJANGO, SOME, f'`models.Index(fields=["total"], name="i", condition=models.Q(paid_at__isnull=True, is_deleted=False))`{META}'),
        (DJANGO, GIN, f'`GinIndex(fields=["meta"], name="i")`{META}'),
        (DJANGO, TRIGRAMS, f'`GinIndex(fields=["email"], name="i", opclasses=["gin_trgm_ops"])`{META}{EXTENSION}'),
        (DJANGO, WORDS, f'`GinIndex(SearchVector("email", config="english"), name="i")`{META}'),
        (ALEMBIC, WORDS, f'`op.create_index("i", "orders", [sa.text("to_tsvector(\'english\', email)")], postgresql_using="gin", {BLOCK}'),
        (PRISMA, WORDS, f"`{WORDS};`{BY_HAND}"),
        (ALEMBIC, PLAIN, f'`op.create_index("i", "orders", ["user_id", "total"], {BLOCK}'),
        (ALEMBIC, LOWER, f'`op.create_index("i", "orders", [sa.text("lower(email)")], {BLOCK}'),
        (ALEMBIC, SOME, f'`op.create_index("i", "orders", ["total"], postgresql_where=sa.text("paid_at IS NULL AND is_deleted = false"), {BLOCK}'),
        (ALEMBIC, TRIGRAMS, f'`op.create_index("i", "orders", ["email"], postgresql_using="gin", postgresql_ops={{"email": "gin_trgm_ops"}}, {BLOCK}{EXTENSION}'),
        (DJANGO, CARRIES, f'`models.Index(fields=["user", "total"], name="i", include=["email", "paid_at"])`{META}'),
        (ALEMBIC, CARRIES, f'`op.create_index("i", "orders", ["user_id", "total"], postgresql_include=["email", "paid_at"], {BLOCK}'),
        (RAILS, CARRIES, f'`add_index :orders, [:user_id, :total], name: "i", include: [:email, :paid_at], {OUTSIDE}'),
        (PRISMA, CARRIES, f"`{CARRIES};`{BY_HAND}"),
        (PRISMA, PLAIN, "`@@index([user, total])` in the model `Order`"),
        (PRISMA, GIN, "`@@index([meta], type: Gin)` in the model `Order`"),
        (PRISMA, SOME, f"`{SOME};`{BY_HAND}"),
        (RAILS, PLAIN, f'`add_index :orders, [:user_id, :total], name: "i", {OUTSIDE}'),
        (RAILS, LOWER, f'`add_index :orders, "lower(email)", name: "i", {OUTSIDE}'),
        (RAILS, SOME, f'`add_index :orders, [:total], name: "i", where: "paid_at IS NULL AND is_deleted = false", {OUTSIDE}'),
        (RAILS, TRIGRAMS, f'`add_index :orders, [:email], name: "i", using: :gin, opclass: :gin_trgm_ops, {OUTSIDE}{EXTENSION}'),
    ],
)  # fmt: skip
def test_an_index_is_said_in_the_tool_of_the_project(known, statement, says):
    assert new_index.said(statement, Schema((known,))) == says


@pytest.mark.parametrize("statement", [PLAIN, SOME, LOWER, GIN])
def test_without_a_table_it_is_sql(statement):
    assert new_index.said(statement, Schema()) == f"`{statement};`"
