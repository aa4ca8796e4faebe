"""Migrations of Alembic are rehearsed as the SQL that they stand for, behind their own past."""

from contextlib import suppress
from pathlib import Path

import pytest

from backlight import index
from backlight.analysis.syntax import parse
from backlight.checks import earlier, rehearsal
from backlight.edits import Change
from backlight.sql import alembic
from backlight.sql.lab.bench import Bench
from backlight.sql.written import Untold
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

EVERYTHING = Path(__file__).parents[1] / "data" / "alembic" / "0002_all.py"
"""Each operation once; that the tables are those that Alembic itself makes was tried by hand."""
HEAD = """import sqlalchemy as sa
from alembic import op

revision = "{}"
down_revision = {}


def upgrade():
    {}


def downgrade():
    {}
"""
USERS = 'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))'
AGE = 'op.add_column("users", sa.Column("age", sa.Integer()))'
GONE = 'op.drop_column("users", "age")'


@pytest.fixture(scope="module")
def bench():
    one = Bench()
    yield one
    one.close()


def revision(name, follows, up, down="pass"):
    after = f'"{follows}"' if follows else "None"
    return HEAD.format(name, after, up, down)


PAST = {"app/versions/a1_users.py": revision("a1", "", USERS)}
REHEARSED = [
    # the way up, the way back, whether it is right, and what is said
    (AGE, GONE, True, "all as before"),
    (AGE, "pass", True, "there is no way back to try"),
    (AGE, "op.drop_table('users')", False, "the column users.id is gone"),
    (AGE, 'op.drop_column("users", "years")', False, "The way back fails"),
    (AGE.replace("users", "people"), "pass", False, 'relation "people" does not exist'),
    ('op.add_column("users", sa.Column("s", sa.Enum("a", name="kind")))', GONE, False, 'type "kind" does not exist'),
    ('op.create_foreign_key("f", "users", "teams", ["id"], ["id"])', "pass", False, '"teams" does not exist'),
    (AGE, 'op.drop_constraint(None, "users")', True, "way back could not be told: the constraint in line 13 has no name"),
    ("for name in op.get_bind().names(): op.drop_table(name)", "pass", True, "could not be rehearsed: line 9 has a `for`"),
    ('if op.get_bind().dialect.name == "mysql": pass', "pass", True, "could not be rehearsed: line 9 has a `if`"),
    ('op.add_column("users", sa.Column("at", geo.Point()))', "pass", True, "the type `geo.Point` is not one"),
    ('op.execute("CREATE TABLE `a` (id int AUTO_INCREMENT)")', "pass", True, "not written for PostgreSQL"),
    ('op.execute("COPY users FROM PROGRAM \'id\'")', "pass", False, "permission denied"),
    ('import os; os.system("touch /tmp/backlight-was-here")', "pass", True, "line 9 calls `os.system`"),
    ('op.execute(f"DROP TABLE {TABLE}")', "pass", True, "the SQL of line 9 is known only when it runs"),
]  # fmt: skip


@pytest.mark.parametrize(("up", "down", "ok", "words"), REHEARSED)
def test_a_revision_is_rehearsed_and_never_run(tmp_path, bench, up, down, ok, words):
    check = rehearsed(tmp_path, bench, PAST, revision("a2", "a1", up, down))
    assert (check.ok, words in check.detail) == (ok, True), check
    assert not Path("/tmp/backlight-was-here").exists()


def test_everything_that_a_revision_can_say(tmp_path, bench):
    check = rehearsed(
        tmp_path, bench, {"app/versions/a1.py": revision("a1", "", "pass")}, EVERYTHING.read_text()
    )
    assert check.ok and "all as before" in check.detail, check


def test_what_ran_long_ago_is_used_as_far_as_it_can_be_told(tmp_path, bench):
    past = PAST | {"app/versions/a2.py": revision("a2", "a1", "Session(op.get_bind())")}
    check = rehearsed(tmp_path, bench, past, revision("a3", "a2", AGE, GONE))
    assert check.ok and "all as before" in check.detail
    assert "known in part: line 9 calls `Session`" in check.detail
    check = rehearsed(tmp_path, bench, past, revision("a3", "a2", GONE))
    assert check.ok and "could not be rehearsed" in check.detail, check


