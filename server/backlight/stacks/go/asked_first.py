"""What a Go handler refuses before it does anything else: a path that is no number, a body."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.go_expressions import arguments
from backlight.analysis.syntax import descendants, field, text_of
from backlight.stacks.go.structs import fields, target

PARSES = regex(
    r"^(\w+), (err\w*) :?= (?:strconv\.(?:Atoi|Parse(?:Int|Uint))|uuid\.(?:Parse|FromString))\("
    r"(.*)\)$"
)
TAKES = regex(r"^(\w+) := (.+)$")
READS = {
    "gin": r'\w+\.Param\("(\w+)"\)',
    "echo": r'\w+\.Param\("(\w+)"\)',
    "chi": r'chi\.URLParam\(\w+, "(\w+)"\)',
}
BINDS = {
    "gin": r"\w+\.ShouldBindJSON\((&?\w+)\)",
    "echo": r"\w+\.Bind\((&?\w+)\)",
    "chi": r"json\.NewDecoder\(\w+\.Body\)\.Decode\((&?\w+)\)",
}
BINDS["net/http"] = BINDS["chi"]
STATED = regex(r"^var \w+ [\w.]+$|^\w+ := (?:&?\w[\w.]*\{\}|new\([\w.]+\))$")
FAILS = regex(r"^err\w* != nil$")
STATUS = regex(
    r"^(?:return )?(?:\w+\.(?:JSON|AbortWithStatusJSON|AbortWithStatus|Status|String|NoContent"
    r"|IndentedJSON|WriteHeader)\(\s*|echo\.NewHTTPError\(\s*|http\.Error\(.*,\s*)"
    r"(?:http\.Status(BadRequest|UnprocessableEntity|NotFound)|(4\d\d))\b"
)
LOGS = regex(r"^(?:log|slog|fmt)\.\w+\(")
REQUIRED = regex(r'binding:"(?:[^"]*,)?required')
TAG = regex(r'binding:"([^"]*)"')
RULES = frozenset(
    [
        "required",
        "omitempty",
        "min",
        "max",
        "len",
        "email",
        "gt",
        "gte",
        "lt",
        "lte",
        "eq",
        "ne",
        "oneof",
        "alpha",
        "alphanum",
        "numeric",
        "number",
        "url",
        "uri",
        "uuid",
        "uuid4",
        "ip",
        "ascii",
        "boolean",
        "lowercase",
        "uppercase",
        "contains",
        "hexadecimal",
    ]
)
"""Rules that the validator of gin knows by itself; it panics at others that nobody registered."""
PLAIN = regex(r"\s(?:\[\])?\*?(?:string|bool|u?int\d*|float\d+|byte|time\.Time)\s*(?:`|$)")
CODES = {"BadRequest": 400, "UnprocessableEntity": 422, "NotFound": 404}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is refused, and with which status."""

    kind: str
    """`path`, `field` or `json`."""
    name: str
    status: int


def first(node: Node, stack: str, receiver: str) -> Iterator[Refusal]:
    """The refusals of a function that nothing stands before; what knows its receiver ends them."""
    body = field(node, "body")
    taken: dict[str, str] = {}
    rows = [n for n in _rows(body) if n.type != "comment"]
    while rows:
        row = rows.pop(0)
        code = " ".join(text_of(row).split())
        if receiver and regex(rf"\b{escape(receiver)}\b").search(code):
            return
        if STATED.match(code):
            continue
        if (hit := PARSES.match(code)) is not None and rows:
            key = _key(hit[3], stack, taken)
            status = _refuses(rows.pop(0), receiver)
            if not key or not status:
                return
            yield Refusal("path", key, status)
            return
        if (hit := TAKES.match(code)) is not None and (key := _key(hit[2], stack, {})):
            taken[hit[1]] = key
            continue
        yield from _bound(row, stack, receiver)
        return


def _rows(body: Node | None) -> list[Node]:
    if body is None:
        return []
    inner = [n for n in body.named_children if n.type == "statement_list"]
    return inner[0].named_children if inner else body.named_children


def _key(given: str, stack: str, taken: dict[str, str]) -> str:
    """The part of the path that an expression reads."""
    value = given.partition(",")[0].strip() if "(" not in given else given
    if value in taken:
        return taken[value]
    hit = regex(READS.get(stack, r"(?!)")).match(given)
    return hit[1] if hit is not None else ""


def _bound(row: Node, stack: str, receiver: str) -> Iterator[Refusal]:
    """`if err := c.ShouldBindJSON(&room); err != nil { … }`."""
    start = field(row, "initializer") if row.type == "if_statement" else None
    code = " ".join(text_of(start).split()) if start is not None else ""
    hit = regex(r"^err\w* :?= " + BINDS.get(stack, r"(?!)") + "$").match(code)
    if hit is None or start is None:
        return
    status = _refuses(row, receiver)
    if not status:
        return
    call = next(iter(descendants(start, "call_expression")))
    needed = _needed(call) if stack == "gin" else ""
    if needed:
        yield Refusal("field", needed, status)
    yield Refusal("json", "", status)


def _needed(call: Node) -> str:
    """The first field that gin wants in a body."""
    given = arguments(call)
    struct = target(call, given[0])[2] if given else None
    known = fields(struct) if struct is not None else ()
    if not all(PLAIN.search(text_of(one.node)) and _ruled(text_of(one.node)) for one in known):
        return ""
    for one in known:
        if REQUIRED.search(text_of(one.node)):
            return one.name
    return ""


def _ruled(code: str) -> bool:
    """Whether all rules of a field are those that everybody has."""
    tag = TAG.search(code)
    said = tag[1].split(",") if tag is not None else []
    return all(one.partition("=")[0] in RULES for one in said)


def _refuses(row: Node, receiver: str) -> int:
    """The status of a block that answers and ends."""
    condition, block = field(row, "condition"), field(row, "consequence")
    if row.type != "if_statement" or condition is None or not FAILS.match(text_of(condition)):
        return 0
    if receiver and block is not None and regex(rf"\b{escape(receiver)}\b").search(text_of(block)):
        return 0
    codes = [" ".join(text_of(n).split()) for n in _rows(block) if n.type != "comment"]
    codes = [code for code in codes if not LOGS.match(code)]
    hit = STATUS.match(codes[0]) if codes else None
    ends = bool(codes) and (codes[0].startswith("return") or codes[1:2] == ["return"])
    if hit is None or not ends:
        return 0
    return CODES[hit[1]] if hit[1] else int(hit[2])
