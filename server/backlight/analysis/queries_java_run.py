"""How a call of Java takes the values of its query: after it, in a chain, or by statements."""

from dataclasses import dataclass
from re import compile as regex
from typing import Literal

from tree_sitter import Node

from backlight.analysis import queries_java
from backlight.analysis.facts import Query
from backlight.analysis.queries_java_names import HOST
from backlight.analysis.queries_java_scopes import NUMERIC
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, ancestors, field, node_at, span_of, text_of

Way = Literal["after", "parameter", "client", "statement"]
TEMPLATES = regex(r"(?:^|[^d])(?:JdbcTemplate|JdbcOperations)$")
NAMED = regex(r"NamedParameterJdbc(?:Template|Operations)$")
MANAGERS = regex(r"^(?:EntityManager|Session|StatelessSession)$|^(?:em|entityManager|session)$")
MAPPED = {"query": 1, "queryForObject": 1, "queryForStream": 1}
"""Calls of a template that take a mapper or a class between the statement and its values."""
PLAIN = {"queryForList", "queryForMap", "queryForRowSet", "update"}
TEXTS = regex(
    r"^(?:getParameter|getHeader|toString|trim|strip|toLowerCase|toUpperCase|substring|replace|valueOf"
    r"|replaceAll|concat|format|formatted|join|getName|getQueryString)$"
)


@dataclass(frozen=True, slots=True)
class Taking:
    """How a call takes values."""

    way: Way
    skip: int = 0
    """Arguments between the statement and its values."""
    at: int = 0
    """Where a chain goes on, or a statement is added."""
    name: str = ""
    """The variable that holds the prepared statement."""
    indent: str = ""


def taking(source: Source, query: Query) -> Taking | str:
    """How the call that runs a query takes values, or why that is not known."""
    call = _call(source, query)
    if call is None:
        return "The call that runs this query is not seen; bind its values where it is run."
    name, on = queries_java.method(call), field(call, "object")
    kind = _declared(on)
    if NAMED.search(kind):
        return (
            "A `NamedParameterJdbcTemplate` takes its values in a map; write `:name` in the "
            "statement and give the map by hand, or ask the agent."
        )
    if TEMPLATES.search(kind) and name in {*MAPPED, *PLAIN}:
        if name == "query" and len(queries_java.given(call)) < 2:
            return "`query` is given no mapper here; complete the call first."
        return Taking("after", 1 if name in MAPPED else _class_given(call))
    manages = MANAGERS.match(kind) or (on is not None and MANAGERS.match(text_of(on)))
    if manages and name in {"createQuery", "createNativeQuery", "createSQLQuery"}:
        return Taking("parameter", at=call.end_byte)
    if name == "sql" and kind.endswith("JdbcClient"):
        return Taking("client", at=call.end_byte)
    if name == "prepareStatement":
        return _prepared(source, call)
    if name in {"executeQuery", "executeUpdate", "execute", "addBatch"}:
        return (
            f"`{name}` of a `Statement` binds nothing: it takes a `PreparedStatement`, made of the "
            "statement with `?` for each value."
        )
    return "The file does not say what runs this query; declare its type here."


def number(node: Node | None) -> bool:
    """Whether a value is a number (or a date, an id), by the type that it is declared with."""
    if node is None:
        return False
    if node.type in {"decimal_integer_literal", "decimal_floating_point_literal"}:
        return True
    if node.type == "identifier":
        found = lookup(node, text_of(node), HOST) or ()
        return bool(found) and all(one.type == "int" for one in found if one.kind != "add")
    if node.type == "method_invocation":
        return (
            regex(r"^(?:Integer|Long|Double|Short)\.(?:parse\w+|valueOf)\(").match(text_of(node))
            is not None
        )
    return (
        node.type == "cast_expression"
        and NUMERIC.match(text_of(node)[1:].partition(")")[0]) is not None
    )


def text(node: Node | None) -> bool:
    """Whether a value is a string for sure."""
    if node is None:
        return False
    if node.type == "identifier":
        found = lookup(node, text_of(node), HOST) or ()
        return bool(found) and all(
            one.type in {"String", "final String"} for one in found if one.type
        )
    if node.type == "method_invocation":
        return TEXTS.match(queries_java.method(node)) is not None and (
            text_of(node).startswith(("request.", "req.")) or text(field(node, "object"))
        )
    return node.type in {"string_literal", "binary_expression"} and '"' in text_of(node)


def _call(source: Source, query: Query) -> Node | None:
    if query.call is None:
        return None
    above = ancestors(node_at(source, query.call))
    return next((n for n in above if span_of(n) == query.call and n.type in HOST.calls), None)


def _declared(on: Node | None) -> str:
    """The declared type of what a method is called on."""
    if on is None:
        return ""
    inner = field(on, "field") if on.type == "field_access" else on
    if inner is None or inner.type != "identifier":
        return ""
    found = lookup(on, text_of(inner), HOST) or ()
    kinds = {one.type for one in found if one.type}
    return kinds.pop().partition("<")[0].rpartition(".")[2] if len(kinds) == 1 else ""


def _class_given(call: Node) -> int:
    """`queryForList(sql, String.class, …)` takes a class before its values."""
    given = queries_java.given(call)
    return int(len(given) > 1 and given[1].type == "class_literal")


def _prepared(source: Source, call: Node) -> Taking | str:
    """`PreparedStatement p = c.prepareStatement(…);`, or the same as a resource of a `try`."""
    holder = call.parent
    if holder is None or holder.type not in {"variable_declarator", "resource"}:
        return "The prepared statement is not kept in a variable of its own; give it one first."
    name = field(holder, "name")
    if name is None:
        return "The prepared statement has no name yet."
    if holder.type == "resource":
        body = next((field(n, "body") for n in ancestors(holder) if "try" in n.type), None)
        specification = holder.parent
        if body is None or specification is None or specification.named_children[-1] != holder:
            return "Another resource of this `try` runs the statement; bind the values before it."
        first = next(iter(body.named_children), None)
        if first is None:
            return "The body of the `try` is empty yet."
        return Taking(
            "statement",
            at=body.start_byte + 1,
            name=text_of(name),
            indent=source.text.indent(first.start_byte),
        )
    statement = holder.parent
    if statement is None or statement.type != "local_variable_declaration":
        return "The prepared statement is a field; bind the values where it is run."
    return Taking(
        "statement",
        at=statement.end_byte,
        name=text_of(name),
        indent=source.text.indent(statement.start_byte),
    )
