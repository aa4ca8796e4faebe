"""How far a value can be trusted, and what makes it a client's own words."""

from enum import IntEnum
from re import compile as regex
from re import search

from tree_sitter import Node

from backlight.analysis.queries_host import Binding, Expr, Host
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_marks import KEYED, MARKS
from backlight.analysis.queries_vocabulary import (
    FOREIGN,
    FROM_ELSEWHERE,
    NUMBERS,
    NUMERIC,
    QUOTED,
    READ,
    REQUEST,
    SAME,
    SENT,
)
from backlight.analysis.syntax import ancestors, text_of


class Origin(IntEnum):
    """How far a value can be trusted; a whole is as bad as its worst part."""

    CONSTANT = 0
    """Written in the program."""
    SAFE = 1
    """A number, an entry of a list of allowed ones, something that was quoted."""
    CALLED = 2
    """What a function gives that is not known here."""
    FIELD = 3
    """Kept in an object (`self.name`)."""
    PARAMETER = 4
    """Given by a caller."""
    OPEN = 5
    """The request, or a name that is not known."""


DEPTH = 15
"""How many names and calls a value is followed through."""
FOLLOWED = 6
"""What is left of `DEPTH` where functions are no longer looked into."""
FORMATS = frozenset({"Sprintf", "format"})
DIGITS = regex(r"[\w.]+\(\s*[\"`](?:[^\"`%]|%[dxXc])*[\"`]\s*,")
"""What is formatted is a number, whatever else is written around it."""
KEYS = frozenset({"id", "_id", "pk", "uuid"})
"""What an object is found by: the database, or the program, gave it out."""
HANDS = regex(
    r"(?i)_*(?:get|read|param|query|header|cookie|form|field|value|text|json|body|data|input|arg"
    r"|decode|parse|next|pop)"
)
"""What hands out of a thing what is in it."""
MAKERS = frozenset({"str", "int", "float", "repr"})
"""Functions of Python that are handed on by their names: `map(str, ids)`."""
UNKNOWN = {"open": Origin.OPEN, "called": Origin.CALLED, "constant": Origin.CONSTANT}


def unknown(word: str, host: Host) -> Origin:
    """Where the value of a name comes from that its file does not give one."""
    if word[:1].isupper() or word in MAKERS:
        return Origin.CONSTANT  # a constant, a class, or a function that is handed on
    return Origin.OPEN if SENT.match(word) else UNKNOWN[host.unknown]


def asked(code: str, host: Host) -> bool:
    """Whether code reads what a client sent."""
    return (REQUEST if host.request is None else host.request).match(code) is not None


def reads(call: Node, word: str, host: Host) -> bool:
    """Whether a call reads what a client sent, whatever the request is called."""
    last = word.rpartition(".")[2]
    if host.reads is not None and host.reads.match(last):
        return True
    return asked(word, host) or asked(text_of(call), host)


def annotated(parameter: Node) -> bool:
    """Whether the framework fills a parameter from the request: `@RequestParam String sort`."""
    said = parameter.children[0] if parameter.children else parameter
    if said.type in {"modifiers", "decorator"}:
        return FILLED.search(text_of(parameter)) is not None
    return parameter.type == "formal_parameter" and _mapped(parameter)


def counted(binding: Binding, name: str) -> bool:
    """Whether a value is a number by its type, or by the route that its function is for."""
    if binding.type and NUMERIC.match(binding.type.lstrip(": ")):
        return True
    if binding.kind != "param" or not name.isidentifier():
        return False
    function = next((a for a in ancestors(binding.at) if a.type == "function_definition"), None)
    above = function.parent if function is not None else None
    if function is None or above is None or above.type != "decorated_definition":
        return False
    said = (above.text or b"")[: function.start_byte - above.start_byte].decode("utf-8", "replace")
    return search(rf"<(?:int|float|uuid)(?:\([^)]*\))?:\s*{name}>", said) is not None


def _mapped(parameter: Node) -> bool:
    """Whether it is a plain text of a method of Java that is mapped to a path: Spring reads it."""
    kind, around = parameter.child_by_field_name("type"), parameter.parent
    method = around.parent if around is not None else None
    above = method.children[0] if method is not None and method.children else None
    if kind is None or text_of(kind) != "String" or above is None or above.type != "modifiers":
        return False
    return MAPPED.search(text_of(above)) is not None


MAPPED = regex(r"@(?:Request|Get|Post|Put|Delete|Patch)Mapping\b")
"""Annotations of Spring; what its parameters lack of their own is read from the query or a form."""


FILLED = regex(
    r"@(?:RequestParam|PathVariable|RequestHeader|CookieValue|QueryParam|PathParam|FormParam|HeaderParam"
    r"|QueryValue|MatrixVariable|Query|Param|Headers|Argument|InputArgument|GraphQLArgument|Args?)\b|@RequestBody\b.*\bString\s+\w+$"
)
"""Annotations of Spring, JAX-RS, Micronaut and GraphQL, and decorators of Nest and TypeGraphQL."""


def by_name(call: Node, word: str, host: Host) -> Origin | None:
    """What a call gives, if its name says so: a number, something quoted, the words of a client."""
    last, code = word.rpartition(".")[2], text_of(call)
    if host.harmless is not None and host.harmless.search(word):
        return Origin.SAFE
    if word in READ or reads(call, word, host):
        return Origin.OPEN
    if NUMBERS.match(word) or (QUOTED.search(word) and not _foreign(call, word, host)):
        return Origin.SAFE
    if last in FORMATS and DIGITS.match(code):
        return Origin.SAFE
    made = last in {"join", "map"} and (MARKS.search(code) or KEYED.search(code))
    return Origin.CONSTANT if made else None


def _foreign(call: Node, word: str, host: Host) -> bool:
    """Whether a function that quotes does so for a page, a pattern or a shell."""
    if FOREIGN.search(word):
        return True
    found = lookup(call, word, host) or ()
    said = (one.value if one.value is not None else one.at for one in found)
    return any(FROM_ELSEWHERE.search(text_of(one)) for one in said)


def given_back(base: Expr, host: Host) -> bool:
    """Whether a name holds what a function gave back that does not hand on what it is given."""
    found = lookup(base.node, base.word, host) or ()
    values = [host.expr(b.value) for b in found if b.value is not None and b.kind == "set"]
    return bool(values) and all(
        v.kind == "call"
        and v.word.rpartition(".")[2] not in SAME | host.same
        and not asked(text_of(v.node), host)
        for v in values
    )
