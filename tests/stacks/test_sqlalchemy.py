"""Models and migrations of SQLAlchemy are read into tables, chains into queries."""

from dataclasses import replace

from backlight.analysis.syntax import parse
from backlight.index import facts_of, linked
from backlight.stacks.pydantic.resource import resource
from backlight.stacks.sqlalchemy import SQLALCHEMY
from backlight.text import Text

MODELS = """
from typing import Optional
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Stamped:
    made = sa.Column(sa.DateTime, nullable=False)


class User(Stamped, Base):
    __tablename__ = "users"
    __table_args__ = (sa.Index("ix", "email", "age"), sa.UniqueConstraint("email"))
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(80), unique=True)
    age: Mapped[Optional[int]]
    mail: Mapped[str | None] = mapped_column("mail_address")
    posts: Mapped[list["Post"]] = relationship(back_populates="author")
    eager: Mapped[list["Post"]] = relationship(lazy="selectin")


class Post(Strange, Base):
    __tablename__ = "posts"
    id = sa.Column(sa.Integer, primary_key=True)
    body = sa.Column(sa.Text)
    author_id = sa.Column(sa.ForeignKey(User.id), index=True)


class Plain:
    id: int = 3
"""

SQLMODEL = """
from sqlmodel import Field, Relationship, SQLModel


class TeamBase(SQLModel):
    name: str = Field(index=True)


class Team(TeamBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    boss_id: int | None = Field(default=None, foreign_key="hero.id")
    heroes: list["Hero"] = Relationship(back_populates="team")


class TeamPublic(TeamBase):
    id: int
"""

MIGRATION = """
import sqlalchemy as sa
from alembic import op


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"]),
    )
    op.create_index("ix", "users", ["team_id"])
    op.add_column("teams", sa.Column("name", sa.String(), nullable=False))
    with op.batch_alter_table("teams") as batch_op:
        batch_op.drop_column("title")


def downgrade():
    op.drop_table("users")
"""

HELPERS = """
from alembic import op
import sqlalchemy as sa


def stamps():
    return (
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("seen", sa.DateTime),
    )


def create_users():
    op.create_table("users", sa.Column("email", sa.Text, unique=True, nullable=False), *stamps())


def create_follows():
    op.create_table("follows", sa.Column("a", sa.Integer), sa.Column("b", sa.Integer), *others)
    op.create_primary_key("pk_follows", "follows", ["a", "b"])
    op.create_unique_constraint("one", "follows", ["b"])


def never_called():
    op.create_table("ghosts", sa.Column("id", sa.Integer))


def upgrade():
    create_users()
    create_follows()
    upgrade()
"""


def tables(code):
    return SQLALCHEMY.tables(parse("a.py", Text(code)))


def test_declarative_models():
    user, post = tables(MODELS)
    assert [(c.name, c.type, c.nullable) for c in user.columns] == [
        ("made", "DateTime", False),
        ("id", "int", False),
        ("email", "String(80)", False),
        ("age", "int", True),
        ("mail_address", "str", True),
    ]
    assert (user.column("mail_address").attribute, user.column("id").primary_key) == ("mail", True)
    assert user.indexes == (("email",), ("email", "age"))
    assert user.relations == {"posts": "Post"}
    assert user.complete
    assert not post.complete
    assert post.column("author_id").references == "users.id"
    assert post.column("body").nullable


def test_sqlmodel():
    (team,) = tables(SQLMODEL)
    assert (team.name, team.model, team.relations) == ("team", "Team", {"heroes": "Hero"})
    assert [(c.name, c.nullable, c.references) for c in team.columns] == [
        ("name", False, ""),
        ("id", False, ""),
        ("boss_id", True, "hero.id"),
    ]


def test_alembic():
    users, teams = tables(MIGRATION)
    assert (users.origin, users.complete, users.indexes) == ("migration", True, (("team_id",),))
    assert (users.column("id").primary_key, users.column("team_id").references) == (
        True,
        "teams.id",
    )
    assert (teams.complete, teams.removed) == (False, ("title",))
    assert [(c.name, c.nullable) for c in teams.columns] == [("name", False)]


