"""Mappers of MyBatis: their statements as SQL, what is put into them, and how that is bound."""

import pytest

from backlight.analysis.facts import EMPTY
from backlight.analysis.syntax import Span, parse
from backlight.analysis.tables import Column, Schema, Table
from backlight.edits import Refused, apply
from backlight.index import facts_of, findings
from backlight.sql.names import unknown
from backlight.stacks.mybatis.improve import improve
from backlight.text import Text

MAPPER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE mapper PUBLIC "-//mybatis.org//DTD Mapper 3.0//EN" "http://mybatis.org/dtd/mybatis-3-mapper.dtd">
<mapper namespace="shop.UserMapper">
  <sql id="columns">${alias}.id, ${alias}.name</sql>
  %s
</mapper>
"""
STATEMENTS = {
    "marks are parameters, and comments and entities are no text": (
        (
            "<select id='a'>SELECT id FROM users <!-- all --> WHERE age &lt;= #{age,jdbcType=INTEGER}"
            " AND <![CDATA[ n < #{p.n} ]]></select>"
        ),
        "SELECT id FROM users WHERE age <= :age AND n < :p_n",
    ),
    "a fragment is filled where it is used": (
        (
            "<select id='a'>SELECT <include refid='columns'><property name='alias' value='u'/></include>"
            " FROM users u</select>"
        ),
        "SELECT u.id, u.name FROM users u",
    ),
    "a fragment of a name that is not there is left out": (
        "<select id='a'>SELECT id <include refid='none'/> FROM users</select>",
        "SELECT id FROM users",
    ),
    "where drops the first AND": (
        (
            "<select id='a'>SELECT id FROM users <where><if test='x'> AND a = #{a}</if>"
            "<if test='y'> OR b = #{b}</if></where></select>"
        ),
        "SELECT id FROM users WHERE a = :a OR b = :b",
    ),
    "a where without anything in it is none": (
        "<select id='a'>SELECT id FROM users <where> </where></select>",
        "SELECT id FROM users",
    ),
    "set drops the last comma": (
        "<update id='a'>UPDATE users <set><if test='x'>a = #{a},</if></set> WHERE id = #{id}</update>",
        "UPDATE users SET a = :a WHERE id = :id",
    ),
    "trim does what it says": (
        (
            "<insert id='a'>INSERT INTO users <trim prefix='(' suffix=')' suffixOverrides=','>"
            "<if test='x'>a,</if></trim> VALUES (#{a})<selectKey>SELECT 1</selectKey></insert>"
        ),
        "INSERT INTO users ( a ) VALUES (:a)",
    ),
    "a list is one of its items": (
        (
            "<delete id='a'>DELETE FROM users WHERE id IN <foreach collection='ids' item='id' open='('"
            " separator=',' close=')'>#{id}</foreach></delete>"
        ),
        "DELETE FROM users WHERE id IN (:id)",
    ),
    "of a choice the first branch is taken": (
        (
            "<select id='a'>SELECT id FROM users WHERE <choose><when test='x'>a = 1</when>"
            "<otherwise>b = 2</otherwise></choose></select>"
        ),
        "SELECT id FROM users WHERE a = 1",
    ),
    "what is put into the text is a hole": (
        "<select id='a'>SELECT id FROM ${table} WHERE n = '${n}' ORDER BY ${by}</select>",
        "SELECT id FROM {0} WHERE n = '{1}' ORDER BY {2}",
    ),
}


def mapper(body):
    return parse("UserMapper.xml", Text(MAPPER % body))


def queries(source):
    return facts_of(source).queries


@pytest.mark.parametrize(("body", "sql"), STATEMENTS.values(), ids=STATEMENTS)
def test_a_statement_reads_as(body, sql):
    (query,) = queries(mapper(body))
    assert " ".join(query.sql.split()) == sql
    assert (query.kind, query.function, query.line) == ("mybatis", "a", 5)


@pytest.mark.parametrize(
    ("body", "returns", "bounded"),
    [
        ("<select id='a'>SELECT id FROM users LIMIT #{n}</select>", "rows", True),
        ("<select id='a'>SELECT COUNT(*) FROM users</select>", "count", False),
        ("<insert id='a'>INSERT INTO users VALUES (#{a})</insert>", "write", False),
        ("<update id='a'><if test='x'>UPDATE users SET a = 1</if></update>", "write", False),
    ],
)
def test_what_a_statement_gives(body, returns, bounded):
    (query,) = queries(mapper(body))
    assert (query.returns, query.bounded) == (returns, bounded)


BOUND = {
    "a value": ("id = ${id}", "id = #{id}"),
    "a text": ("name = '${u.name}' AND a = 1", "name = #{u.name} AND a = 1"),
    "a pattern": ("name LIKE '%${name}%'", "name LIKE CONCAT('%', #{name}, '%')"),
    "the begin of one": ("name LIKE '${name}%'", "name LIKE CONCAT(#{name}, '%')"),
    "two on a line": ("a = ${a} AND b = '${b}'", "a = #{a} AND b = #{b}"),
    "letters of several bytes before it": ("ü = 'é' AND b = ${b}", "ü = 'é' AND b = #{b}"),
}


@pytest.mark.parametrize(("before", "after"), BOUND.values(), ids=BOUND)
def test_what_can_change_a_statement_is_found_and_bound(before, after):
    body = "<select id='a'>SELECT id FROM users WHERE <if test='a > 1'>{}</if> ORDER BY ${{by}}</select>"
    source = mapper(body.format(before))
    (query,) = queries(source)
    (finding,) = findings(facts_of(source), source, EMPTY)
    assert (finding.rule, finding.action) == ("interpolated-sql", "optimize-query")
    assert source.text.slice(finding.span.start, finding.span.start + 2) == "${"
    better = improve(source, query, EMPTY)
    made = apply(source.text, better.change.edits["UserMapper.xml"])
    assert made.source == MAPPER % body.format(after)
    again = parse("UserMapper.xml", made)
    assert findings(facts_of(again), again, EMPTY) == ()


@pytest.mark.parametrize("code", ["name = 'Dr. ${name}'", "path = '${a}/${b}'"])
def test_a_value_beside_other_text_is_left_to_who_knows_more(code):
    source = mapper(f"<select id='a'>SELECT id FROM users WHERE {code}</select>")
    (query,) = queries(source)
    assert isinstance(improve(source, query, EMPTY), Refused)


@pytest.mark.parametrize(
    "code",
    [
        "WHERE a = 1 ${params.dataScope}",
        "ORDER BY ${column}",
        "${ew.customSqlSegment}",
        "WHERE a = ${ew.x}",
        "WHERE a = #{a}",
    ],
)
def test_names_and_conditions_may_come_from_the_program(code):
    source = mapper(f"<select id='a'>SELECT id FROM users {code}</select>")
    assert findings(facts_of(source), source, EMPTY) == ()
    assert improve(source, queries(source)[0], EMPTY) is None


ANNOTATED = """package shop;

