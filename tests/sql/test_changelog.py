"""Changelogs of Liquibase: the same tables whatever they are written in, and none from bad ones."""

import pytest

from backlight.analysis.schema import merged
from backlight.analysis.syntax import parse
from backlight.sql import changelog
from backlight.text import Text

XML = """<?xml version="1.0" encoding="utf-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
  <property name="now" value="now()" dbms="h2"/>
  <include file="other.xml"/>
  <changeSet id="1" author="ann">
    <preConditions><tableExists tableName="users"/></preConditions>
    <createTable tableName="orders">
      <column name="id" type="bigint" autoIncrement="true">
        <constraints primaryKey="true"/>
      </column>
      <column name="user_id" type="bigint">
        <constraints nullable="false" foreignKeyName="fk" references="users(id)"/>
      </column>
      <column name="code" type="varchar(20)"><constraints unique="true"/></column>
      <column name="made" type="timestamp" defaultValueComputed="${now}"/>
      <column name="note" type="text"/>
    </createTable>
  </changeSet>
  <changeSet id="2" author="ann">
    <createIndex tableName="orders" indexName="i"><column name="user_id"/><column name="made"/></createIndex>
    <dropColumn tableName="orders" columnName="note"/>
    <renameColumn tableName="orders" oldColumnName="made" newColumnName="made_at"/>
    <addNotNullConstraint tableName="orders" columnName="code"/>
    <modifyDataType tableName="orders" columnName="code" newDataType="varchar(30)"/>
    <addColumn tableName="users"><column name="phone" type="varchar(20)"/></addColumn>
    <createTable tableName="gone"><column name="id" type="int"/></createTable>
    <dropTable tableName="gone"/>
    <createTable tableName="old"><column name="id" type="int"/></createTable>
    <renameTable oldTableName="old" newTableName="new"/>
    <addPrimaryKey tableName="new" columnNames="id"/>
    <addForeignKeyConstraint baseTableName="new" baseColumnNames="id" constraintName="f"
        referencedTableName="orders" referencedColumnNames="id"/>
    <sql>SELECT 1</sql>
  </changeSet>
</databaseChangeLog>
"""
YAML = """\
databaseChangeLog:
  - property: {name: now, value: now()}
  - include: {file: other.yaml}
  - changeSet:
      id: 1
      author: ann
      changes:
        - createTable:
            tableName: orders
            columns:
              - column: {name: id, type: bigint, autoIncrement: true, constraints: {primaryKey: true}}
              - column:
                  name: user_id
                  type: bigint
                  constraints: {nullable: false, foreignKeyName: fk, references: users(id)}
              - column: {name: code, type: varchar(20), constraints: {unique: true}}
              - column: {name: made, type: timestamp, defaultValueComputed: "${now}"}
              - column: {name: note, type: text}
  - changeSet:
      id: 2
      author: ann
      changes:
        - createIndex:
            tableName: orders
            columns: [{column: {name: user_id}}, {column: {name: made}}]
        - dropColumn: {tableName: orders, columnName: note}
        - renameColumn: {tableName: orders, oldColumnName: made, newColumnName: made_at}
        - addNotNullConstraint: {tableName: orders, columnName: code}
        - modifyDataType: {tableName: orders, columnName: code, newDataType: varchar(30)}
        - addColumn: {tableName: users, columns: [{column: {name: phone, type: varchar(20)}}]}
        - createTable: {tableName: gone, columns: [{column: {name: id, type: int}}]}
        - dropTable: {tableName: gone}
        - createTable: {tableName: old, columns: [{column: {name: id, type: int}}]}
        - renameTable: {oldTableName: old, newTableName: new}
        - addPrimaryKey: {tableName: new, columnNames: id}
        - addForeignKeyConstraint:
            baseTableName: new
            baseColumnNames: id
            referencedTableName: orders
            referencedColumnNames: id
"""
ORDERS = {
    "id": "bigint, key, filled",
    "user_id": "bigint, required -> users.id",
    "code": "varchar(30), required, unique",
    "made_at": "timestamp, filled",
}


def tables(name, text):
    return changelog.tables(parse(name, Text(text)))


def told(column):
    said = [
        column.type,
        *(["key"] if column.primary_key else ["required"] if not column.nullable else []),
        *(["unique"] if column.unique else []),
        *(["filled"] if column.default else []),
    ]
    return ", ".join(said) + (f" -> {column.references}" if column.references else "")


