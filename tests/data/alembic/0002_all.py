import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a2"
down_revision = "a1"
status = postgresql.ENUM("open", "done", name="status", create_type=False)


def timestamps():
    return (
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
    )


def upgrade():
    """Everything at once."""
    bind = op.get_bind()
    status.create(bind, checkfirst=True)
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(120), unique=True, nullable=False),
        sa.Column("name", sa.String(length=64), index=True),
        sa.Column("slug", sa.Text, unique=True, index=True),
        *timestamps(),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("status", status, server_default="open", nullable=False),
        sa.Column("kind", sa.Enum("a", "b'c", name="order_kind"), nullable=True),
        sa.Column("price", sa.Numeric(10, 2), server_default=sa.text("0"), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.String(length=20)), nullable=True),
        sa.Column("key", postgresql.UUID(as_uuid=True), server_default=sa.text("gen_random_uuid()")),
        sa.Column("raw", sa.LargeBinary()),
        sa.Column("done", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("Odd Name", sa.Float()),
        sa.CheckConstraint("price >= 0", name="positive"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="again"),
        sa.UniqueConstraint("user_id", "key", name="once"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table("links", sa.Column("a", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), primary_key=True))
    op.create_index(op.f("ix_orders_key"), "orders", ["key"], unique=True)
    op.create_index("lowered", "users", [sa.text("lower(email)"), "id"], postgresql_where=sa.text("id > 5"))
    op.create_index("tagged", "orders", ["tags"], postgresql_using="gin")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("age", sa.SmallInteger(), nullable=True))
        batch_op.alter_column("name", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_index(batch_op.f("ix_users_age"), ["age"], unique=False)
        batch_op.create_unique_constraint("named", ["name", "age"])
        batch_op.create_foreign_key("self", "users", ["age"], ["id"], ondelete="SET NULL")
    op.alter_column("orders", "price", type_=sa.Integer(), existing_type=sa.Numeric(), postgresql_using="price::int", server_default=None)
    op.alter_column("orders", "done", new_column_name="is_done")
    op.alter_column("orders", "raw", server_default="x")
    op.create_check_constraint("adult", "users", "age > 17")
    op.drop_constraint("again", "orders", type_="foreignkey")
    op.execute("UPDATE users SET name = 'a;b' WHERE name IS NULL")
    bind.execute(sa.text("COMMENT ON TABLE users IS 'x'"))
    op.rename_table("links", "edges")
    op.add_column("orders", sa.Column("note", sa.Unicode(), server_default="it's"))
    op.drop_column("orders", "Odd Name")


def downgrade():
    op.drop_table("edges")
    op.drop_table("orders")
    op.drop_table("users")
    status.drop(op.get_bind())
    op.execute("DROP TYPE order_kind")
