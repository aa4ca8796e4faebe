"""A migration of Rails is read, not run, and rehearsed on what `schema.rb` says of the tables."""

from contextlib import suppress

import pytest

from backlight.analysis.syntax import parse
from backlight.sql import rails
from backlight.sql.lab.bench import Bench
from backlight.sql.written import Untold
from backlight.text import Text
from checks.test_rehearsal import rehearsed

SCHEMA = """ActiveRecord::Schema[7.1].define(version: 2024_02_01_000000) do
  enable_extension "plpgsql"

  create_table "users", id: :uuid, default: -> { "gen_random_uuid()" }, force: :cascade do |t|
    t.string "email", null: false
    t.index "lower((email)::text)", name: "index_users_on_lower_email", unique: true
  end

  create_table "orders", force: :cascade do |t|
    t.uuid "user_id", null: false
    t.string "state", limit: 20, default: "new"
    t.decimal "total", precision: 10, scale: 2, default: "0.0"
    t.integer "count", default: 0, null: false
    t.jsonb "notes", default: {}
    t.string "tags", default: [], array: true
    t.datetime "created_at", precision: nil, null: false
    t.virtual "twice", type: :integer, as: "count * 2", stored: true
    t.index ["user_id", "state"], name: "index_orders_on_user_id_and_state"
    t.index ["created_at"], name: "recent", order: :desc, where: "(total > (0)::numeric)", using: :btree
    t.check_constraint "total >= 0::numeric", name: "positive"
  end

  add_foreign_key "orders", "users", on_delete: :cascade
end
"""
MODEL = "class User < ApplicationRecord\n  has_many :orders\nend\n"
PAST = {"db/schema.rb": SCHEMA, "app/models/user.rb": MODEL}
NEW = "db/migrate/20240301000000_new.rb"


def migration(body, head=""):
    lines = "\n".join(f"  {line}" for line in body.strip("\n").split("\n"))
    return f"class New < ActiveRecord::Migration[7.1]\n{head}{lines}\nend\n"


def change(*steps):
    return migration("\n".join(["def change", *(f"  {step}" for step in steps), "end"]))


@pytest.fixture(scope="module")
def bench():
    found = Bench()
    yield found
    found.close()


ALL_AS_BEFORE = [
    "add_column :orders, :paid, :boolean, default: false, null: false",
    'add_column :orders, :note, :text, default: "it\'s new\\"; DROP TABLE orders; --"',
    "add_column :orders, :codes, :string, array: true, default: [], if_not_exists: true",
    "remove_column :orders, :state, :string, limit: 20, default: 'new'",
    "rename_column :orders, :state, :status",
    "rename_table :orders, :purchases",
    "change_column_null :orders, :state, false, 'new'",
    "change_column_default :orders, :state, from: 'new', to: 'open'",
    "add_index :orders, :state",
    "add_index :orders, [:state, :count], unique: true, where: \"state = 'new'\", name: 'once'",
    "add_index :orders, 'lower(state)', name: 'low'",
    "add_index :orders, [:user_id, :state], name: 'other'",
    "add_foreign_key :orders, :users, on_delete: :cascade, name: 'other'",
    "add_check_constraint :orders, 'count >= 0'\n    add_check_constraint :orders, 'count < 9'\n    remove_check_constraint :orders, 'count >= 0'\n    add_check_constraint :orders, 'count > 1'",
    "add_column :orders, :x, :string\n    add_column :orders, :x, :string, if_not_exists: true",
    "add_reference :orders, :by\n    add_reference :orders, :by, if_not_exists: true",
    "remove_columns :orders, :tags, :gone, if_exists: true, type: :string, default: [], array: true",
    "create_join_table :users, :orders, table_name: 'both'\n    add_column :both, :x, :integer",
    "add_index :orders, :tags, using: :gin",
    "remove_index :orders, column: [:user_id, :state]",
    "remove_index :orders, [:user_id, :state]",
    "rename_index :orders, 'recent', 'newest'",
    "add_reference :orders, :parent, foreign_key: { to_table: :orders, on_delete: :nullify }",
    "add_reference :orders, :by, type: :uuid, foreign_key: { to_table: :users }, index: { unique: true }",
    "add_reference :orders, :about, polymorphic: true, index: true",
    "add_timestamps :users, null: true",
    "remove_foreign_key :orders, :users, on_delete: :cascade",
    "add_foreign_key :orders, :users, column: :user_id, name: 'second', validate: false",
    "add_check_constraint :orders, 'count >= 0', name: 'counted', validate: false",
    "create_join_table :users, :orders do |t|\n      t.index :user_id\n    end",
    "create_enum :kind, ['a', 'b']\n    add_column :orders, :kind, :enum, enum_type: :kind, default: 'a'",
    "change_table :orders, bulk: true do |t|\n      t.string :more\n      t.index :count\n      t.rename :state, :status\n    end",
    ("create_table :lines, comment: 'x' do |t|\n      t.references :order, null: false, foreign_key: true\n      t.belongs_to :user, type: :uuid, index: false\n"
    "      t.integer :place, limit: 2\n      t.float :share\n      t.column :code, :string\n      t.timestamps\n    end"),
    "safety_assured { add_column :orders, :x, :integer }",
    'add_column :orders, :sent, :jsonb, default: { "notify" => true, "by" => nil, "who" => "O\'Neil", "at" => [1] }',
    'add_column :orders, :more, :jsonb, default: ["a", 1]',
    "add_column :orders, :on, :jsonb, default: true",
    "remove_columns :orders, :notes, :tags, type: :string",
    "remove_check_constraint :orders, 'total >= 0::numeric'",
    "add_column :orders, :x, :integer\n    remove_foreign_key :orders, :shops, if_exists: true",
    "reversible do |dir|\n      dir.up { execute 'ALTER TABLE orders ADD x int' }\n      dir.down { execute 'ALTER TABLE orders DROP x' }\n    end",
]  # fmt: skip


