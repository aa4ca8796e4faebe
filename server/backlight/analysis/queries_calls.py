"""The call that runs a string of SQL, and what else is seen around it."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.queries_host import Host
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import text_of, word_of

RUNS = named(
    "execute executemany executescript callproc query raw rawQuery $queryRawUnsafe "
    "$executeRawUnsafe queryRawUnsafe all get run each exec prepare fetch fetchrow "
    "fetchval fetch_all fetch_one fetchone fetch_val read_sql read_sql_query scalar "
    "scalars from_statement execute_sql iterate any one none oneOrNone many manyOrNone "
    "unsafe RawSQL queryRaw queryAsync mogrify copy_expert stream first cursor"
)
"""Methods and functions that are given SQL; those with everyday names count only with SQL."""
SURE = named("execute executemany executescript $queryRawUnsafe $executeRawUnsafe rawQuery RawSQL")
"""Those that are given nothing else than SQL, on something that is called like a cursor."""
CLAUSES = named("whereRaw orWhereRaw havingRaw orderByRaw groupByRaw joinRaw selectRaw")
"""Those that are given a piece of SQL."""
WRAPS = named(
    "text SQL dedent literal_column cleandoc trim strip sql Statement literal "
    "StringBuilder StringBuffer strip_heredoc squish chomp"
)
"""What SQL goes through before it is run."""
CURSORS = regex(
    r"(?is)^(?!.*(?:schema|graphql)$).*?(?:cur|conn|db|session|engine|database|pool|client|tx|trans"
    r"|^c$|sqlite|mysql|pg)"
)


def called(node: Node, host: Host) -> Node | None:
    """The call that a string expression is given to, wrappers like `text()` looked through."""
    at: Node | None = node
    while at is not None and (above := at.parent) is not None:
        if above.type in host.calls:
            name = callee(above)
            if name in runs(host) and at != above.child_by_field_name("function"):
                return above if _is_sql(node, above, host) else None
            if name not in WRAPS and name not in host.wraps:
                return None
        elif above.type not in _THROUGH:
            return None
        at = above
    return None


def _is_sql(node: Node, call: Node, host: Host) -> bool:
    """Whether what a call is given as SQL holds a node; some languages do not care."""
    if host.options and (name := option(node, call)):
        return name in host.options
    if callee(call) in host.optioned - host.clauses:
        return False
    named_so = callee(call) in host.clauses
    if named_so and host.builders is not None and not host.builders.search(receiver(call)):
        return False
    at = host.sql_at(call)
    given = arguments(call)[at : at + 1]
    if any(g.start_byte <= node.start_byte < g.end_byte for g in map(_statement, given)):
        return True
    values = any(g.type == "array" and g.start_byte < node.start_byte for g in arguments(call)[1:])
    return host.strict and not named_so and not values and not _written(arguments(call)[:1])


def _statement(given: Node) -> Node:
    """Of `["name = ?", name]` the statement: what stands behind it is bound."""
    first = given.named_children[0] if given.type == "array" and given.named_children else given
    return first if first.type == "string" and "?" in text_of(first) else given


def _written(given: list[Node]) -> bool:
    """Whether the first argument is a statement that is written out: the others are values."""
    return bool(given) and given[0].type in {"string", "template_string", "string_literal"}


def option(node: Node, call: Node) -> str:
    """The name of the option of a call that a node is in."""
    at: Node | None = node
    while at is not None and at != call:
        if at.type == "pair":
            return text_of(at.children[0]).strip(":")
        at = at.parent
    return ""


_THROUGH = named(
    "argument_list arguments keyword_argument attribute member_expression await "
    "parenthesized_expression call await_expression object pair as_expression "
    "template_string call_expression tuple method_invocation cast_expression array"
)


def runs(host: Host) -> frozenset[str]:
    """The names of all that is given SQL, or a piece of it."""
    return RUNS | CLAUSES | host.runs | host.clauses | host.optioned


def callee(call: Node) -> str:
    """The last name of what is called."""
    function = call.child_by_field_name("function")
    if function is None:  # Java, Ruby: a method is called by its name, a class by its type
        names = (call.child_by_field_name(name) for name in ("method", "name", "type"))
        said = next((one for one in names if one is not None), None)
        word = text_of(said) if said is not None else ""
        return text_of(message)[1:] if word in SENDS and (message := _message(call)) else word
    found = (function.child_by_field_name(name) for name in ("attribute", "property", "field"))
    return text_of(next((one for one in found if one is not None), function))


def receiver(call: Node) -> str:
    """What a method is called on, as it is written."""
    function = call.child_by_field_name("function") or call
    found = (function.child_by_field_name(name) for name in ("object", "operand", "receiver"))
    inner = next((one for one in found if one is not None), None)
    return text_of(inner) if inner is not None else ""


def arguments(call: Node) -> list[Node]:
    """The arguments of a call."""
    given = call.child_by_field_name("arguments")
    found = [n for n in given.named_children if n.type != "comment"] if given is not None else []
    by_name = found and found[0].type == SYMBOL and word_of(call, "method") in SENDS
    return found[1:] if by_name else found


SENDS = named("send public_send __send__ try try!")
"""Methods of Ruby that call another by its name: `User.send(:where, condition)`."""
SYMBOL = "simple_symbol"


def _message(call: Node) -> Node | None:
    """The name of the method that `send` and the like call, if it is written out."""
    given = call.child_by_field_name("arguments")
    first = given.named_children[0] if given is not None and given.named_children else None
    return first if first is not None and first.type == SYMBOL else None


def assigned(node: Node) -> tuple[str, Node] | None:
    """The name that an expression is assigned to, and the statement that does it."""
    at, above = node, node.parent
    while above is not None and above.type in _WRAPPERS:
        if above.type in CALLS and callee(above) not in WRAPS:
            return None
        at, above = above, above.parent
    if above is None:
        return None
    if above.type in ASSIGNS:
        name, value = above.child_by_field_name("left"), above.child_by_field_name("right")
    elif above.type in {"variable_declarator", "var_spec", "const_spec"}:
        name, value = above.child_by_field_name("name"), above.child_by_field_name("value")
    else:
        return None
    return (text_of(name), above) if name is not None and value == at else None


ASSIGNS = named("assignment assignment_expression short_var_declaration assignment_statement")


_WRAPPERS = named(
    "parenthesized_expression argument_list arguments call call_expression attribute "
    "member_expression as_expression method_invocation object_creation_expression expression_list"
    " list array"
)
CALLS = named("call call_expression method_invocation object_creation_expression")
