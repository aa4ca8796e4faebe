"""How a Flask project answers a request that does not fit: its function, its shape, its status."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import Pattern
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler
from backlight.analysis.python_expressions import parts
from backlight.analysis.python_locals import called
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.analysis.touched import touching

REFUSING = regex(r"(bad_request|bad_request_error|invalid|error_response|validation_error)$")


RAISED = regex(r"(BadRequest|UnprocessableEntity|InvalidUsage|InvalidRequest)(Error|Exception)?$")
STATUS = regex(r"(?:(?:status_?|code|status_code)\s*=\s*)?(?:400|422)")
BAD = frozenset({"400", "422", "HTTPStatus.BAD_REQUEST", "HTTPStatus.UNPROCESSABLE_ENTITY"})
OTHER = regex(r"4\d\d|HTTPStatus\.(?:NOT_FOUND|FORBIDDEN|UNAUTHORIZED|CONFLICT)")
"""Another refusal of the client's: it tells the shape, and not the status."""
SAID = frozenset({"message", "description", "error", "detail"})
"""Names under which `abort` is given its text."""


SHAPING = regex(r"(?:^|\.)(?:marshal_with|marshal_list_with|response|output)$")
"""Decorators that put whatever a handler returns into a schema: an error would be lost in it."""

RETURNED = regex(r"return (.+), (\d{3}|HTTPStatus\.\w+)")
CALL = regex(r"[\w.]+\(")


@dataclass(frozen=True, slots=True)
class Answer:
    """The last lines of an `except ValidationError as error:`."""

    lines: tuple[str, ...]
    imports: frozenset[tuple[str, str]] = frozenset()
    """Modules, each with a name of it that the lines need."""

    @property
    def wanted(self) -> dict[str, set[str]]:
        """The names to import, by module."""
        return {home: {n for at, n in self.imports if at == home} for home, _ in self.imports}


PAGES = regex(r"\b(?:render_template\w*|redirect)\(")
DATA = regex(r"\bjsonify\(|\bjson\.dumps\(|return\s*[({\[]")
JSONIFY = regex(r"(?m)^from flask import [^\n]*\bjsonify\b")
PROBLEMS = (
    "problems = [f\"{'.'.join(map(str, p['loc']))}: {p['msg']}\" for p in error.errors()]",
    '"; ".join(problems)',
)


def answer(source: Source, function: Node, version: int = 2) -> Answer:
    """As the handler answers already, else as its file does, else 400 with the fields at fault."""
    found = own(source, function)
    if found is not None:
        return found
    plain = "" if version == 1 else "include_url=False, include_context=False, include_input=False"
    shown = '{"errors": problems}'
    if JSONIFY.search(source.text.source):  # Flask knows no plain dict as an answer before 1.1
        shown = f"jsonify({shown})"
    return Answer((f"problems = error.errors({plain})", f"return {shown}, 400"))


def own(source: Source, function: Node) -> Answer | None:
    """As the handler, or another of its file, answers a bad request already; else any other."""
    nodes = (function, source.root)
    said = (found for node in nodes for found in _seen(node))
    shaped = (found for node in nodes for found in _seen(node, OTHER))
    return next(said, None) or next(shaped, None)


def shows_pages(function: Node) -> bool:
    """Whether a handler answers with pages, and with nothing else."""
    code = text_of(function)
    return bool(PAGES.search(code)) and not DATA.search(code)


def past(given: Answer, source: Source, handler: Handler) -> Answer:
    """An answer that no decorator of the handler puts into the schema of what it returns."""
    above = touching(source.root, handler.span)
    decorators = (n for a in above for n in descendants(a, "decorator") if _of(n, handler))
    said = RETURNED.fullmatch(given.lines[-1])
    if said is None or not any(SHAPING.search(_name(n)) for n in decorators):
        return given
    body, names = said[1], {"abort", "make_response"}
    if not CALL.match(body):
        body, names = f"jsonify({body})", {*names, "jsonify"}
    line = f"abort(make_response({body}, {said[2]}))"
    return Answer((*given.lines[:-1], line), given.imports | {("flask", n) for n in names})


