"""Statements of Java that are nothing but what a method was given: its caller wrote all of it."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_java
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import ancestors, field, text_of

METHODS = frozenset({"method_declaration", "constructor_declaration"})
RUNNERS = regex(
    r"(?:^|\.)(?:\w*Statement|\w*Connection|JdbcTemplate|JdbcOperations|NamedParameterJdbc\w+|EntityManager"
    r"|Session|Query|SqlClient|SqlConnection|Pool|\w*Peer)$"
)
"""What runs SQL, by the type that it is declared with, or by its own name."""
MEANT = regex(r"(?i)sql|quer(?:y|ies)|stmt|statement|[hj]ql|ddl|dml|command|script|migration")
"""A parameter that says it is a statement: the method is there to run what others have written."""


def handed(call: Node, value: Node, host: Host) -> bool:
    """Whether a call is given a text of a caller as the whole statement."""
    if value.type != "identifier" or MEANT.search(text_of(value)):
        return False
    found = lookup(value, text_of(value), host) or ()
    method = next((above for above in ancestors(value) if above.type in METHODS), None)
    if len(found) != 1 or found[0].kind != "param" or found[0].type not in TEXTS or method is None:
        return False
    return not host.private(method, "") and RUNNERS.search(_type(call, host)) is not None


TEXTS = frozenset({"String", "final String", "CharSequence"})


def _type(call: Node, host: Host) -> str:
    """The declared type of what a method is called on, or the class that it is called on."""
    on = field(call, "object")
    if on is None:
        return ""
    if on.type == "method_invocation":
        return {"createStatement": "Statement"}.get(queries_java.method(on), "")
    name = text_of(field(on, "field") or on)
    found = lookup(on, name, host) or ()
    kinds = {one.type for one in found if one.type}
    return kinds.pop().partition("<")[0] if len(kinds) == 1 else name
