"""What a method of a Spring controller reads of its request: its parameters."""

from collections.abc import Iterator
from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Input, InputPlace, ValueType
from backlight.analysis.java_values import Annotation, Method, Name, Parameter, Text, simple
from backlight.analysis.syntax import Span, descendants, field, span_of, text_of
from backlight.stacks.spring.kinds import NUMBERS, TYPES

PLACES: dict[str, InputPlace] = {
    "PathVariable": "path",
    "RequestParam": "query",
    "RequestHeader": "header",
    "CookieValue": "cookie",
    "RequestPart": "file",
    "MatrixVariable": "path",
}
FILES = {"MultipartFile", "FilePart", "Part"}
GIVEN = regex(
    r"^(?:HttpServlet|Server(?:Http|Web)|Web(?:Request|Session)|Native|Http(?:Session|Method)|Model"
    r"|BindingResult|Errors|Principal|Authentication|Locale|TimeZone|ZoneId|Pageable|Sort$|Redirect"
    r"|Uri(?:Components)?Builder|SessionStatus|InputStream|OutputStream|Reader|Writer|HttpHeaders|HttpEntity)"
)
"""What Spring gives a method without it coming from the values of the request."""
CHECKED = {"Valid", "Validated"}
RULES = regex(
    r"^(?:Not(?:Null|Blank|Empty)|Size|Min|Max|Pattern|Email|Positive|Negative|Past|Future|Digits"
    r"|Decimal(?:Min|Max)|Length|Range)"
)
REQUESTS = {"HttpServletRequest", "WebRequest", "NativeWebRequest"}
READS: dict[str, InputPlace] = {"getParameter": "query", "getHeader": "header"}


def inputs(node: Node, method: Method) -> tuple[Input, ...]:
    """Every value that a method reads, in the order of its parameters."""
    found: dict[tuple[str, InputPlace], Input] = {}
    for one in method.parameters:
        for value in _of(node, one):
            found.setdefault((value.name, value.place), value)
    if any(checks(one) for one in method.parameters if is_form(one)):
        # Another object beside the form that is checked comes from the model
        return tuple(replace(i, checked=i.checked or i.place == "form") for i in found.values())
    return tuple(found.values())


def body_of(method: Method) -> Parameter | None:
    """The parameter that holds the body, or the object of a form."""
    body = next((one for one in method.parameters if _has(one, "RequestBody")), None)
    forms = [one for one in method.parameters if is_form(one)]
    return body or next((one for one in forms if checks(one)), next(iter(forms), None))


def checks(one: Parameter) -> bool:
    """Whether a parameter is checked against the rules of its type."""
    return any(a.name in CHECKED for a in one.annotations)


def is_form(one: Parameter) -> bool:
    """Whether a parameter is an object that is filled from the fields of a form or the query."""
    kind = simple(one.type)
    if any(a.name in PLACES or a.name in {"RequestBody", "Value"} for a in one.annotations):
        return False
    if _has(one, "ModelAttribute"):
        return True
    plain = all(a.name in CHECKED for a in one.annotations)
    return plain and kind[:1].isupper() and kind not in {*TYPES, *FILES} and not GIVEN.match(kind)


def element(one: Annotation, *names: str) -> str:
    """The text that an element of an annotation is given."""
    given = one.get(*names)
    return given.value if isinstance(given, Text) else ""


def _of(node: Node, one: Parameter) -> Iterator[Input]:
    at = next((a for a in one.annotations if a.name in PLACES), None)
    kind = simple(one.type)
    if at is not None:
        yield _placed(one, at)
    elif kind in FILES:
        yield Input(name=one.name, place="file", required=True, span=one.span)
    elif kind in REQUESTS:
        yield from _asked(node, one)
    elif _has(one, "RequestBody"):
        yield from _whole(node, one, "body")
    elif is_form(one):
        yield from _whole(node, one, "form" if _has(one, "ModelAttribute") else "query")
    elif kind in TYPES and not one.annotations and kind not in {"Map", "List"}:
        yield _value(one, one.name, "query", required=one.type.islower(), default=None)


