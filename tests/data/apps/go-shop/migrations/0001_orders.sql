CREATE TABLE orders (
    id serial PRIMARY KEY,
    number text NOT NULL,
    user_id integer NOT NULL,
    created_at timestamptz,
    updated_at timestamptz,
    deleted_at timestamptz
);
