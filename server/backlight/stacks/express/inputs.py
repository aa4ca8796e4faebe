"""What a handler reads of its request, and what checks it."""

from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Input, InputPlace
from backlight.analysis.javascript_expressions import parts, string, value
from backlight.analysis.javascript_names import parameters, request_of
from backlight.analysis.javascript_reads import Path, Read, reads
from backlight.analysis.javascript_values import dotted
from backlight.analysis.syntax import descendants, field, span_of, text_of
from backlight.stacks.express.fields import narrowest

PLACES: dict[str, InputPlace] = {
    "body": "body",
    "query": "query",
    "params": "path",
    "headers": "header",
    "cookies": "cookie",
    "signedCookies": "cookie",
    "file": "file",
    "files": "file",
}
CHECKS = regex(
    r"(^|\.)(parse|safeParse|parseAsync|safeParseAsync|validate|validateAsync|validateSync"
    r"|validationResult|matchedData|attempt|assert|plainToClass|plainToInstance|cast)$"
)
"""Functions of zod, Joi, yup, celebrate, express-validator and class-validator that check."""

CONVERTERS = {"JSON", "Date", "path", "url", "qs", "Number", "querystring", "console"}


@dataclass(frozen=True, slots=True)
class Body:
    """What is known of the body as a whole."""

    read: bool = False
    whole: bool = False
    """It goes on as a whole: it may hold fields that are not seen here."""
    validated: str = ""


def roots(function: Node) -> dict[str, Path]:
    """The names in which a handler holds its request or parts of it."""
    given = parameters(function)
    place = request_of(given)
    if place is None:
        return {}
    return dict(given[place].names)


def request_reads(function: Node) -> list[Read]:
    """Every read of the request in a handler."""
    return reads(function, roots(function))


def inputs(function: Node, found: list[Read], method: str = "") -> tuple[Input, ...]:
    """The values that a handler reads, one for each name and place, in order of first read."""
    groups: dict[Path, list[Read]] = {}
    for read in found:
        upload = read.path in {("file",), ("files",)}
        if upload or (len(read.path) > 1 and read.path[0] in PLACES):
            groups.setdefault(read.path, []).append(read)
    named = [
        _input(path, some, method)
        for path, some in groups.items()
        if not any(other[: len(path)] == path and other != path for other in groups)
    ]
    return (*named, *_headers(function))


def body_of(found: list[Read]) -> Body:
    """What a handler does with the body as a whole, and what checks it."""
    bodies = [read for read in found if read.path[:1] == ("body",)]
    asked = (read for read in found if read.path != ("query",))
    checked = next((name for read in asked if (name := _check(read))), "")
    if not checked and not bodies:
        queries = (read for read in found if read.path == ("query",))
        checked = next((name for read in queries if (name := _check(read))), "")
    whole = any(read.path == ("body",) and read.whole for read in bodies)
    return Body(bool(bodies), whole, checked)


def _input(path: Path, some: list[Read], method: str) -> Input:
    place = PLACES[path[0]]
    hints = [read.hint for read in some]
    default = next((hint.default for hint in hints if hint.default is not None), None)
    required = any(hint.required for hint in hints)
    optional = any(hint.optional for hint in hints)
    fails = any(hint.fails for hint in hints)
    plain = place == "path" or (place == "body" and method != "PATCH")
    return Input(
        name=".".join(path[1:]) or path[0],
        place=place,
        type=narrowest(hint.type for hint in hints),
        required=default is None and (required or (not optional and (fails or plain))),
        default=default if not required else None,
        span=span_of(some[0].node),
    )


def _headers(function: Node) -> list[Input]:
    """Headers read by `req.get("X-Name")` and `req.header("X-Name")`."""
    names = {name for name, path in roots(function).items() if not path}
    found: list[Input] = []
    for call in descendants(function, "call_expression"):
        callee, given = field(call, "function"), field(call, "arguments")
        name = dotted(value(callee)) if callee is not None else ""
        before, _, last = name.rpartition(".")
        if before in names and last in {"get", "header"} and given is not None and parts(given):
            header = string(parts(given)[0])
            if header is not None and all(one.name != header for one in found):
                found.append(Input(name=header, place="header", span=span_of(call)))
    return found


def _check(read: Read) -> str:
    """The schema that a read is given to be checked by, if it is."""
    at: Node | None = read.node
    if len(read.path) > 1 or read.path[:1] not in {("body",), ("query",), ()}:
        return ""
    for _ in range(6):
        at = at.parent if at is not None else None
        if at is None or at.type in {"statement_block", "program"}:
            return ""
        if at.type == "call_expression":
            callee = field(at, "function")
            name = dotted(value(callee)) if callee is not None else ""
            name = name or _chain(callee)
            if CHECKS.search(name) and name.partition(".")[0] not in CONVERTERS:
                return _schema(at, name)
    return ""


def _chain(callee: Node | None) -> str:
    """The last method of a chain over calls: `Joi.object({…}).validate`."""
    name = field(callee, "property")
    return f"schema.{text_of(name)}" if name is not None else ""


def _schema(call: Node, name: str) -> str:
    """What a checking call checks against: its object, or the schema among its arguments."""
    before = name.rpartition(".")[0]
    given = field(call, "arguments")
    names = [dotted(value(n)) for n in parts(given)] if given is not None else []
    others = [n for n in names if n and not n.startswith(("req", "request"))]
    if name.endswith(("plainToClass", "plainToInstance")) or before in {"Joi", "joi", ""}:
        return others[0] if others else name
    return before