def _placed(one: Parameter, at: Annotation) -> Input:
    place = "file" if simple(one.type) in FILES else PLACES[at.name]
    default = at.get("defaultValue")
    given = at.get("required")
    optional = default is not None or one.type.startswith("Optional<")
    optional = optional or (given is not None and given == Name("false")) or _is_false(given)
    text = default.value if isinstance(default, Text) else None
    name = element(at, "value", "name") or one.name
    return _value(one, name, place, required=not optional, default=text)


def _value(
    one: Parameter, name: str, place: InputPlace, *, required: bool, default: str | None
) -> Input:
    kind = TYPES.get(simple(one.type), "any")
    ruled = any(RULES.match(a.name) or a.name in CHECKED for a in one.annotations)
    return Input(
        name=name,
        place=place,
        type="array" if one.type.endswith("[]") else kind,
        required=required,
        default=default,
        checked=ruled or place == "path" or simple(one.type) not in {"String", "Map"},
        span=one.span,
    )


def _whole(node: Node, one: Parameter, place: InputPlace) -> Iterator[Input]:
    """The fields of an object that the method itself reads, else the object."""
    seen = dict(_reads(node, one))
    for name, (span, kind) in seen.items():
        yield Input(name=name, place=place, type=kind, checked=checks(one), span=span)
    if not seen:
        kind = (
            "array" if simple(one.type) in {"List", "Set"} or one.type.endswith("[]") else "object"
        )
        kind = "string" if simple(one.type) == "String" else kind
        sure = checks(one) or one.type == "byte[]" or NUMBERS.match(one.type) is not None
        yield Input(
            name=one.name, place=place, type=kind, required=True, checked=sure, span=one.span
        )


def _reads(node: Node, one: Parameter) -> Iterator[tuple[str, tuple[Span, ValueType]]]:
    """`dto.getName()`, `dto.name()`, `dto.name`, `map.get("name")` in the body of a method."""
    body = field(node, "body")
    seen: set[str] = set()
    for at in descendants(body, "method_invocation", "field_access") if body is not None else ():
        of = field(at, "object")
        if of is None or text_of(of) != one.name:
            continue
        name = field(at, "name") or field(at, "field")
        read = _property(at, text_of(name) if name is not None else "", one)
        if read and read not in seen:
            seen.add(read)
            yield read, (span_of(at), "any")


def _property(at: Node, name: str, one: Parameter) -> str:
    if at.type == "field_access":
        return name
    given = field(at, "arguments")
    items = given.named_children if given is not None else []
    if simple(one.type) in {"Map", "JsonNode", "ObjectNode", "MultiValueMap", "HashMap"}:
        first = items[0] if items and items[0].type == "string_literal" else None
        keyed = name in {"get", "getOrDefault", "path", "getFirst", "containsKey"}
        return text_of(first).strip('"') if first is not None and keyed else ""
    for start in ("get", "is"):
        rest = name.removeprefix(start)
        if rest != name and rest[:1].isupper() and not items and rest != "Class":
            return rest[:1].lower() + rest[1:]
    return ""


def _asked(node: Node, one: Parameter) -> Iterator[Input]:
    """`request.getParameter("name")`."""
    body = field(node, "body")
    for at in descendants(body, "method_invocation") if body is not None else ():
        of, name, given = field(at, "object"), field(at, "name"), field(at, "arguments")
        if of is None or name is None or given is None or text_of(of) != one.name:
            continue
        place = READS.get(text_of(name))
        if place and given.named_children and given.named_children[0].type == "string_literal":
            key = text_of(given.named_children[0]).strip('"')
            yield Input(name=key, place=place, type="string", span=span_of(at))


def _has(one: Parameter, name: str) -> bool:
    return any(a.name == name for a in one.annotations)


def _is_false(given: object) -> bool:
    return getattr(given, "code", "") == "false"