def test_a_table_that_is_made_in_another_way_is_no_fault(tmp_path, bench):
    files = PAST | {"db/schema.sql": "CREATE TABLE people (id int PRIMARY KEY);"}
    check = rehearsed(tmp_path, bench, files, revision("a2", "a1", AGE.replace("users", "people")))
    assert check.ok and "`people` is made in another way" in check.detail, check


def rehearsed(folder, bench, files, text, path="app/versions/new.py"):
    """The answer for one new migration among files that are there."""
    snapshot = Snapshot(folder, {p: Document(Text(t)) for p, t in files.items()}, only=tuple(files))
    before = index.built(snapshot)
    change = Change(created={path: text})
    [check] = rehearsal.check(before, index.after(before, change), change, bench)
    return check


@pytest.mark.parametrize(
    ("said", "sql"),
    [
        ('op.add_column("a", sa.Column("b", sa.String(9), nullable=False))', 'ALTER TABLE "a" ADD COLUMN "b" VARCHAR(9) NOT NULL'),
        ('op.add_column("a", sa.Column("b", sa.DateTime(timezone=True)), schema="s")', 'ALTER TABLE "s"."a" ADD COLUMN "b" TIMESTAMP WITH TIME ZONE'),
        ('op.alter_column("a", "b", nullable=True, server_default=sa.text("now()"))', 'ALTER TABLE "a" ALTER COLUMN "b" SET DEFAULT now();\nALTER TABLE "a" ALTER COLUMN "b" DROP NOT NULL'),
        ('op.create_index("i", "a", ["b"], postgresql_concurrently=True)', 'CREATE INDEX CONCURRENTLY "i" ON "a" ("b")'),
        ('op.drop_index(op.f("i"), table_name="a")', 'DROP INDEX "i"'),
        ('op.add_column("a", sa.Column("b", sa.Integer(), sa.ForeignKey("s.c.id", ondelete="SET NULL")))', 'ALTER TABLE "a" ADD COLUMN "b" INTEGER REFERENCES "s"."c" ("id") ON DELETE SET NULL'),
        ('op.add_column("a", sa.Column(\'x" int; DROP TABLE y; --\', sa.Text()))', 'ALTER TABLE "a" ADD COLUMN "x"" int; DROP TABLE y; --" TEXT'),
        ('op.create_table("a", sa.Column("x", sa.Integer(), primary_key=True), sa.Column("y", sa.Integer(), primary_key=True))', 'CREATE TABLE "a" ("x" INTEGER NOT NULL, "y" INTEGER NOT NULL, PRIMARY KEY ("x", "y"))'),
        ('op.bulk_insert(users, [{"id": 1}])', ""),
    ],
)  # fmt: skip
def test_an_operation_is_the_statement_that_alembic_sends(said, sql):
    source = parse("versions/a.py", Text(revision("a", "", said)))
    assert alembic.script(source).up == sql


@pytest.mark.parametrize("cut", range(0, 2400, 37))
def test_half_a_revision_is_uncertain_or_read(cut):
    with suppress(Untold):
        alembic.script(parse("versions/a.py", Text(EVERYTHING.read_text()[:cut])))


TYPEORM = """import {{ MigrationInterface, QueryRunner }} from 'typeorm';

export class A2 implements MigrationInterface {{
  name = 'a2';

  public async up(queryRunner: QueryRunner): Promise<void> {{
    {}
  }}

  public async down(queryRunner: QueryRunner): Promise<void> {{
    {}
  }}
}}
"""
KNEX = "export async function up(knex) {{ {} }}\nexport async function down(knex) {{ {} }}\n"
SAID = "await queryRunner.query({});".format
FIRST = {"src/migrations/9-a.ts": TYPEORM.format(SAID('`CREATE TABLE "users" (\n  id int)`'), "")}