@pytest.mark.parametrize("step", ALL_AS_BEFORE)
def test_its_way_back_is_what_rails_makes_of_its_way_up(tmp_path, bench, step):
    check = rehearsed(tmp_path, bench, PAST, change(step), NEW)
    assert (check.ok, "all as before" in check.detail) == (True, True), check


@pytest.mark.parametrize(
    ("text", "ok", "words"),
    [
        (change("add_column :order, :x, :integer"), True, "could not be rehearsed: the table `order` of line 3 is not known"),
        (change("add_index :orders, :status"), False, 'column "status" does not exist'),
        (change("add_reference :orders, :shop, foreign_key: true"), False, 'relation "shops" does not exist'),
        (change("add_index :orders, :state, algorithm: :concurrently"), False, "cannot run inside a transaction block"),
        (change("add_index :orders, :state, algorithm: :concurrently").replace("  def", "  disable_ddl_transaction!\n\n  def"), True, "all as before"),
        (change("remove_index :orders, name: 'recent', algorithm: :concurrently"), False, "cannot run inside a transaction block"),
        (change("add_reference :orders, :up, index: { algorithm: :concurrently }"), False, "cannot run inside a transaction block"),
        (change("remove_column :orders, :state"), True, "Its way back could not be told: line 3 does not say what type"),
        (change("execute 'UPDATE orders SET count = 1'"), True, "line 3 runs SQL one way"),
        (change("execute <<~SQL.squish\n      UPDATE orders SET counts = 1\n    SQL"), False, 'column "counts" of relation "orders" does not exist'),
        (change("change_column :orders, :state, :text"), True, "line 3 does not say what the column was before"),
        (change("if column_exists?(:orders, :x)\n      add_column :orders, :y, :integer\n    end"), True, "could not be rehearsed: line 3 has a `if`"),
        (change("change_column :orders, :gone, :text"), True, "could not be rehearsed: the column `gone` of line 3 is not known"),
        *(
            (change(step), True, f"could not be rehearsed: `{name}` of line 3 is there already")
            for step, name in (
                ("add_column :orders, :state, :text", "state"),
                ("create_table :orders do |t|\n    end", "orders"),
                ("create_table :orders, force: true do |t|\n    end", "orders"),
                ("add_reference :orders, :user, type: :uuid", "user_id"),
                ("add_foreign_key :orders, :users", "fk_rails_f868b47f6a"),
                ("add_check_constraint :orders, 'count > 1', name: 'positive'", "positive"),
                ("add_timestamps :orders", "created_at"),
                ("add_index :orders, :state, name: 'recent'", "recent"),
            )
        ),
        (change("remove_timestamps :users"), False, 'column "created_at" of relation "users" does not exist'),
        (change("remove_column :orders, :gone, :string, if_exists: false"), False, 'column "gone" of relation "orders" does not exist'),
        (change("create_join_table :users, :orders, table_name: 'both'\n    drop_join_table :users, :orders, table_name: 'both'"), True, "The way up works"),
        (change("remove_columns :orders, :state, :tags"), True, "Its way back could not be told: line 3 does not say what type"),
        (change("change_table :orders do |t|\n      t.remove :state, :tags\n    end"), True, "Its way back could not be told: line 4 does not say what type"),
        (change("remove_foreign_key :orders, :shops"), True, "could not be rehearsed: the key of line 3 is not known"),
        (change("remove_check_constraint :orders, name: 'negative'"), True, "could not be rehearsed: the check of line 3 is not known"),
        (change("rename_index :orders, 'old', 'new'"), True, "could not be rehearsed: the index of line 3 is not known"),
        (change("remove_reference :orders, :shop"), True, "could not be rehearsed: the reference of line 3 is not known"),
        (change("add_column :orders, :x, :jsonb, default: { 'at' => DateTime.now }"), True, "could not be rehearsed: a default is known only when it runs"),
        (change("ActiveRecord::Base.connection.execute('ALTER TABLE order ADD x int')"), False, 'syntax error at or near "order"'),
        (change("User.connection.execute('ALTER TABLE users ADD x int')"), True, "line 3 runs SQL one way"),
        (change("User.connection.exec_update('ALTER TABLE users ADD x int')"), True, "could not be rehearsed: line 3 has `exec_update`"),
        (change("Legacy::Import.run"), True, "could not be rehearsed: line 3 has `run`"),
        (change('User.find_each do |user|\n      execute "ALTER TABLE users ADD x int"\n    end'), True, "could not be rehearsed: line 3 has `find_each`"),
        (change("User.find_each do |user|\n      if user.email\n        execute('ALTER TABLE users ADD x int')\n      end\n    end"), True, "could not be rehearsed: line 3 has `find_each`"),
        (change("User.where(email: nil).find_each do |user|\n      user.email = ''\n      user.save!\n    end\n    Rails.logger.info 'done'"), True, "The way up works"),
        (migration("class Buyer < ActiveRecord::Base\n  self.table_name = 'users'\nend\n\ndef change\n  Buyer.update_all(email: '')\n  add_column :orders, :x, :integer\nend"), True, "all as before"),
        (change("User.update_all(email: '')\n    add_column :orders, :x, :integer"), True, "all as before"),
        (migration("def up\n  add_column :orders, :x, :integer\nend\n\ndef down\n  remove_column :orders, :y\nend"), False, "The way back fails"),
        (migration("def up\n  add_column :orders, :x, :integer\nend\n\ndef down\n  raise ActiveRecord::IrreversibleMigration\nend"), True, "Its way back could not be told"),
        (migration("def up\n  add_column :orders, :x, :integer\n  add_column :orders, :y, :integer\nend\n\ndef down\n  remove_column :orders, :x, :y\nend"), False, "orders.y is still there"),
        (migration("def helper\nend"), True, "could not be rehearsed: it has neither `change` nor `up`"),
    ],
)  # fmt: skip
def test_what_fails_is_said_in_the_words_of_the_database(tmp_path, bench, text, ok, words):
    check = rehearsed(tmp_path, bench, PAST, text, NEW)
    assert (check.ok, words in check.detail) == (ok, True), check


