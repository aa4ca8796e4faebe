"""How a Django project answers a request that does not fit: its response, its shape, its status."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.python_expressions import keyword, parts, string
from backlight.analysis.python_locals import called
from backlight.analysis.syntax import Source, Span, ancestors, descendants, field, node_at, text_of

ANSWERS = regex(rb"\b(?:HttpResponseBadRequest|JsonResponse)\b")
TEXT = '"; ".join(problems)'


@dataclass(frozen=True, slots=True)
class Answer:
    """The lines that answer where a form is not valid, and the response that they name."""

    lines: tuple[str, ...]
    response: str


def answer(source: Source, function: Node, form: str) -> Answer:
    """As the handler answers already, else as its file does, else 400 with the fields at fault."""
    usual = f'JsonResponse({{"errors": {form}.errors.get_json_data()}}, status=400)'
    here = descendants(function, "return_statement")
    seen = (found for some in (here, _answers(source)) for found in _seen(some))
    said = next(seen, usual)
    problems = f'problems = [f"{{name}}: {{said[0]}}" for name, said in {form}.errors.items()]'
    lines = (problems, f"return {said}") if TEXT in said else (f"return {said}",)
    return Answer(lines, said.partition("(")[0])


def _answers(source: Source) -> Iterator[Node]:
    """Where a file answers with what is looked for."""
    for hit in ANSWERS.finditer(source.text.data):
        above = ancestors(node_at(source, Span(*hit.span())))
        yield from (one for one in above if one.type == "return_statement")


def _seen(statements: Iterable[Node]) -> Iterator[str]:
    for statement in statements:
        inner = parts(statement)
        if not inner or inner[0].type != "call":
            continue
        args = parts(field(inner[0], "arguments") or inner[0])
        name = called(inner[0])
        if name == "HttpResponseBadRequest" and not args:
            yield f"{name}()"
        elif name == "HttpResponseBadRequest" and len(args) == 1 and string(args[0]) is not None:
            yield f"{name}({TEXT})"
        elif name == "JsonResponse" and (shape := _shape(inner[0], args)):
            yield shape


def _shape(call: Node, args: list[Node]) -> str:
    """`JsonResponse({"error": "…"}, status=400)`, with the faults where its message stands."""
    status = keyword(args, "status")
    if status is None or text_of(status) not in {"400", "422"} or args[0].type != "dictionary":
        return ""
    said = [field(pair, "value") for pair in parts(args[0]) if pair.type == "pair"]
    if len(said) != 1 or said[0] is None or string(said[0]) is None or b"\n" in (call.text or b""):
        return ""
    start, end = said[0].start_byte - call.start_byte, said[0].end_byte - call.start_byte
    data = call.text or b""
    return data[:start].decode() + TEXT + data[end:].decode()