def test_alembic_through_the_helpers_that_upgrade_calls():
    users, follows = tables(HELPERS)
    assert [c.name for c in users.columns] == ["email", "made", "seen"]
    assert (users.complete, users.indexes) == (True, (("email",),))
    assert [(c.name, c.primary_key) for c in follows.columns] == [("a", True), ("b", True)]
    assert (follows.complete, follows.indexes) == (False, (("b",),))


def test_chains():
    code = """
def f(session, db):
    session.scalars(select(User).where(User.id == 1).limit(3)).all()
    db.session.query(models.User).options(joinedload(models.User.posts)).first()
    User.query.filter_by(a=1).count()
    session.query(User.id, User.name).all()
    jquery.query("x")
"""
    found = SQLALCHEMY.queries(parse("a.py", Text(code)), None)
    assert [(q.model, q.returns, q.bounded, q.loaded) for q in found] == [
        ("User", "rows", True, ()),
        ("User", "row", True, ("posts",)),
        ("User", "count", False, ()),
        ("", "rows", False, ()),
    ]
    assert {query.function for query in found} == {"f"}


BASES = """
from sqlalchemy import Column, DateTime, Integer, func


class Stamped:
    created = Column(DateTime, nullable=False, server_default=func.now())


class Searchable:
    def search(self): ...


class Keyed(Stamped):
    id = Column(Integer, primary_key=True)
"""

HEIRS = """
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column, relationship
from .bases import Keyed, Searchable
from elsewhere import Strange

db = SQLAlchemy()


class Local:
    pass


class Post(Local, Searchable, Keyed, db.Model):
    body = db.Column(db.Text)
    author_id = reference_col("users")
    author = relationship("User")
    likers = relationship("User", secondary="likes")


class Note(Strange, Keyed, db.Model):
    body = db.Column(db.Text)
"""


def test_bases_of_other_files():
    schema = schema_of({"bases.py": BASES, "models.py": HEIRS})
    post, note = schema.table("post"), schema.table("note")
    assert [c.name for c in post.columns] == ["body", "author_id", "created", "id"]
    assert post.column("id").primary_key
    assert post.column("author_id").references == "users.id"
    assert (post.complete, note.complete) == (True, False)
    assert post.single == ("author",)


def test_bases_of_one_name_that_differ():
    other = BASES.replace("created", "changed")
    schema = schema_of({"a/bases.py": BASES, "b/bases.py": other, "models.py": HEIRS})
    assert not schema.table("post").complete


def test_a_base_with_a_table_of_its_own():
    code = "class Person(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n"
    heir = "class Staff(Person, db.Model):\n    pay = db.Column(db.Integer)\n"
    assert not schema_of({"a.py": code, "b.py": heir}).table("staff").complete


def schema_of(texts):
    return linked({path: facts_of(parse(path, Text(text))) for path, text in texts.items()}).schema


def test_a_key_that_nothing_fills_in_is_given_by_the_client():
    models = """
import sqlalchemy as sa


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    name: Mapped[str]


class Job(Base):
    __tablename__ = "jobs"
    id = sa.Column(sa.String(36), primary_key=True, default=uuid4)
    name = sa.Column(sa.String(8), nullable=False)


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
"""
    tables = SQLALCHEMY.tables(parse("models.py", Text(models)))
    given = {table.model: resource(replace(table, complete=True)).given for table in tables}
    names = {model: [one.name for one in fields] for model, fields in given.items()}
    assert names == {"Task": ["id", "name"], "Job": ["name"], "Post": ["name"]}