def test_what_is_not_in_the_schema_yet_follows_on_it(tmp_path, bench):
    files = PAST | {
        "db/migrate/20240101000000_old.rb": change("add_column :orders, :old, :integer"),
        "db/migrate/20240202000000_last.rb": change("add_column :orders, :last, :integer"),
    }
    check = rehearsed(tmp_path, bench, files, change("add_index :orders, :last"), NEW)
    assert check.ok and "all as before" in check.detail, check
    check = rehearsed(tmp_path, bench, files, change("add_index :orders, :old"), NEW)
    assert not check.ok and 'column "old" does not exist' in check.detail


def test_an_index_that_was_built_apart_goes_as_it_is_said(tmp_path, bench):
    built = change("add_index :orders, :count, algorithm: :concurrently")
    files = PAST | {"db/migrate/20240202000000_last.rb": built}
    check = rehearsed(tmp_path, bench, files, change("remove_index :orders, :count"), NEW)
    assert check.ok and "all as before" in check.detail, check


def test_a_schema_that_is_newer_than_the_migration_is_not_what_it_meets(tmp_path, bench):
    path = "db/migrate/20230101000000_first.rb"
    text = change("create_table :orders do |t|\n      t.string :state\n    end")
    check = rehearsed(tmp_path, bench, PAST, text, path)
    assert check.ok and "all as before" in check.detail, check


@pytest.mark.parametrize("cut", range(0, 4000, 67))
def test_half_a_migration_is_uncertain_or_read(cut):
    whole = change(*ALL_AS_BEFORE)
    schema = parse("db/schema.rb", Text(SCHEMA[: cut or 4000]))
    with suppress(Untold):
        rails.scripts(schema, [], parse(NEW, Text(whole[:cut])), frozenset())