@pytest.mark.parametrize(("name", "text"), [("db/a.xml", XML), ("db/a.yaml", YAML)])
def test_a_changelog_is_read_as_the_tables_it_leaves(name, text):
    orders, users, new = tables(name, text)
    assert {column.name: told(column) for column in orders.columns} == ORDERS
    assert orders.indexes == (("id",), ("code",), ("user_id", "made"))
    assert (orders.complete, orders.removed) == (True, ("note", "made"))
    assert ([c.name for c in users.columns], users.complete) == (["phone"], False)
    assert (new.name, told(new.columns[0])) == ("new", "int, key -> orders.id")
    assert text.split("\n")[orders.line - 1].strip(" -<").startswith("createTable")


def test_files_count_in_the_order_of_their_names():
    first = '<databaseChangeLog><changeSet><createTable tableName="a"><column name="x"/><column name="y"/></createTable></changeSet></databaseChangeLog>'
    second = '<databaseChangeLog><changeSet><dropColumn tableName="A" columnName="x"/></changeSet></databaseChangeLog>'
    schema = merged((*tables("db/2.xml", second), *tables("db/1.xml", first)))
    assert [column.name for column in schema.table("a").columns] == ["y"]


BOMB = f'<!DOCTYPE x [<!ENTITY a "{"a" * 9}"><!ENTITY b "{"&a;" * 9}">]><databaseChangeLog>&b;</databaseChangeLog>'
REFERENCES = "databaseChangeLog: &a\n  - *a\n" + "".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9) if n else 1}]\n" for n in range(12)
)
PRODUCT = f"""\
x:
 - &c {{column: {{name: a}}}}
 - &d {{addColumn: {{tableName: t, columns: [{", ".join(["*c"] * 70)}]}}}}
 - &g {{changeSet: {{changes: [{", ".join(["*d"] * 70)}]}}}}
databaseChangeLog: [{", ".join(["*g"] * 70)}]
"""
NEWLINE = ",\n "
LONG = f"""\
x: &l
 {NEWLINE.join(["a"] * 10_000)}
y: &i {{addForeignKeyConstraint: {{baseTableName: t, baseColumnNames: *l, referencedColumnNames: *l}}}}
databaseChangeLog:
 - changeSet: {{changes: [{NEWLINE.join(["*i"] * 100)}]}}
"""


def added(count):
    each = "\n".join(
        f'<addColumn tableName="t"><column name="c{n}"/></addColumn>' for n in range(count)
    )
    return f"<databaseChangeLog><changeSet>{each}</changeSet></databaseChangeLog>"


def referring(count):
    names = ",".join("c" for _ in range(count))
    return added(1_000).replace(
        "</changeSet>",
        f'<addForeignKeyConstraint baseTableName="t" baseColumnNames="{names}"'
        f' referencedTableName="u" referencedColumnNames="{names}"/></changeSet>',
    )


def test_references_and_many_changes_of_one_table_are_read():
    (table,) = tables("a.yaml", PRODUCT.replace(", *g", ""))
    assert [column.name for column in table.columns] == ["a"]
    (table,) = tables("a.xml", added(1_500))
    assert len(table.columns) == 1_500


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xml", BOMB),
        ("a.xml", added(3_000)),
        ("a.xml", referring(3_000)),
        ("a.yaml", PRODUCT),
        ("a.yaml", LONG),
        ("a.xml", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><databaseChangeLog/>'),
        ("a.xml", XML[: len(XML) // 2]),
        ("a.xml", "<databaseChangeLog>" + "<a>" * 10_000),
        ("a.xml", "<databaseChangeLog/>" + " " * 2_000_000),
        ("a.xml", "<beans>databaseChangeLog</beans>"),
        (
            "a.xml",
            "<databaseChangeLog><changeSet><createTable/><dropTable/></changeSet></databaseChangeLog>",
        ),
        ("a.yaml", REFERENCES),
        ("a.yaml", "databaseChangeLog: [" * 400),
        ("a.yaml", "databaseChangeLog: {a: b"),
        ("a.yaml", "databaseChangeLog: !!python/object/apply:os.system [id]"),
        (
            "a.yaml",
            "databaseChangeLog: [1, {changeSet: 3}, {changeSet: {changes: [{createTable: x}]}}]",
        ),
        ("a.yaml", "- databaseChangeLog"),
        ("a.py", "databaseChangeLog = 1\n"),
    ],
)
def test_what_is_no_changelog_or_a_hostile_one_says_nothing(name, text):
    assert tables(name, text) == ()


def test_half_a_changelog_in_yaml_never_raises():
    for end in range(0, len(YAML), 7):
        tables("a.yaml", YAML[:end])
        tables("a.xml", XML[:end])