def test_an_index_that_a_later_migration_drops_is_gone_whatever_the_files_are_called():
    first = MIGRATION.replace('"ix"', 'op.f("ix")')
    later = """
from alembic import op


def upgrade():
    op.drop_index(op.f("ix"), table_name="users")
    op.create_unique_constraint("uq", "users", ["id", "team_id"])


def downgrade():
    op.drop_constraint("uq", "users")
"""
    for names in (("b1c", "a1c"), ("a1c", "b1c"), ("2024_01_01_x", "2024_02_01_y")):
        texts = {
            f"versions/{name}.py": text for name, text in zip(names, (first, later), strict=True)
        }
        assert schema_of(texts).table("users").indexes == (("id", "team_id"),)


def test_a_table_that_a_later_migration_drops_is_gone_whatever_the_files_are_called():
    later = 'from alembic import op\n\n\ndef upgrade():\n    op.drop_table("users")\n'
    for names in (("b1c", "a1c"), ("9c", "1a"), ("2024_01_01_x", "2024_02_01_y")):
        texts = {
            f"versions/{name}.py": text
            for name, text in zip(names, (MIGRATION, later), strict=True)
        }
        assert schema_of(texts).table("users") is None
        assert schema_of(texts).table("teams") is not None


SOME = """
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Member(Base):
    __tablename__ = "members"
    id = sa.Column(sa.Integer, primary_key=True)
    mail = sa.Column(sa.String)
    phone = sa.Column(sa.String)
    town = sa.Column(sa.String)
    left = sa.Column(sa.DateTime)
    hidden = sa.Column(sa.Boolean)
    __table_args__ = (
        sa.Index("a", "mail", unique=True, postgresql_where=left.is_(None)),
        sa.Index("b", "phone", postgresql_where=sa.text("left IS NULL AND NOT hidden")),
        sa.Index("c", "left", postgresql_where=sa.and_(~hidden, mail != None, phone == "it's")),
        sa.Index("d", "town", postgresql_where=sa.func.lower(mail) == town),
    )
"""


def test_indexes_of_some_rows_have_their_condition():
    table = schema_of({"models.py": SOME}).table("members")
    assert {(one.columns, one.where) for one in table.partial} == {
        (("mail",), "left IS NULL"),
        (("phone",), "left IS NULL AND NOT hidden"),
        (("left",), "(NOT hidden AND mail IS NOT NULL AND phone = 'it''s')"),
    }
    assert ("town",) in table.indexes  # a condition that is not read
    assert ("mail",) not in table.indexes


def test_migrations_make_and_drop_indexes_of_some_rows():
    some = """
from alembic import op
import sqlalchemy as sa


def upgrade():
    op.create_index("some", "users", ["id"], postgresql_where=sa.text("id > 9"))
    op.create_index("other", "users", ["id"], postgresql_where="id < 9")
    {}


def downgrade():
    pass
"""
    for last, left in (("pass", {"some", "other"}), ('op.drop_index("some", "users")', {"other"})):
        table = schema_of({"versions/1_a.py": MIGRATION, "versions/2_b.py": some.format(last)})
        assert {one.name for one in table.table("users").partial} == left


def test_models_in_a_migration_are_copies_of_the_past():
    path = "migrations/versions/2021_11_18_1200.py"
    change = 'def upgrade():\n    op.add_column("users", sa.Column("age", sa.Integer))\n'
    found = SQLALCHEMY.tables(parse(path, Text(f"{MODELS}\n\n{change}")))
    assert [(table.name, table.origin) for table in found] == [("users", "migration")]


def test_what_a_later_migration_says_of_a_column_counts_whatever_the_files_are_called():
    later = """
from alembic import op


def upgrade():
    op.create_unique_constraint("uq", "users", ["email"])
    op.create_index("ix_name", "users", ["name"], unique=True)
    op.create_index("ix_some", "users", ["age"], unique=True, postgresql_where="age > 1")
    op.create_unique_constraint("both", "users", ["name", "age"])
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("age", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("email", nullable=True)
"""
    first = """
import sqlalchemy as sa
from alembic import op


def upgrade():
    op.create_table(
        "users",
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("age", sa.Integer),
        sa.Column("code", sa.Integer),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("age", "code"),
    )
"""
    for names in (("b1c", "a1c"), ("a1c", "b1c"), ("2024_01_01_x", "2024_02_01_y")):
        texts = {f"versions/{n}.py": text for n, text in zip(names, (first, later), strict=True)}
        users = schema_of(texts).table("users")
        assert [(c.name, c.unique, c.nullable) for c in users.columns] == [
            ("email", True, True),
            ("name", True, True),
            ("age", False, False),
            ("code", True, True),
        ]


