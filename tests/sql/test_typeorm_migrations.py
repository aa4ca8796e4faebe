"""Migrations of TypeORM are read as tables; what they do only when they run makes those unclear."""

import pytest

from backlight.analysis.syntax import parse
from backlight.sql import typeorm
from backlight.text import Text


def said(body, more="", head="implements MigrationInterface"):
    code = (
        "import { MigrationInterface, QueryRunner, Table, TableColumn } from 'typeorm';\n"
        f"export class More1 {head} {{\n"
        f"  public async up(queryRunner: QueryRunner): Promise<void> {{\n{body}\n  }}\n"
        "  public async down(queryRunner: QueryRunner): Promise<void> {\n"
        "    await queryRunner.query('DROP TABLE \"users\"');\n  }\n"
        f"{more}}}\n"
    )
    return typeorm.read(parse("src/migrations/1700000000000-More.ts", Text(code)))


def columns(table):
    return [column.name for column in table.columns]


def test_statements_are_read_as_those_of_files_of_sql_are():
    found = said(
        'await queryRunner.query(`CREATE TABLE "users" ("id" SERIAL NOT NULL, "name" character '
        'varying NOT NULL, "team" uuid, PRIMARY KEY ("id"))`);\n'
        'await queryRunner.query(`CREATE INDEX "IDX_1" ON "users" ("name")`);\n'
        "await queryRunner.query(\"INSERT INTO users VALUES ('create table x')\");\n"
        'await queryRunner.query(`ALTER TABLE "users" ADD "city" text; '
        'ALTER TABLE "users" DROP COLUMN "team"`, undefined);\n'
    )
    (users,) = found.tables
    assert (users.name, users.origin, users.complete) == ("users", "migration", True)
    assert columns(users) == ["id", "name", "city"]
    assert users.indexes == (("name",),)
    assert users.column("id").primary_key
    assert not users.column("name").nullable
    assert not found.untold


def test_what_becomes_of_a_table_of_another_file_is_told():
    (users,) = said(
        'await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "a"`);\n'
        'await queryRunner.query(`ALTER TABLE "users" ADD "b" text`);\n'
        'await queryRunner.query(`ALTER TABLE "users" RENAME COLUMN "c" TO "d"`);\n'
        "await queryRunner.query('ALTER TABLE `users` CHANGE `e` `f` varchar(3)');\n"
        'await queryRunner.query(`ALTER TABLE "users" DROP CONSTRAINT "FK_1"`);\n'
    ).tables
    assert (columns(users), users.removed) == (["b", "d", "f"], ("a", "c", "e"))
    assert (users.complete, users.unclear) == (False, False)


def test_the_builder_is_read():
    found = said(
        """
        const id = { name: 'id', type: 'uuid', isPrimary: true, default: 'uuid_generate_v4()' };
        await queryRunner.createTable(new Table({
          name: 'users',
          columns: [id, { name: 'email', type: 'varchar', isUnique: true },
                    new TableColumn({ name: 'team_id', type: 'uuid', isNullable: true })],
          foreignKeys: [{ columnNames: ['team_id'], referencedColumnNames: ['id'],
                          referencedTableName: 'teams' }],
          indices: [{ name: 'IDX_1', columnNames: ['team_id', 'email'] }],
        }), true);
        await queryRunner.addColumns('users', [this.born, new TableColumn({ name: 'x', type: 'int' })]);
        await queryRunner.dropColumn('users', 'x');
        await queryRunner.renameColumn('users', 'born', 'birthday');
        await queryRunner.createIndex(NAME, new TableIndex({ columnNames: ['birthday'] }));
        const cities = await queryRunner.getTable('cities');
        await queryRunner.dropColumn(cities, 'size');
        """,
        "  private born = new TableColumn({ name: 'born', type: 'date', isNullable: true });\n",
    )
    users, cities = found.tables
    assert not found.untold
    assert columns(users) == ["id", "email", "team_id", "birthday"]
    assert [c.nullable for c in users.columns] == [False, False, True, True]
    assert users.column("team_id").references == "teams.id"
    assert users.column("id").default
    assert users.column("email").unique
    assert users.indexes == (("team_id", "email"),)
    assert (cities.removed, cities.complete) == (("size",), False)


