"""Where libraries take SQL, or a piece of it, as it is given, by the places in their manuals."""

from dataclasses import dataclass
from re import Pattern
from re import compile as regex

from backlight.analysis.queries_words import named

DRIVERS = (
    rb"[\"'](?:mysql2?(?:/promise)?|promise-mysql|pg|pg-promise|sqlite3?|better-sqlite3|mssql|oracledb"
    rb"|mariadb|tedious|postgres|@neondatabase/serverless)[\"']"
)


@dataclass(frozen=True, slots=True)
class Sink:
    """Calls of one library that take SQL at one place among their arguments."""

    source: str
    """The manual that says so; nothing where the row before says it."""
    library: Pattern[bytes]
    """What a file holds that uses it; everyday names count in such files alone."""
    names: frozenset[str]
    at: int = 0
    """Which argument it is; -1 is any."""
    on: Pattern[str] | None = None
    """What they are called on, where the same name is something else as well."""
    whole: bool = True
    """A value that is all of the argument counts as well as one in a text that is written out."""


def _sink(
    source: str, library: bytes, names: str, at: int = 0, on: str = "", *, whole: bool = True
) -> Sink:
    return Sink(source, regex(library), named(names), at, regex(on) if on else None, whole)


CHAIN = r"^[A-Z]|\)$"
"""A model, or what it is asked for."""
PYTHON = (
    _sink(
        "SQLAlchemy, SQL Expression Language: text(), literal_column()",
        rb"sqlalchemy|sqlmodel",
        "text literal_column",
        on=r"^(?:|\w*[sS]q?la?\w*|db|sql)$",
    ),
    _sink(
        "SQLAlchemy up to 1.3, Query: a text is a piece of SQL",
        rb"sqlalchemy",
        "filter having order_by group_by where distinct",
        at=-1,
        on=r"(?i)query|select|\)$",
        whole=False,
    ),
    _sink(
        "Django, QuerySet API: extra() and Query Expressions: RawSQL()",
        rb"\.extra\(",
        "extra",
        at=-1,
    ),
    _sink(
        "Django, Performing raw SQL queries; peewee, Querying: raw()",
        rb"\.raw\(|RawSQL",
        "raw RawSQL",
    ),
    _sink("pandas, read_sql, read_sql_query", rb"\bread_sql", "read_sql read_sql_query"),
    _sink(
        "asyncpg, Connection.fetch, fetchrow, fetchval",
        rb"\basyncpg\b|\baiomysql\b|\baiosqlite\b",
        "fetch fetchrow fetchval execute",
    ),
)
JAVASCRIPT = (
    _sink(
        "knex, Raw and Query builder: whereRaw, orderByRaw, …",
        rb"(?i)knex|whereRaw|orderByRaw|joinRaw|havingRaw",
        "raw whereRaw orWhereRaw andWhereRaw havingRaw orderByRaw groupByRaw joinRaw fromRaw"
        " withRaw",
        on=r"^(?!Prisma|String|axios).*",
    ),
    _sink(
        "Sequelize, Raw queries and literal()",
        rb"(?i)sequelize",
        "literal",
        on=r"(?i)sequelize$|^$",
    ),
    _sink(
        "Prisma, Raw queries: $queryRawUnsafe, Prisma.raw",
        rb"(?i)prisma",
        "raw $queryRawUnsafe $executeRawUnsafe",
        on=r"(?i)prisma|^sql$|^tx$",
    ),
    _sink(
        "Drizzle, sql.raw; postgres.js and slonik, unsafe",
        rb"drizzle|slonik|postgres|sql\.(?:raw|unsafe)",
        "raw unsafe",
        on=r"^sql$",
    ),
    _sink(
        "TypeORM, Select using query builder: what it takes as it is",
        rb"createQueryBuilder|typeorm",
        "where andWhere orWhere having andHaving orHaving orderBy addOrderBy groupBy addGroupBy",
        on=r"createQueryBuilder|[qQ]b$|[qQ]uery[bB]uilder$|\)\s*$",
    ),
    _sink("TypeORM, Find options: Raw", rb"typeorm", "Raw", on=r"^$"),
    _sink(
        "mysql, mysql2, pg, sqlite3, better-sqlite3, mssql, oracledb: query, execute, exec",
        DRIVERS,
        "query execute exec prepare run unsafe any none batch",
        on=r"(?i)(?:db|con|conn\w*|pool|client|mysql\w*|pg\w*|sql\w*|database|request|cursor|tx|trx)$|\)$",
    ),
    _sink(
        "",
        rb"\.(?:query|execute|raw)\(",
        "query execute raw",
        on=r"(?i)(?:^|[._])(?:db|conn(?:ection)?|pool|sequelize|knex|mysql\w*|pg\w*|sqlite\w*|database)$",
    ),
)
GO = (
    _sink(
        "database/sql, sqlx, pgx: DB.Query, DB.Exec, …",
        rb"\"database/sql\"|/sqlx\"|/pgx\b|lib/pq|go-sql-driver",
        "Query QueryContext QueryRow QueryRowContext Exec ExecContext MustExec Prepare"
        " PrepareContext Queryx QueryxContext QueryRowx Preparex NamedExec NamedQuery",
        on=r"(?i)(?:^|\.)(?:\w*db\w*|tx|\w*conn\w*|\w*pool\w*|database|store|sess(?:ion)?)$",
    ),
    _sink("", rb"/sqlx\"", "Select Get SelectContext GetContext", at=1),
    _sink(
        "GORM, Security: SQL injection methods",
        rb"gorm\.io|jinzhu/gorm",
        "Where Or Not Having Order Group Select Joins Table Raw Exec Pluck Distinct",
        on=r"(?i)db|tx|\)$|query|orm|model|scope",
    ),
    _sink(
        "", rb"gorm\.io|jinzhu/gorm", "First Find Take Last Delete FirstOrInit FirstOrCreate", at=1
    ),
    _sink(
        "XORM, Query builder; squirrel, SelectBuilder; bun and go-pg, Where, ColumnExpr",
        rb"xorm",
        "Where And Or SQL OrderBy Having GroupBy Sql",
    ),
    _sink(
        "", rb"squirrel", "Where OrderBy GroupBy Having Expr Columns Suffix Prefix Join LeftJoin"
    ),
    _sink(
        "",
        rb"uptrace/bun|go-pg/pg",
        "Where WhereOr ColumnExpr OrderExpr GroupExpr Having NewRaw Join QueryOne ExecOne",
    ),
    _sink("beego, Raw SQL to query; goqu, Literal expressions", rb"beego", "Raw"),
    _sink("", rb"goqu", "L Lit"),
)
JAVA = (
    _sink(
        "JDBC, Statement; JPA, EntityManager; Hibernate, Session; Spring, JdbcTemplate",
        rb"java\.sql|persistence|springframework\.jdbc|hibernate",
        "executeQuery executeUpdate executeLargeUpdate execute addBatch prepareStatement"
        " prepareCall nativeSQL createQuery createNativeQuery createSQLQuery queryForObject"
        " queryForList"
        " queryForMap queryForRowSet queryForStream batchUpdate",
    ),
    _sink(
        "jOOQ, Plain SQL",
        rb"org\.jooq",
        "where and or condition having field sql fetch execute resultQuery query",
    ),
    _sink(
        "Apache Commons DbUtils, QueryRunner",
        rb"dbutils",
        "query update execute insert batch",
        at=-1,
        on=r"(?i)runner|^qr$|^run$",
    ),
    _sink(
        "Ebean, SqlQuery; JDBI, Handle",
        rb"ebean|jdbi",
        "createSqlQuery createSqlUpdate sqlQuery sqlUpdate createQuery createUpdate",
    ),
    _sink("R2DBC, Connection.createStatement", rb"r2dbc", "createStatement sql"),
)
RUBY = (
    _sink(
        "Rails, Arel.sql, and ActiveRecord::QueryMethods", rb"Arel\.sql", "sql", on=r"^(?:::)?Arel$"
    ),
    _sink(
        "", rb"params|session|cookies", "calculate lock optimizer_hints annotate", at=-1, on=CHAIN
    ),
    _sink("", rb"params|session|cookies", "select reselect order reorder pluck", at=-1, on=CHAIN),
    _sink("Sequel, Security: literal strings", rb"Sequel\b|\bDB\b", "lit", at=0),
    _sink("", rb"Sequel\b|\bDB\b", "fetch run execute", on=r"^DB$|[dD]b$"),
)
OF = {
    "python": PYTHON,
    "javascript": JAVASCRIPT,
    "typescript": JAVASCRIPT,
    "tsx": JAVASCRIPT,
    "go": GO,
    "java": JAVA,
    "ruby": RUBY,
}
