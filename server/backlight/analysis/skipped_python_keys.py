"""The keys of the last row as Python code asks for them: parameters, or values of the request."""

from collections.abc import Iterator
from re import compile as regex
from sys import stdlib_module_names

from tree_sitter import Node

from backlight.analysis.documented import docstring
from backlight.analysis.skipped import Asked, Instead, lines, unclear
from backlight.analysis.syntax import Span, field, span_of, text_of
from backlight.analysis.tables import Column

TYPES = (
    (regex(r"(?i)uuid"), "UUID", "uuid"),
    (regex(r"(?i)timestamp|datetime"), "datetime", "datetime"),
    (regex(r"(?i)\bdate(?:field)?\b"), "date", "datetime"),
    (regex(r"(?i)serial|int|autofield"), "int", ""),
    (regex(r"(?i)char|text|string|\bstr\b|emailfield|slugfield|urlfield"), "str", ""),
)
"""What a column holds in Python, and the module that has it."""
WIDTH = 88
PARAMETERS = frozenset(
    {"identifier", "typed_parameter", "default_parameter", "typed_default_parameter"}
)


def from_request(
    asked: Asked, statement: Node, read: Node, names: tuple[str, ...], gone: list[Span]
) -> Instead | str:
    """`page = request.args.get("page", 1, type=int)` -> the keys, read in the same way."""
    function = text_of(field(read, "function") or read)
    if not function.endswith("args.get"):
        return unclear(text_of(read))
    indent = asked.source.text.indent(statement.start_byte)
    reads = []
    for name, key in zip(names, asked.keys, strict=True):
        plain = ", type=int" if _type(key)[0] == "int" else ""
        reads.append(f'{name} = {function}("{name}"{plain})')
    swap = span_of(statement), f"\n{indent}".join(reads)
    return Instead((swap, *lines(asked, gone)), names, _absent(names))


def signature(
    asked: Asked, parameter: Node, names: tuple[str, ...], gone: list[Span]
) -> Instead | str:
    """The parameter that said how many rows are skipped -> one for each key, absent at first."""
    type_, value = field(parameter, "type"), field(parameter, "value")
    if asked.handler is not None and value is None and "Query" not in text_of(parameter):
        return f"`{text_of(parameter)}` has no default, and the first page is asked for without it."
    if parameter.type not in PARAMETERS:
        return unclear(text_of(parameter))
    said, modules = [], []
    for name, key in zip(names, asked.keys, strict=True):
        text, module = _type(key)
        if type_ is None:
            said.append(f"{name}=None" if value is not None else name)
            continue
        if not text:
            return f"What `{key.name}` is in Python is not known: its type is `{key.type}`."
        if module and regex(rf"(?m)^import {module}$").search(asked.source.text.source):
            text, module = f"{module}.{text}", ""
        said.append(f"{name}: {_typed(asked, text_of(type_), text)}{_default(value)}")
        modules.append((module, text))
    swaps = [_among(asked, parameter, said), *lines(asked, gone)]
    name, place = _placed(parameter)
    every = *swaps, *_imports(asked, modules), *_documented(parameter, name, names)
    return Instead(every, names, _absent(names), parameter=name, place=place)


def _documented(parameter: Node, name: str, names: tuple[str, ...]) -> Iterator[tuple[Span, str]]:
    """The line of the docstring that says what the parameter is -> one for each key."""
    function = parameter.parent.parent if parameter.parent is not None else None
    said = docstring(function) if function is not None else None
    if said is None:
        return
    line = regex(rf"(?m)^([ \t]*(?:[-*] |:param )?){name}( \([^)\n]*\))?( ?: ?).*$")
    for hit in line.finditer(text_of(said)):
        start = said.start_byte + len(text_of(said)[: hit.start()].encode())
        rows = (
            f"{hit[1]}{one}{hit[3]}The key of the last row seen; none for the first page."
            for one in names
        )
        yield Span(start, start + len(hit[0].encode())), "\n".join(rows)


def _placed(parameter: Node) -> tuple[str, int]:
    """The name of a parameter, and how many stand before it."""
    above = parameter.parent
    texts = [text_of(one) for one in above.named_children] if above is not None else []
    at = texts.index(text_of(parameter)) if texts else 0
    own = texts[:1] in (["self"], ["cls"])
    name = parameter if parameter.type == "identifier" else field(parameter, "name")
    return text_of(name or parameter.named_children[0]), at - own


def _among(asked: Asked, parameter: Node, said: list[str]) -> tuple[Span, str]:
    """The new parameters among the others: on lines of their own where one would be too long."""
    flat, given = ", ".join(said), parameter.parent
    text, number = asked.source.text, asked.source.text.line_of(parameter.start_byte)
    start, end = text.line(number)
    long = end - start - (parameter.end_byte - parameter.start_byte) + len(flat) > WIDTH
    if given is None:
        return span_of(parameter), flat
    indent = text.indent(given.start_byte)
    if given.start_point.row != given.end_point.row:
        own = text.slice(start, parameter.start_byte).strip() == ""
        between = f",\n{text.indent(parameter.start_byte)}" if own else ", "
        return span_of(parameter), between.join(said)
    if not long or any(one.type == "comment" for one in given.named_children):
        return span_of(parameter), flat
    every: list[str] = []
    for one in given.named_children:
        every += said if one == parameter else [text_of(one)]
    apart = "".join(f"\n{indent}    {one}," for one in every)
    return span_of(given), f"({apart}\n{indent})"


def _typed(asked: Asked, was: str, text: str) -> str:
    old = "Optional[" in asked.source.text.source and " | None" not in asked.source.text.source
    said = f"Optional[{text}]" if old else f"{text} | None"
    return f"Annotated[{said}, Query()]" if was.startswith("Annotated[") else said


def _default(value: Node | None) -> str:
    if value is None:
        return ""
    return " = Query(None)" if text_of(value).startswith("Query(") else " = None"


def _type(key: Column) -> tuple[str, str]:
    return next(((name, module) for what, name, module in TYPES if what.search(key.type)), ("", ""))


def _absent(names: tuple[str, ...]) -> str:
    return " or ".join(f"{name} is None" for name in names)


def _imports(asked: Asked, wanted: list[tuple[str, str]]) -> Iterator[tuple[Span, str]]:
    """Imports of what the types of the keys are called."""
    root = asked.source.root
    there = [n for n in root.named_children if n.type.startswith("import_")]
    known = {text_of(name).rpartition(".")[2] for n in there for name in n.named_children}
    for module, name in dict.fromkeys(pair for pair in wanted if pair[0]):
        if name in known and f"from {module} import" in asked.source.text.source:
            continue
        first = there[0] if there else root.named_children[0]
        standard = _module(first).partition(".")[0] in stdlib_module_names
        gap = "\n" if standard else "\n\n"
        yield Span(first.start_byte, first.start_byte), f"from {module} import {name}{gap}"


def _module(node: Node) -> str:
    return text_of(field(node, "module_name") or field(node, "name") or node)
