ActiveRecord::Schema[7.1].define(version: 2024_05_01_000000) do
  create_table "orders", force: :cascade do |t|
    t.string "number", null: false
    t.bigint "user_id", null: false
    t.integer "total", null: false
    t.datetime "created_at", null: false
    t.datetime "updated_at", null: false
  end

  create_table "users", force: :cascade do |t|
    t.string "name", null: false
  end
end
