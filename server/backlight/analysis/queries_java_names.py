"""Java for the flow of values: expressions, and the names that a scope gives."""

from collections.abc import Callable
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_java
from backlight.analysis.queries_host import Expr, Given, Host
from backlight.analysis.queries_java_constant import FUNCTIONS, worked_out
from backlight.analysis.queries_java_kept import element, returns
from backlight.analysis.queries_java_scopes import CLASSES, bindings, builds, private
from backlight.analysis.queries_java_vocabulary import ASKED, COUNTED, READS, SAME, SURE
from backlight.analysis.queries_java_whole import handed
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors, field, text_of, word_of

NUMBERS = frozenset(
    {
        *("decimal_integer_literal", "hex_integer_literal", "decimal_floating_point_literal"),
        *("true", "false", "null_literal", "character_literal", "class_literal"),
        *("update_expression", "unary_expression", "instanceof_expression"),
    }
)
RUNS = named(
    "query queryForObject queryForList queryForMap queryForRowSet queryForStream update batchUpdate"
    " execute executeQuery executeUpdate executeLargeUpdate prepareStatement prepareCall addBatch"
    " createQuery createNativeQuery createSQLQuery createMutationQuery createSelectionQuery sql"
    " newPreparedStatementCreator PreparedStatementCreatorFactory nativeSQL executeBatchUpdate"
)


def expr(node: Node) -> Expr:
    """What an expression is, as far as the flow of values asks."""
    kind = node.type
    if kind in NUMBERS:
        return Expr("number", node)
    if kind in {"identifier", "this"}:
        return Expr("name", node, word=text_of(node))
    if kind == "string_literal":
        return Expr("text", node)
    if kind in COMPLEX:
        return COMPLEX[kind](node)
    inner = [child for child in node.named_children if "comment" not in child.type]
    if kind in {"parenthesized_expression", "cast_expression"} and inner:
        return expr(inner[-1])
    return Expr("other", node)


def _binary(node: Node) -> Expr:
    plus = word_of(node, "operator") == "+"
    return Expr("join" if plus else "number", node, _fields(node, "left", "right"))


def _choice(node: Node) -> Expr:
    holds = worked_out(field(node, "condition"))
    if isinstance(holds, bool):
        [taken] = _fields(node, "consequence" if holds else "alternative")
        return taken
    return Expr("choice", node, _fields(node, "consequence", "alternative"))


def _attribute(node: Node) -> Expr:
    name = field(node, "field")
    return Expr("attr", node, _fields(node, "object"), text_of(name) if name is not None else "")


def _item(node: Node) -> Expr:
    return Expr("item", node, _fields(node, "array", "index"))


def _call(node: Node) -> Expr:
    """A call; a getter is read as the attribute that it gives."""
    on, name = field(node, "object"), queries_java.method(node)
    given = queries_java.given(node)
    if name == "get" and (kept := element(node)) is not None:
        return expr(kept)
    if on is not None and not given and on.type in {"identifier", "field_access", "this"}:
        if COUNTED.match(name):
            return Expr("number", node)
        if name.startswith("get") and name[3:4].isupper() and not _asks(on, name):
            return Expr("attr", node, (expr(on),), name[3:4].lower() + name[4:])
    first = expr(on) if on is not None else Expr("other", node)
    word = f"{text_of(on)}.{name}" if on is not None else name
    return Expr("call", node, (first, *map(expr, given)), word)


def _asks(on: Node, name: str) -> bool:
    return text_of(on) == "request" or READS.match(name) is not None


def _made(node: Node) -> Expr:
    given = tuple(map(expr, queries_java.given(node)))
    return Expr("join", node, given) if given else Expr("other", node)


def _array(node: Node) -> Expr:
    return Expr(
        "many", node, tuple(expr(n) for n in node.named_children if "comment" not in n.type)
    )


def _fields(node: Node, *names: str) -> tuple[Expr, ...]:
    found = (field(node, name) for name in names)
    return tuple(expr(one) for one in found if one is not None)


