"""Migrations of Sequelize are read as tables, in the order in which they run."""

from backlight.analysis.syntax import parse
from backlight.index import facts_of, linked
from backlight.sql import sequelize
from backlight.text import Text

USERS = """
await queryInterface.createTable('users', {
  id: { type: Sequelize.UUID, primaryKey: true },
  email: { type: Sequelize.STRING(80), allowNull: false, unique: true },
  age: Sequelize.INTEGER,
  teamId: { type: Sequelize.UUID, references: { model: 'teams', key: 'uid' } },
});
"""


def code(body, head="up: async (queryInterface, Sequelize) => {", end="},"):
    return (
        "'use strict';\nconst TABLE = 'users';\n"
        f"module.exports = {{ {head}\n{body}\n{end}\n"
        "  down: async (queryInterface) => { await queryInterface.dropTable('users'); } };\n"
    )


def said(body, **more):
    return sequelize.read(parse("migrations/20200101000000-more.js", Text(code(body, **more))))


def after(*bodies):
    """The tables that migrations leave, one after the other."""
    texts = {f"migrations/{n}-step.js": code(body) for n, body in enumerate(bodies, 1001)}
    known = linked({path: facts_of(parse(path, Text(text))) for path, text in texts.items()})
    return {table.name: table for table in known.schema.tables}


def test_a_table_is_read_as_it_is_created():
    (users,) = said(USERS).tables
    assert [(c.name, c.type, c.nullable) for c in users.columns] == [
        ("id", "UUID", False),
        ("email", "STRING", False),
        ("age", "INTEGER", True),
        ("teamId", "UUID", True),
    ]
    assert users.column("id").primary_key
    assert users.column("email").unique
    assert users.column("teamId").references == "teams.uid"
    assert (users.complete, users.origin, users.indexes) == (True, "migration", (("email",),))


def test_what_is_done_in_a_transaction_after_another_step_or_by_a_helper_is_read():
    more = "await queryInterface.addColumn(TABLE, 'city', { type: Sequelize.TEXT }, { t });"
    (users,) = said(
        f"await queryInterface.sequelize.transaction(async (t) => {{ {more} }});"
    ).tables
    assert [c.name for c in users.columns] == ["city"]
    chain = (
        "return queryInterface.removeColumn('users', 'a').then(() => "
        "queryInterface.renameColumn('users', 'b', 'c'));"
    )
    (users,) = said(chain, head="up(queryInterface) {").tables
    assert (users.removed, users.altered) == (("a", "b"), (("b", "name", "c"),))
    helped = (
        "// sequelize\nfunction more(qi) { return qi.addColumn('users', 'x', 'TEXT'); }\n"
        + code("more(qi);")
    )
    (users,) = sequelize.read(parse("migrations/1.js", Text(helped))).tables
    assert users.column("x").type == "TEXT"


def test_a_later_migration_changes_what_an_earlier_one_made():
    left = after(
        USERS,
        "await queryInterface.removeColumn('users', 'age');\n"
        "await queryInterface.changeColumn('users', 'email', { type: Sequelize.TEXT });\n"
        "await queryInterface.addColumn('users', 'city', { type: Sequelize.TEXT });\n"
        "await queryInterface.addIndex('users', ['city'], { name: 'by_city' });",
        "await queryInterface.renameColumn('users', 'city', 'town');",
        "await queryInterface.removeConstraint('users', 'users_email_key');\n"
        "await queryInterface.removeConstraint('users', 'users_teamId_fkey');",
    )["users"]
    assert [c.name for c in left.columns] == ["id", "email", "teamId", "town"]
    email = left.column("email")
    assert (email.type, email.nullable, email.unique) == ("TEXT", True, False)
    assert left.column("teamId").references == ""


