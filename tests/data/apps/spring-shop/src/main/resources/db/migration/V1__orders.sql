CREATE TABLE orders (
    id bigint PRIMARY KEY,
    number varchar(255) NOT NULL,
    user_id bigint
);
