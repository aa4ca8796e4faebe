"""The schema that is found in an application, against the catalogue of a database that it migrated.

    python tests/benchmarks/schema.py PATH --database URL [--without REGEX] [--changes]

URL is a PostgreSQL database after the application's own migrations. REGEX are the tables of its
libraries and of the tool that migrates. Tables are held against tables; of those that both have, columns,
and of the columns that both have the family of their type, whether they may be null, are unique alone,
are of the primary key, and to which table they lead; at last indexes by their columns, but for that of
the primary key, and whatever rows they hold.
"""

import argparse
import re
from pathlib import Path

import psycopg

from backlight.index import built
from backlight.workspace import Snapshot

FAMILIES = (
    ("array", r"\[\]|array"),
    ("json", r"json|hstore|picklefield"),
    ("uuid", r"uuid"),
    ("boolean", r"bool|tinyint\(1\)"),
    ("interval", r"interval|duration"),
    ("time", r"timestamp|date|time|arrow"),
    ("number", r"numeric|decimal|double|float|real|money"),
    ("bytes", r"bytea|blob|binary|bytes"),
    ("integer", r"int|serial|increments|autofield|foreignkey|onetoone|oid|^id$|number"),
    ("network", r"inet|cidr|macaddr|ipaddress"),
    (
        "text",
        r"char|text|string|str|enum|citext|slug|email|url|unicode|file|image|password|choice|color",
    ),
)
COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, t.typtype
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND a.attnum > 0 AND NOT a.attisdropped"""
INDEXES = """
    SELECT c.relname, i.indisprimary, i.indisunique, i.indpred IS NOT NULL,
           ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(n, o)
                 LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY k.o)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    WHERE c.relnamespace = 'public'::regnamespace AND i.indexprs IS NULL"""
KEYS = """
    SELECT c.relname, a.attname, o.relname
    FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class o ON o.oid = f.confrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (f.conkey)
    WHERE f.contype = 'f' AND c.relnamespace = 'public'::regnamespace"""


def main():
    """One application."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("path", type=Path)
    options.add_argument("--database", required=True)
    options.add_argument("--without", default=r"alembic_version|SequelizeMeta|knex_migrations.*")
    options.add_argument("--changes", action="store_true", help="print what is missing or too much")
    given = options.parse_args()
    away = re.compile(given.without, re.IGNORECASE)
    wanted, mine = truth(given.database), found(given.path.resolve())
    for facts in (wanted, mine):
        facts["tables"] = {one for one in facts["tables"] if not away.fullmatch(one)}
    tables = wanted["tables"] & mine["tables"]
    both = {one for one in wanted["columns"] & mine["columns"] if one[0] in tables}
    report("tables", wanted["tables"], mine["tables"], given.changes)
    for what in ("columns", "types", "not null", "primary keys", "references", "unique", "indexes"):
        sides = [
            {
                one
                for one in facts[what]
                if one[0] in tables and (what != "types" or one[:2] in both)
            }
            for facts in (wanted, mine)
        ]
        report(what, *sides, given.changes)


def truth(url):
    """What the catalogue says, in lower case."""
    with psycopg.connect(url) as connection:
        columns = [tuple(map(lower, row)) for row in connection.execute(COLUMNS)]
        indexes = [tuple(map(lower, row)) for row in connection.execute(INDEXES)]
        keys = {tuple(map(lower, row)) for row in connection.execute(KEYS)}
    primary = {(table, columns) for table, first, _, _, columns in indexes if first}
    return {
        "tables": {row[0] for row in columns},
        "columns": {row[:2] for row in columns},
        "types": {
            (t, c, "text" if kind == "e" else family(type_)) for t, c, type_, _, kind in columns
        },
        "not null": {(t, c) for t, c, _, may, _ in columns if not may},
        "primary keys": {(table, one) for table, columns in primary for one in columns},
        "references": keys,
        "unique": {
            (table, *columns)
            for table, first, alone, some, columns in indexes
            if alone and not first and not some and len(columns) == 1
        },
        "indexes": {(t, columns) for t, _, _, _, columns in indexes} - primary,
    }


def found(root):
    """What is found in the files, in lower case."""
    facts = {what: set() for what in ("tables", "columns", "types", "not null", "primary keys")}
    facts |= {what: set() for what in ("references", "unique", "indexes")}
    for table in built(Snapshot(root)).schema.tables:
        name = bare(table.name)
        facts["tables"].add(name)
        keys = tuple(one.name.lower() for one in table.columns if one.primary_key)
        for one in table.columns:
            at = name, one.name.lower()
            facts["columns"].add(at)
            facts["types"].add((*at, family(one.type)))
            facts["not null"] |= set() if one.nullable else {at}
            facts["primary keys"] |= {at} if one.primary_key else set()
            facts["unique"] |= {at} if one.unique and not one.primary_key else set()
            to = bare(one.references.rpartition(".")[0])
            facts["references"] |= {(*at, to)} if to else set()
        every = (*table.indexes, *(one.columns for one in table.partial))
        facts["indexes"] |= {(name, tuple(map(str.lower, one))) for one in every} - {(name, keys)}
    return facts


def bare(name):
    return name.rpartition(".")[2].lower()


def lower(value):
    if isinstance(value, list):
        return tuple((one or "").lower() for one in value)
    return value.lower() if isinstance(value, str) else value


def family(type_):
    """What kind of values a type holds, however the place that it is read from calls it."""
    said = type_.lower()
    return next((name for name, words in FAMILIES if re.search(words, said)), said)


def report(what, wanted, mine, changes):
    both = len(wanted & mine)
    recall, precision = both / max(len(wanted), 1), both / max(len(mine), 1)
    print(f"{what}: {len(wanted)}, {len(mine)} found: {recall:.3f}, {precision:.3f}")
    for kind, some in (("missing", wanted - mine), ("too much", mine - wanted)) if changes else ():
        for one in sorted(some, key=str):
            print(f"    {kind}: {one}")


if __name__ == "__main__":
    main()