def _of(decorator: Node, handler: Handler) -> bool:
    return handler.span.start <= decorator.start_byte < decorator.end_byte <= handler.span.end


def _name(decorator: Node) -> str:
    inner = parts(decorator)[0] if parts(decorator) else decorator
    return called(inner) if inner.type == "call" else text_of(inner)


def _seen(node: Node, other: Pattern[str] | None = None) -> Iterator[Answer]:
    """Answers to bad requests below a node (or to `other` ones), rewritten to name the field."""
    kinds = ("return_statement", "expression_statement", "raise_statement")
    for statement in descendants(node, *kinds):
        inner = parts(statement)
        if not inner:
            continue
        if inner[0].type == "call" and statement.type == "raise_statement":
            found = _by_raise(inner[0])
        elif inner[0].type == "call":
            found = _by_call(statement, inner[0], other)
        else:
            found = _by_shape(inner[0], other) if statement.type == "return_statement" else None
        if found is not None:
            yield found


def _by_call(statement: Node, call: Node, other: Pattern[str] | None) -> Answer | None:
    """`return bad_request("…")`, `abort(400, "…")`, `abort(400, message="…")`."""
    name = called(call)
    args = parts(field(call, "arguments") or call)
    problems, text = PROBLEMS
    status = _status(text_of(args[0]), other) if len(args) == 2 else ""
    said = bool(status) and args[1].type == "string"
    if name == "abort" and said:
        return Answer((problems, f"abort({status}, {text})"))
    if name == "abort" and status and args[1].type == "keyword_argument":
        key, value = text_of(args[1]).partition("=")[0].strip(), field(args[1], "value")
        if key in SAID and value is not None and value.type == "string":
            return Answer((problems, f"abort({status}, {key}={text})"))
    if statement.type != "return_statement" or not REFUSING.search(name):
        return None
    if len(args) == 1 and args[0].type == "string":
        return Answer((problems, f"return {name}({text})"))
    if said:
        return Answer((problems, f"return {name}({status}, {text})"))
    return None


def _status(given: str, other: Pattern[str] | None) -> str:
    """The status of a bad request: the one that is given, or 400 where the shape alone counts."""
    if other is None:
        return given if given in BAD else ""
    return "400" if other.fullmatch(given) else ""


def _by_raise(call: Node) -> Answer | None:
    """`raise ApiError("…", 400)`, `raise Invalid("…", code=422)`, `raise BadRequest("…")`."""
    name, args = called(call), parts(field(call, "arguments") or call)
    if not args or args[0].type not in {"string", "concatenated_string"} or len(args) > 2:
        return None
    status = text_of(args[1]) if len(args) == 2 else ""
    said = STATUS.fullmatch(status) or (not status and RAISED.search(name))
    problems, text = PROBLEMS
    rest = f", {status}" if status else ""
    return Answer((problems, f"raise {name}({text}{rest})")) if said else None


def _by_shape(answer: Node, other: Pattern[str] | None) -> Answer | None:
    """`return jsonify({"error": "…"}), 400`, `return jsonify(error="…"), 400`."""
    items = parts(answer)
    if answer.type not in {"expression_list", "tuple"} or len(items) != 2:
        return None
    status = _status(text_of(items[1]), other)
    if not status:
        return None
    problems, text = PROBLEMS
    said = [n for n in descendants(items[0], "string") if _is_message(n)]
    if len(said) != 1:
        return None
    start = said[0].start_byte - items[0].start_byte
    end = said[0].end_byte - items[0].start_byte
    data = items[0].text or b""
    shape = data[:start].decode() + text + data[end:].decode()
    return Answer((problems, f"return {shape}, {status}")) if "\n" not in shape else None


def _is_message(node: Node) -> bool:
    """A string that is a value, not a key."""
    above = node.parent
    if above is None:
        return False
    if above.type == "pair":
        return above.child_by_field_name("value") == node
    return above.type in {"keyword_argument", "argument_list"}
