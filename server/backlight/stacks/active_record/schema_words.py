"""The words of `db/schema.rb` and of migrations that tables and columns are told by."""

from backlight.analysis.queries_words import named

TYPES = named(
    "string text integer bigint float decimal numeric datetime timestamp timestamptz "
    "time date binary blob boolean json jsonb uuid inet citext hstore virtual "
    "primary_key enum array cidr macaddr tsvector ltree xml money interval bit vector point "
    "geometry geography line_string polygon multi_polygon st_point st_polygon "
    "tinyint mediumtext longtext unsigned_integer unsigned_bigint"
)
"""Types of columns that a table is told by: `t.string "name"`."""
VERBS = named("create change add remove rename")
NOUNS = named("table column columns reference belongs_to index timestamps foreign_key")
