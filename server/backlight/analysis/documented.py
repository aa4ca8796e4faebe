"""What is written about a handler where its clients and its readers look."""

import re

from tree_sitter import Node

from backlight.analysis.facts import Endpoint, Handler
from backlight.analysis.syntax import Source, captures, field, line_of, text_of

DECLARED = re.compile(
    r"\b(?:summary|description|responses)\s*=|extend_schema|swagger_auto_schema|swag_from|@\w+\.(?:doc|response)"
    r"|@Operation\b|@Api(?:Operation|Response)\b"
)
"""Ways to describe a route beside its function."""
APART = re.compile(
    r"^[ \t]*@(?:Api\w+|Operation|extend_schema|swagger_auto_schema|swag_from)"
    r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)",
    re.MULTILINE,
)
"""What describes a route beside its function, and does nothing."""
WITHIN = re.compile(r"^[ \t]*//\s*swagger:(?:operation|route)\b.*(?:\n[ \t]*//.*)*", re.MULTILINE)
"""What go-swagger reads, which may stand in the function itself."""
PARAMETER = re.compile(r"\{[^}]*\}")
BLOCK_PATH = re.compile(r"^\s*\*?\s*(/[\w\-./{}]+):\s*$", re.MULTILINE)
"""A path in such a block, in a line of its own."""
MARKS = ("//", "/*", "*", "#")
STATUS = re.compile(
    r"(?:status(?:_code|Code)?\s*[=(:]\s*|abort\(\s*|(?:Exception|Error)\(\s*|HTTP_|sendStatus\(\s*|,\s*)"
    r"(?:\w+\.)*?([45]\d\d)(?![0-9A-Za-z.])"
)
"""Where code says with which status it refuses."""


def documentation(source: Source, handler: Handler) -> str:
    """Everything that describes a handler; empty if nothing does."""
    code = source.text.slice(handler.span.start, handler.span.end)
    function = function_of(source, handler)
    said = [comment_above(source, handler.span.start)]
    if function is not None:
        head = source.text.slice(handler.span.start, function.start_byte)
        said.append(head if DECLARED.search(head) else "")
        if (text := docstring(function)) is not None:
            said.append(text_of(text))
    elif DECLARED.search(code.partition("{")[0]):
        said += [code.partition("{")[0], *(one[0] for one in APART.finditer(code))]
    elif (within := WITHIN.search(code)) is not None:
        said.append(within[0])
    return "\n".join(filter(None, said))


def in_blocks(text: str, endpoint: Endpoint) -> bool:
    """Whether a block of OpenAPI in comments (`@swagger`, `@openapi`) describes an endpoint."""
    if "@swagger" not in text and "@openapi" not in text:
        return False
    wanted, method = PARAMETER.sub("{}", endpoint.path), endpoint.method.lower()
    rows = list(BLOCK_PATH.finditer(text))
    ends = [row.start() for row in rows[1:]] + [len(text)]
    return any(
        wanted.endswith(PARAMETER.sub("{}", row[1]).rstrip("/"))
        and re.search(rf"^\s*\*?\s+{method}:\s*$", text[row.end() : end], re.MULTILINE)
        for row, end in zip(rows, ends, strict=True)
    )


def refusals(code: str) -> tuple[str, ...]:
    """The statuses with which code refuses, each once, in their order."""
    return tuple(sorted(set(STATUS.findall(code))))


def function_of(source: Source, handler: Handler) -> Node | None:
    """The function of a handler in Python."""
    if source.language != "python":
        return None
    found = captures(source, "(function_definition) @function", handler.span).get("function", [])
    return next((node for node in found if line_of(node) == handler.line), None)


def docstring(function: Node) -> Node | None:
    """The docstring of a Python function."""
    body = field(function, "body")
    first = next((n for n in body.named_children if n.type != "comment"), None) if body else None
    if first is None or first.type != "expression_statement" or not first.named_children:
        return None
    return first.named_children[0] if first.named_children[0].type == "string" else None


def comment_above(source: Source, offset: int) -> str:
    """The comment lines right above a place."""
    number, lines = source.text.line_of(offset) - 1, list[str]()
    while number >= 0:
        line = source.text.slice(*source.text.line(number)).strip()
        if not line.startswith(MARKS) or line.startswith("#!"):
            break
        lines.insert(0, line)
        number -= 1
    return "\n".join(lines)