COMPLEX: dict[str, Callable[[Node], Expr]] = {
    "binary_expression": _binary,
    "ternary_expression": _choice,
    "field_access": _attribute,
    "array_access": _item,
    "method_invocation": _call,
    "object_creation_expression": _made,
    "array_initializer": _array,
}


def kind(literal: Node, call: Node | None) -> str:
    """`jpql` for what is written in the language of JPA, `mybatis` in its annotations, or `sql`."""
    if call is not None:
        return "jpql" if queries_java.method(call) in _OF_JPA else "sql"
    at: Node | None = literal
    while at is not None and at.type != "annotation":
        if at.type in FUNCTIONS | CLASSES:
            return "sql"
        at = at.parent
    name = text_of(field(at, "name") or at) if at is not None else ""
    if at is not None and name in _OF_MYBATIS and _names_mybatis(at):
        return "mybatis"
    native = at is not None and regex(r"nativeQuery\s*=\s*true").search(text_of(at))
    return "jpql" if name in {"Query", "NamedQuery"} and not native else "sql"


def _names_mybatis(node: Node) -> bool:
    *_, top = ancestors(node)
    return b"org.apache.ibatis" in (top.text or b"")


_OF_MYBATIS = {"Select", "Insert", "Update", "Delete"}
_OF_JPA = {"createQuery", "createMutationQuery", "createSelectionQuery"}

CLAUSES = named("sqlRestriction setFilter setGrouping setOrdering newQuery unsafe")
"""Conditions of Hibernate and JDO, and what Spring Data takes as it is (`JpaSort.unsafe`)."""


def sql_at(call: Node) -> int:
    """Which argument is the SQL: JDO's `newQuery` is told the class first."""
    given = queries_java.given(call)
    return len(given) - 1 if queries_java.method(call) == "newQuery" and given else 0


HOST = Host(
    strings="(string_literal) @string",
    read=queries_java.read,
    joins=queries_java.joins,
    expr=expr,
    bindings=bindings,
    scopes=frozenset({"program", *FUNCTIONS, *CLASSES}),
    functions=FUNCTIONS,
    loops=frozenset({"for_statement", "enhanced_for_statement", "while_statement", "do_statement"}),
    calls=frozenset({"method_invocation", "object_creation_expression"}),
    blocks=frozenset(
        {
            *("if_statement", "for_statement", "enhanced_for_statement", "while_statement"),
            *("do_statement", "switch_expression", "catch_clause", "try_statement"),
        }
    ),
    runs=RUNS,
    sure=SURE,
    clauses=CLAUSES,
    builders=regex(r"Restrictions$|JpaSort$|[qQ]uery$|^q$|^pm$|[mM]anager$"),
    sql_at=sql_at,
    given=Given(
        needle=regex(
            rb"getParameter|Statement\b|JdbcTemplate|EntityManager|sqlclient|PersistenceManager|(?i:peer)\b"
        ),
        query="(method_invocation) @call",
        names=named(
            "executeQuery executeUpdate executeLargeUpdate execute prepareStatement addBatch"
            " createNativeQuery query preparedQuery prepare queryForObject queryForList queryForMap"
            " queryForRowSet batchUpdate update setGrouping setFilter setOrdering"
        ),
        receivers=regex(
            r"(?i)st(?:a?te?)?me?n?t\w*$|statement|conn|jdbc|template|session|em$|manager|client$|pool$|peer\d*$|^q$|query$"
        ),
        kinds=frozenset({"identifier", "method_invocation"}),
        handed=handed,
    ),
    members=True,
    private=private,
    builds=builds,
    same=SAME,
    reads=READS,
    request=ASKED,
    returns=returns,
    allows=r"\.(?:contains|containsKey)\(\s*{name}\b|{name}\.matches\(|matcher\(\s*{name}\s*\)",
    kind=kind,
)
