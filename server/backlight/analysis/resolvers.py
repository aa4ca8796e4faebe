"""Functions of JavaScript that GraphQL calls with what a client asks for: no route names them."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import Source, Span, ancestors, field, node_at, text_of

SPOKEN = regex(rb"(?i)graphql|apollo|resolvers?\b")
"""What a file holds that resolves."""
LANGUAGES = frozenset({"javascript", "typescript", "tsx"})
OF_A_FIELD = frozenset({"resolve", "subscribe"})
"""What the field of a type has its function under."""
OF_A_SCHEMA = regex(r"^(?:Query|Mutation|Subscription|\w*[rR]esolvers?|rootValue)$")
"""What an object of such functions stands under."""
OWNERS = frozenset({"pair", "method_definition", "variable_declarator"})


def resolves(source: Source, span: Span) -> bool:
    """Whether a place is in the function of a field: `resolve()`, `{ Query: { user() {} } }`."""
    if source.language not in LANGUAGES or source.tree is None:
        return False
    return _resolves(node_at(source, span)) and SPOKEN.search(source.text.data) is not None


def asked_for(parameter: Node) -> bool:
    """Whether a parameter holds what a client asks for: it is the second, behind the owner."""
    given = next((one for one in ancestors(parameter) if one.type == "formal_parameters"), None)
    second = given.named_children[1:2] if given is not None else []
    return any(s.start_byte <= parameter.start_byte < s.end_byte for s in second) and _resolves(
        parameter
    )


def _resolves(node: Node) -> bool:
    names = [_name(one) for one in ancestors(node) if one.type in OWNERS]
    return any(one in OF_A_FIELD for one in names) or any(map(OF_A_SCHEMA.match, names[1:]))


def _name(owner: Node) -> str:
    """What a function, or an object of some, is called."""
    name = field(owner, "key") or field(owner, "name")
    return text_of(name).strip("\"'") if name is not None else ""