@pytest.mark.parametrize(
    ("form", "up", "down", "ok", "words"),
    [
        (TYPEORM, SAID("'ALTER TABLE \"users\" ADD \\'age\\' int'"), "", False, "syntax error"),
        (TYPEORM, SAID('"ALTER TABLE \\"users\\" ADD \\"age\\" int"'), SAID("`ALTER TABLE users DROP age`"), True, "all as before"),
        (TYPEORM, SAID("`ALTER TABLE users ADD age int`"), SAID("`SELECT 1`"), False, "users.age is still there"),
        (TYPEORM, SAID("`DROP TABLE ${name}`"), "", True, "could not be rehearsed: the SQL of line 7"),
        (TYPEORM, SAID("'SELECT $1', [1]"), "", True, "has values that are known only when it runs"),
        (TYPEORM, SAID("`SELECT 1`") + "if (a) { b(); }", "", True, "could not be rehearsed: line 7"),
        (TYPEORM, SAID("`CREATE TABLE a (id uuid DEFAULT uuid_generate_v4())`"), SAID("`DROP TABLE a`"), True, "all as before"),
        (KNEX, "return knex.raw('ALTER TABLE users ADD age int');", "await knex.raw('ALTER TABLE users DROP age');", True, "all as before"),
        (KNEX, "await knex.raw('ALTER TABLE people ADD age int');", "", False, '"people" does not exist'),
    ],
)  # fmt: skip
def test_sql_in_strings_of_javascript_is_rehearsed(tmp_path, bench, form, up, down, ok, words):
    text = form.format(up, down)
    check = rehearsed(tmp_path, bench, FIRST, text, "src/migrations/10-b.ts")
    assert (check.ok, words in check.detail) == (ok, True), check


SCRIPTS = {
    # of two applications and two tools in one repository
    "shop/migrations/V2__b.sql": "",
    "shop/migrations/V10__c.sql": "",
    "shop/migrations/V1__a.sql": "",
    "shop/migrations/U2__b.sql": "",
    "shop/migrations/R__views.sql": "",
    "blog/migrations/V1__a.sql": "",
    "web/prisma/migrations/20240101_a/migration.sql": "",
    "web/prisma/migrations/20240301_c/migration.sql": "",
    "api/prisma/migrations/20240102_b/migration.sql": "",
    "go/migrations/000009_i.up.sql": "",
    "go/migrations/000009_i.down.sql": "",
}


@pytest.mark.parametrize(
    ("new", "before"),
    [
        ("shop/migrations/V11__d.sql", ["V1__a.sql", "V2__b.sql", "V10__c.sql"]),
        ("blog/migrations/V2__b.sql", ["V1__a.sql"]),
        ("web/prisma/migrations/20240201_b/migration.sql", ["20240101_a/migration.sql"]),
        ("go/migrations/000010_j.up.sql", ["000009_i.up.sql"]),
        ("new/migrations/1.sql", []),
    ],
)
def test_only_what_the_tool_would_run_comes_before(tmp_path, new, before):
    documents = {p: Document(Text(t)) for p, t in SCRIPTS.items()}
    project = index.built(Snapshot(tmp_path, documents, only=tuple(SCRIPTS)))
    found = earlier.scripts(project, new)
    assert len(found) == len(before)
    assert all(path.endswith(end) for path, end in zip(found, before, strict=True)), found
    assert len({path.partition("/")[0] for path in found} | {new.partition("/")[0]}) == 1


def test_revisions_come_in_the_order_in_which_they_follow_each_other(tmp_path):
    files = {
        "v/versions/z.py": revision("a1", "", USERS),
        "v/versions/y.py": revision("a2", "a1", AGE),
        "v/versions/x.py": revision("b2", "a1", "pass"),
        "v/versions/m.py": HEAD.format("m", '("a2", "b2")', "pass", "pass"),
        "w/versions/o.py": revision("other", "", "pass"),
        "w/versions/a.py": revision("a1", "", "pass"),
        "w/versions/loop.py": revision("loop", "loop", "pass"),
    }
    documents = {p: Document(Text(t)) for p, t in files.items()}
    before = index.built(Snapshot(tmp_path, documents, only=tuple(files)))

    def past(follows):
        change = Change(created={"v/versions/new.py": revision("n", follows, "pass")})
        after = index.after(before, change)
        return [p[-4] for p in earlier.past(before, after, "v/versions/new.py")]

    assert past("m") in (["z", "y", "x", "m"], ["z", "x", "y", "m"])
    assert past("a2") == ["z", "y"]
    assert past("loop") == ["p"] and past("nothing") == []
