"""Give a `RestTemplate`, or a connection of a `URL`, its timeouts in the place where it is made."""

from tree_sitter import Node

from backlight.analysis.syntax import Source, ancestors, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.java_imports import imported

FACTORY = "org.springframework.http.client.SimpleClientHttpRequestFactory"
NAME, KIND = "requestFactory", "SimpleClientHttpRequestFactory"
CONNECT, READ = 5_000, 10_000
STATEMENTS = frozenset({"local_variable_declaration", "return_statement", "expression_statement"})


def template(source: Source, node: Node, why: str) -> Change | Refused:
    """`new RestTemplate()` with a factory of the kind that it takes anyway, and its timeouts."""
    given = field(node, "arguments")
    if given is None or NAME in source.text.source:
        return Refused(f"`{NAME}` is something else here; add the timeouts by hand.")
    more = imported(source, FACTORY)
    statement = _statement(node)
    if statement is not None:
        indent = source.text.indent(statement.start_byte)
        code = "".join(f"{line}\n{indent}" for line in _lines())
        before = Edit(statement.start_byte, statement.start_byte, code, why)
        inside = Edit(given.start_byte, given.end_byte, f"({NAME})", why)
        return change((source.path, [before, inside, *more]))
    owner = next((one for one in ancestors(node) if one.type == "class_body"), None)
    declared = next((one for one in ancestors(node) if one.type == "field_declaration"), None)
    if owner is None or declared is None or declared.parent != owner:
        return Refused("It is made in the middle of something else; add the timeouts by hand.")
    indent = source.text.indent(declared.start_byte)
    deep = "\t" if "\t" in indent else indent
    body = "".join(f"{indent}{deep}{line}\n" for line in (*_lines(), f"return {NAME};"))
    method = f"\n{indent}private static {KIND} {NAME}() {{\n{body}{indent}}}\n"
    at = source.text.line_at(owner.end_byte - 1)[0]
    inside = Edit(given.start_byte, given.end_byte, f"({NAME}())", why)
    return change((source.path, [inside, Edit(at, at, method, why), *more]))


def connection(source: Source, node: Node, why: str) -> Change | Refused:
    """A connection is told when to give up, right after it is opened."""
    statement = _statement(node)
    name = _given(statement, node) if statement is not None else ""
    if statement is None or not name:
        return Refused("What it opens is read at once; give it a name first.")
    indent = source.text.indent(statement.start_byte)
    lines = (f"{name}.setConnectTimeout({CONNECT:_});", f"{name}.setReadTimeout({READ:_});")
    code = "".join(f"\n{indent}{line}" for line in lines)
    return change((source.path, [Edit(statement.end_byte, statement.end_byte, code, why)]))


def _lines() -> tuple[str, ...]:
    return (
        f"{KIND} {NAME} = new {KIND}();",
        f"{NAME}.setConnectTimeout({CONNECT:_});",
        f"{NAME}.setReadTimeout({READ:_});",
    )


def _statement(node: Node) -> Node | None:
    """The statement of a block that a node is all of the value of, or is a part of."""
    for above in ancestors(node):
        if above.type in STATEMENTS:
            inside = above.parent is not None and above.parent.type in {"block", "constructor_body"}
            return above if inside else None
        if above.type in {"lambda_expression", "field_declaration"}:
            return None
    return None


def _given(statement: Node, node: Node) -> str:
    """The name that a statement gives to what a call answers, cast or not."""
    made = statement.named_children[-1]
    if made.type not in {"variable_declarator", "assignment_expression"}:
        return ""
    value = field(made, "value") or field(made, "right")
    while value is not None and value.type in {"cast_expression", "parenthesized_expression"}:
        value = field(value, "value") or value.named_children[-1]
    name = field(made, "name") or field(made, "left")
    return text_of(name) if value == node and name is not None else ""