def test_a_column_that_is_made_to_lead_to_a_table_stays_as_it_was_else():
    change = "{ type: Sequelize.UUID, references: { model: 'people' } }"
    left = after(
        USERS.replace("teamId: {", "teamId: { allowNull: false,"),
        f"await queryInterface.changeColumn('users', 'teamId', {change});",
    )["users"]
    assert (left.column("teamId").references, left.column("teamId").nullable) == (
        "people.id",
        False,
    )


def test_tables_are_renamed_and_dropped():
    left = after(
        USERS,
        "await queryInterface.renameTable('users', 'people');",
        "await queryInterface.addColumn('people', 'b', Sequelize.TEXT);",
        "await queryInterface.createTable('gone', { id: Sequelize.INTEGER });",
        "await queryInterface.dropTable('gone');",
    )
    assert list(left) == ["people"]
    assert [c.name for c in left["people"].columns] == ["id", "email", "age", "teamId", "b"]


def test_indexes_and_constraints_are_made_and_dropped():
    left = after(
        USERS,
        "await queryInterface.addIndex('users', ['age', 'teamId']);\n"
        "await queryInterface.addIndex('users', { fields: [{ name: 'teamId' }], name: 'by_team' });\n"
        "await queryInterface.addIndex('users', ['age'], { where: { age: 1 }, name: 'some' });\n"
        "await queryInterface.addConstraint('users', { fields: ['age'], type: 'unique', name: 'u' });\n"
        "await queryInterface.addConstraint('users', ['age'], { type: 'foreign key', "
        "references: { table: 'ages', field: 'n' } });",
        "await queryInterface.removeIndex('users', ['age', 'teamId']);\n"
        "await queryInterface.removeIndex('users', 'some');",
    )["users"]
    assert left.indexes == (("email",), ("teamId",), ("age",))
    assert not left.partial
    assert (left.column("age").unique, left.column("age").references) == (True, "ages.n")


def test_statements_of_sql_are_read_and_of_dialects_postgresql():
    left = after(
        USERS,
        "await queryInterface.sequelize.query('ALTER TABLE users DROP COLUMN age');\n"
        "if (queryInterface.sequelize.getDialect() === 'sqlite') {\n"
        "  await queryInterface.addColumn('users', 'b', Sequelize.TEXT);\n"
        "} else { await queryInterface.addColumn('users', 'c', Sequelize.TEXT); }",
    )["users"]
    assert [c.name for c in left.columns] == ["id", "email", "teamId", "c"]


def test_what_is_known_only_when_it_runs_is_not_told():
    assert said("await queryInterface.addColumn(name(), 'a', Sequelize.TEXT);").untold
    assert said("await helper.addAll(queryInterface);").untold
    found = said("await queryInterface.createTable('users', { ...base, a: Sequelize.TEXT });")
    assert [(t.name, t.unclear) for t in found.tables] == [("users", True)]
    assert not found.untold


def test_migrations_that_are_written_in_much_the_same_way_are_not_read():
    text = "exports.up = (db) => db.createTable('users', { id: { type: 'int', notNull: true } });\n"
    assert not sequelize.read(parse("migrations/1.js", Text(text))).tables
    assert not sequelize.read(
        parse("migrations/1.ts", Text(f"// queryRunner\n{code(USERS)}"))
    ).tables


def test_a_call_that_begins_something_else_is_no_model():
    text = "import Sequelize from 'sequelize';\nSentry.init({ dsn: env.SENTRY, release: 'a' });\n"
    assert not facts_of(parse("src/sentry.js", Text(text))).tables


def test_a_key_that_is_written_by_the_name_of_a_model_leads_to_its_table():
    text = (
        "module.exports = (sequelize) => {\n"
        "  const User = sequelize.define('User', { name: Sequelize.TEXT });\n"
        "  const Note = sequelize.define('Note', { title: Sequelize.TEXT });\n"
        "  Note.belongsTo(User, { foreignKey: 'ownerId' });\n};\n"
    )
    known = linked({"models/all.js": facts_of(parse("models/all.js", Text(text)))})
    assert known.schema.table("Notes").column("ownerId").references == "Users.id"