def test_a_column_that_a_later_migration_drops_is_gone_whatever_the_files_are_called():
    first = """
import sqlalchemy as sa
from alembic import op


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer), sa.Column("mail", sa.Text))
"""
    drops = 'from alembic import op\n\n\ndef upgrade():\n    op.drop_column("users", "mail")\n'
    again = drops.replace('drop_column("users", "mail")', 'add_column("users", sa.Column("mail"))')
    for names in (("a", "b", "c"), ("b", "a", "c"), ("c", "b", "a"), ("1_a", "2_b", "3_c")):
        texts = [f"versions/{name}.py" for name in names]
        left = schema_of(dict(zip(texts, (first, drops), strict=False))).table("users")
        assert [c.name for c in left.columns] == ["id"]
        made = schema_of(dict(zip(texts, (first, drops, again), strict=True))).table("users")
        assert {c.name for c in made.columns} == {"id", "mail"}


EMPLOYEE = """
class Employee(Base):
    __tablename__ = "employee"
    id = Column(Integer, primary_key=True)
    name = Column(String, index=True)
"""
ENGINEER = """
class Engineer(Employee):
    __tablename__ = "engineer"
    id = Column(ForeignKey("employee.id"), primary_key=True)
    tools = Column(String)
"""
MANAGER = """
class Manager(Employee):
    stars = Column(Integer)


class Boss(Manager):
    car = Column(String)
"""


def test_a_model_that_joins_the_table_of_another_has_its_own_columns_alone():
    employee, engineer = tables("from sqlalchemy import Column\n" + EMPLOYEE + ENGINEER)
    assert [c.name for c in employee.columns] == ["id", "name"]
    assert [c.name for c in engineer.columns] == ["id", "tools"]
    assert engineer.indexes == ()
    assert not engineer.complete


def test_it_has_them_alone_too_where_the_other_stands_in_another_file():
    head = "from sqlalchemy import Column\nfrom app.people import Employee\n"
    texts = {"app/people.py": head + EMPLOYEE, "app/engineers.py": head + ENGINEER}
    known = linked({path: facts_of(parse(path, Text(text))) for path, text in texts.items()})
    assert [c.name for c in known.schema.table("engineer").columns] == ["id", "tools"]


def test_classes_without_a_table_of_their_own_share_that_of_their_base():
    [employee] = tables("from sqlalchemy import Column\n" + EMPLOYEE + MANAGER)
    assert [c.name for c in employee.columns] == ["id", "name", "stars", "car"]


def test_a_table_that_a_revision_renames_is_known_by_its_new_name_alone():
    head = "import sqlalchemy as sa\nfrom alembic import op\n\n\ndef upgrade():\n"
    texts = {
        "versions/b_one.py": f'{head}    op.create_table("a", sa.Column("x", sa.Text))\n',
        "versions/a_two.py": f'{head}    op.rename_table("a", "b")\n'
        '    op.add_column("b", sa.Column("y", sa.Text))\n',
    }
    known = linked({path: facts_of(parse(path, Text(text))) for path, text in texts.items()})
    found = [(t.name, {c.name for c in t.columns}) for t in known.schema.tables]
    assert found == [("b", {"x", "y"})]
    [one] = tables(
        head + '    op.create_table("a", sa.Column("x"))\n    op.rename_table("a", "b")\n'
    )
    assert (one.name, one.former, one.complete) == ("b", "", True)