import org.apache.ibatis.annotations.Select;

interface UserMapper {
    @Select(%s)
    User find(String name, long id);
}
"""


def test_annotations_are_read_and_bound_as_well():
    code = "\"SELECT id FROM users WHERE name = '${name}' AND id = #{id}\""
    source = parse("UserMapper.java", Text(ANNOTATED % code))
    (query,) = queries(source)
    assert query.sql == "SELECT id FROM users WHERE name = '{0}' AND id = :id"
    assert (query.kind, [hole.exposed for hole in query.holes]) == ("mybatis", [True])
    (finding,) = findings(facts_of(source), source, EMPTY)
    assert finding.rule == "interpolated-sql"
    made = apply(source.text, improve(source, query, EMPTY).change.edits["UserMapper.java"])
    assert made.source == ANNOTATED % '"SELECT id FROM users WHERE name = #{name} AND id = #{id}"'


def test_an_annotation_of_others_is_not_of_mybatis():
    code = '"SELECT id FROM users WHERE name = #{x}"'
    text = (ANNOTATED % code).replace("org.apache.ibatis.annotations", "shop")
    (query,) = queries(parse("UserMapper.java", Text(text)))
    assert (query.kind, query.sql) == ("sql", code.strip('"'))


def test_names_are_held_against_the_schema():
    schema = Schema((Table(name="users", file="a.sql", line=1, columns=(Column(name="id"),)),))
    body = "<select id='a'>SELECT id FROM users WHERE nick = #{nick} AND id = ${id}</select>"
    (query,) = queries(mapper(body))
    assert [sentence.split("`")[1] for sentence in unknown(query, schema)] == ["nick"]


def test_fragments_in_fragments_end():
    each = "".join(f"<include refid='f{n}'/>" for n in range(12))
    inner = "".join(f"<sql id='f{n}'>{each}</sql>" for n in range(12))
    source = parse(
        "M.xml", Text(f"<mapper>{inner}<select id='a'>SELECT 1 {each}</select></mapper>")
    )
    assert [query.sql for query in queries(source)] == ["SELECT 1"]


def test_a_statement_is_read_up_to_so_many_holes():
    each = "<include refid='f'/>" * 30
    body = f"<sql id='f'>{'OR b = ${b} ' * 300}</sql><select id='a'>SELECT 1 FROM t WHERE a = ${{a}} {each}</select>"
    (query,) = queries(mapper(body))
    assert {(hole.code, hole.kind) for hole in query.holes} == {("a", "value"), ("b", "value")}
    assert len(query.holes) == 200
    assert query.sql.endswith("OR b = {199} OR b =")


def test_what_is_included_again_and_again_is_read_up_to_so_many_characters():
    each = "".join(f"<select id='a{n}'>SELECT 1 <include refid='f'/></select>" for n in range(200))
    found = queries(mapper(f"<sql id='f'>{'AND a = 1' * 5_000}</sql>{each}"))
    assert [query.function for query in found] == [f"a{n}" for n in range(len(found))]
    assert sum(len(query.sql) for query in found) in range(900_000, 1_050_000)


def test_every_branch_of_a_choice_is_looked_at():
    source = mapper(
        "<select id='a'>SELECT id FROM users WHERE <choose><when test='x'>a = #{a}</when>"
        "<when test='y'>b = ${b}</when><otherwise>c = 1</otherwise></choose></select>"
    )
    (finding,) = findings(facts_of(source), source, EMPTY)
    assert "`b`" in finding.message


def test_a_comment_keeps_a_finding_quiet():
    body = (
        "<select id='a'>\n<!-- backlight: ignore -->\nSELECT id FROM users WHERE a = ${a}</select>"
    )
    source = mapper(body.replace("<!--", "<!-- //"))
    assert findings(facts_of(source), source, EMPTY) == ()


def test_at_a_place_only_its_statement_is_read():
    two = "<select id='a'>SELECT 1 FROM a</select>\n<select id='b'>SELECT 2 FROM b</select>"
    source = mapper(two)
    at = source.text.data.index(b"SELECT 2")
    assert [q.function for q in facts_of(source, Span(at, at)).queries] == ["b"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<mapper",
        "<mapper><select id='a'>SELECT 1",
        "<mapper>" + "<if>" * 5_000,
        "<!DOCTYPE a [<!ENTITY a 'b'>]><mapper><select id='a'>SELECT &a; FROM x</select></mapper>",
        "<!DOCTYPE a [<!ATTLIST select x CDATA 'b'>]><mapper><select>SELECT 1 FROM x</select></mapper>",
        "<?xml version='1.0' encoding='rot13'?><mapper><select>SELECT 1 FROM x</select></mapper>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><mapper/>",
        "<mapper><sql id='a'><include refid='a'/></sql><select id='b'><include refid='a'/></select></mapper>",
        "<mapper><select/><update/></mapper>",
        "<beans><mapper/></beans>",
    ],
)
def test_what_is_no_mapper_or_a_hostile_one_says_nothing(text):
    assert queries(parse("UserMapper.xml", Text(text))) == ()


def test_half_a_mapper_never_raises():
    for body, _ in STATEMENTS.values():
        for end in range(0, len(body), 11):
            queries(mapper(body[:end]))