@pytest.mark.parametrize(
    ("body", "table"),
    [
        ('await queryRunner.query(`ALTER TABLE "users" ADD ${column}`);', "users"),
        ("for (const c of all) { await queryRunner.addColumn('users', c); }", "users"),
        ("if (wanted) { await queryRunner.query('ALTER TABLE users ADD a int'); }", "users"),
        ("await queryRunner.addColumn('users', column);", "users"),
        ("await queryRunner.changeColumns('users', changes);", "users"),
        ("await queryRunner.query('DROP TABLE users');", "users"),
        ("await queryRunner.query('ALTER TABLE people RENAME TO users');", "users"),
        ("await queryRunner.query('ALTER TABLE users RENAME a TO b');", "users"),
        ("await queryRunner.createTable(new Table({ name: 'users', ...rest }));", ""),
        ("if (done) { return; }\nawait queryRunner.dropColumn('users', 'a');", "users"),
        ("await queryRunner.query(`DO $$ BEGIN ALTER TABLE users ADD a int; END $$`);", "users"),
        ("try { await queryRunner.dropColumn('users', 'a'); } catch (e) { log(e); }", "users"),
    ],
)
def test_what_is_known_only_when_it_runs_makes_its_table_unclear(body, table):
    found = said(body)
    assert [one.name for one in found.tables if one.unclear] == ([table] if table else [])
    assert found.untold == (not table)


@pytest.mark.parametrize(
    "body",
    [
        "await queryRunner.query(sql);",
        "await queryRunner.query(readFileSync('schema.sql').toString());",
        'await queryRunner.query(`ALTER TABLE "${name}" ADD "a" int`);',
        "await prepare(queryRunner);",
        "await queryRunner.addColumn(name, new TableColumn({ name: 'a', type: 'int' }));",
        "await queryRunner.query(`DO $$ BEGIN EXECUTE 'ALTER TABLE users ADD a int'; END $$`);",
    ],
)
def test_a_step_on_a_table_that_is_not_told_leaves_all_of_them_open(body):
    assert said(body).untold


@pytest.mark.parametrize(
    "body",
    [
        "await queryRunner.query(`UPDATE users SET name = '${name}'`);",
        (
            "let q = 'INSERT INTO a VALUES ($1)';\nif (x) { q = 'INSERT INTO b VALUES (?)'; }\n"
            "await queryRunner.query(q, [1]);"
        ),
        "const found = await getUsers(queryRunner);",
        'await queryRunner.query(`ALTER TABLE "a" ALTER COLUMN "b" SET DEFAULT \'${c}\'`);',
        "await queryRunner.startTransaction();",
    ],
)
def test_what_changes_rows_alone_leaves_the_tables_as_they_are(body):
    assert said(body) == typeorm.Said()


def test_what_is_asked_of_the_database_first_is_done_all_the_same():
    (users,) = said(
        "const there = await queryRunner.hasColumn('users', 'a');\n"
        "if (!there) { await queryRunner.query('ALTER TABLE users ADD a int'); }\n"
    ).tables
    assert (columns(users), users.unclear) == (["a"], False)


def test_of_several_databases_that_of_postgresql_is_read():
    (users,) = said(
        "switch (queryRunner.connection.options.type) {\n"
        "  case 'sqlite': await this.lite(queryRunner); break;\n"
        "  case 'postgres': await this.big(queryRunner); break;\n}",
        "  async lite(runner: QueryRunner) { await runner.query('ALTER TABLE users ADD a int'); }\n"
        "  async big(runner: QueryRunner) { await runner.query('ALTER TABLE users ADD b int'); }\n",
    ).tables
    assert columns(users) == ["b"]


def test_what_is_no_migration_is_not_read():
    assert said("await queryRunner.query(sql);", head="") != typeorm.Said()  # it goes up and down
    code = "async function up(queryRunner) { await queryRunner.query('DROP TABLE a'); }"
    assert typeorm.read(parse("src/a.ts", Text(code))) == typeorm.Said()


def test_a_table_of_another_file_is_dropped_or_renamed():
    found = said("await queryRunner.dropTable('a');\nawait queryRunner.renameTable('b', 'c');")
    told = {table.name: (table.gone, table.former) for table in found.tables}
    assert told == {"a": (True, ""), "c": (False, "b")}
