"""What a Go handler reads of its request, and what checks it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import Input, InputPlace
from backlight.analysis.go_expressions import arguments, string
from backlight.analysis.syntax import descendants, field, span_of, text_of
from backlight.stacks.go.structs import fields, target

_PLACES: dict[InputPlace, str] = {
    "query": "Query DefaultQuery GetQuery QueryArray QueryParam QueryInt",
    "form": "PostForm DefaultPostForm GetPostForm FormValue PostFormValue",
    "path": "Param Params PathValue",
    "header": "GetHeader",
    "cookie": "Cookie",
    "file": "FormFile",
}
PLACES = {name: place for place, names in _PLACES.items() for name in names.split()}
BINDS = regex(
    r"^(?:ShouldBind|MustBind|Bind)(?:JSON|XML|YAML|TOML|With|BodyWith|Query|Header|Uri)?$|^BodyParser$|^Decode$"
)
BOUND: dict[str, InputPlace] = {"Query": "query", "Header": "header", "Uri": "path"}
OPEN = {"string", "array"}
"""Types of which any value is taken; of others the decoder refuses what does not fit."""
LOOKS = regex(r"(?i)^(?:strconv|uuid|time|mail)\.|cmp|compare|valid|check|parse|verify|match")
"""What looks at the value that it is given."""
VALIDATES = regex(r"\.(?:Validate|Struct|StructCtx|ValidateStruct|Valid)\(")


@dataclass(frozen=True, slots=True)
class Read:
    """All that a handler reads."""

    inputs: tuple[Input, ...] = ()
    validated: str = ""
    body: str = ""


def read(node: Node, names: tuple[str, ...]) -> Read:
    """What a handler reads, by the names that its request has in it."""
    code = text_of(node)
    inputs: list[Input] = []
    validated = body = ""
    for call in descendants(node, "call_expression"):
        name, of = _called(call)
        given = arguments(call)
        if not given or not _of_request(of, names):
            continue
        if BINDS.match(name):
            found = _bound(call, given, code)
            place: InputPlace | None = BOUND.get(name.rpartition("Bind")[2])
            if place is not None:
                moved = tuple(replace(one, place=place) for one in found.inputs)
                found = replace(found, inputs=moved, body="")
            inputs += found.inputs
            validated, body = validated or found.validated, body or found.body
        elif given[0].type.endswith("string_literal"):
            inputs += _single(call, name, of, string(given[0]), code)
    unique: dict[tuple[str, str], Input] = {}
    for one in inputs:
        unique.setdefault((one.place, one.name), one)
    ordered = sorted(unique.values(), key=lambda one: one.span.start)
    return Read(tuple(ordered), validated, body)


NUMBERS = regex(r"\s\[\](?:u?int\d*|float\d+|bool|uuid\.UUID)\b")
"""A list of nothing else: a text in it is refused when it is read."""


def _bound(call: Node, given: list[Node], code: str) -> Read:
    """A body that is read into a struct; one of another file is taken to be checked there."""
    pointer = next((g for g in given if g.type == "unary_expression"), given[0])
    name, kind, struct = target(call, pointer)
    if struct is None and VALIDATES.search(code) is not None:
        return Read(validated=kind or name, body=name)
    if struct is None:
        plain = kind.startswith(("map", "interface", "any"))
        return Read(body=name) if plain or not kind else Read(validated=kind, body=name)
    known = fields(struct)
    checked = any(one.checked for one in known) or VALIDATES.search(code) is not None
    if checked:
        return Read(validated=kind, body=name)
    whole = len(regex(rf"[(,]\s*&?{escape(name)}\s*[,)]").findall(code)) > 1
    inputs = [
        Input(
            name=one.name,
            place="body",
            type=one.type,
            checked=one.type not in {"string", "array"}
            or NUMBERS.search(text_of(one.node)) is not None
            or whole
            or _compared(name, one.attribute, code),
            span=span_of(call),
        )
        for one in known
    ]
    return Read(tuple(inputs), body=name)


def _compared(name: str, attribute: str, code: str) -> bool:
    value = rf"{escape(name)}\.{escape(attribute)}\b"
    return (
        regex(rf"{value}\)?\s*(?:==|!=|<|>)|len\({value}|\w*[Vv]alid\w*\({value}").search(code)
        is not None
    )


def _single(call: Node, name: str, of: str, key: str, code: str) -> Iterator[Input]:
    place = PLACES.get(name)
    if name == "Get" and "Header" in of:
        place = "header"
    elif name == "Get" and "Query()" in of:
        place = "query"
    if place is not None:
        yield Input(name=key, place=place, checked=_checked(call, code), span=span_of(call))


def _checked(call: Node, code: str) -> bool:
    """Whether a value is made a number, or compared, after it was read."""
    above = call.parent
    if above is None or VALIDATES.search(code) is not None:
        return True
    outer = above.parent
    if above.type in {"binary_expression", "expression_switch_statement"} or outer is None:
        return True
    if outer.type == "call_expression":
        return LOOKS.search(text_of(field(outer, "function") or outer)) is not None
    left = field(outer, "left")
    name = text_of(left).partition(",")[0] if left is not None else ""
    if not name.isidentifier():
        return False
    value = rf"\b{name}\b"
    checks = rf"{value}\)?\s*(?:==|!=|<|>)|len\({value}|switch {value}|MatchString\({value}"
    used = rf"(?:strconv|uuid|mail|regexp)\.\w+\({value}|\w*[Vv]alid\w*\({value}"
    return regex(f"{checks}|{used}").search(code) is not None


def _called(call: Node) -> tuple[str, str]:
    name, of = field(call, "function", "field"), field(call, "function", "operand")
    return (text_of(name) if name is not None else "", text_of(of) if of is not None else "")


def _of_request(of: str, names: tuple[str, ...]) -> bool:
    return any(regex(rf"(?<![\w.]){escape(name)}\b").search(of) for name in names if name)
