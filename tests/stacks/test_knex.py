"""Tables are known as the migrations of Knex leave them."""

from backlight.analysis.syntax import parse
from backlight.index import facts_of, linked
from backlight.text import Text

USERS = """
await knex.schema.createTable('users', (table) => {
  table.increments();
  table.text('mail').notNullable();
  table.specificType('tags', 'text[]');
  table.integer('team_id').references('id').inTable('teams');
  table.unique('mail');
  table.index(['mail', 'team_id']);
});
"""


def after(*bodies):
    """The tables that migrations leave, one after the other."""
    texts = {
        f"migrations/{n}_step.js": (
            f"exports.up = async (knex) => {{\n{body}\n}};\n"
            "exports.down = async (knex) => { await knex.schema.dropTable('users'); };\n"
        )
        for n, body in enumerate(bodies, 1001)
    }
    known = linked({path: facts_of(parse(path, Text(text))) for path, text in texts.items()})
    return {table.name: table for table in known.schema.tables}


def changed(lines):
    return after(USERS, f"await knex.schema.alterTable('users', (table) => {{\n{lines}\n}});")[
        "users"
    ]


def test_a_table_is_read_as_it_is_created():
    users = after(USERS)["users"]
    assert [(c.name, c.type, c.nullable) for c in users.columns] == [
        ("id", "integer", False),
        ("mail", "text", False),
        ("tags", "text[]", True),
        ("team_id", "integer", True),
    ]
    assert users.column("team_id").references == "teams.id"
    assert users.column("mail").unique
    assert users.indexes == (("mail",), ("mail", "team_id"))


def test_a_later_migration_changes_columns():
    users = changed(
        "table.renameColumn('mail', 'email');\ntable.dropColumn('tags');\n"
        "table.bigInteger('team_id').notNullable().alter();\ntable.dropForeign('team_id');"
    )
    assert [(c.name, c.type, c.nullable) for c in users.columns] == [
        ("id", "integer", False),
        ("team_id", "bigInteger", False),
        ("email", "text", False),
    ]
    assert users.column("team_id").references == ""
    assert changed("table.setNullable('mail');").column("mail").nullable


def test_a_later_migration_drops_indexes():
    users = changed("table.dropUnique(['mail']);\ntable.dropIndex(['mail', 'team_id']);")
    assert users.indexes == ()
    assert not users.column("mail").unique


def test_tables_are_renamed_and_dropped():
    left = after(
        USERS,
        "await knex.schema.renameTable('users', 'people');\n"
        "await knex.schema.alterTable('people', (table) => { table.text('city'); });",
        "await knex.schema.createTable('gone', (table) => { table.increments(); });",
        "await knex.schema.dropTableIfExists('gone');",
    )
    assert list(left) == ["people"]
    assert [c.name for c in left["people"].columns] == ["id", "mail", "tags", "team_id", "city"]
