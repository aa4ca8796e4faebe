"""Read a Go file into what it says."""

from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.go import (
    Branch,
    Call,
    Do,
    Each,
    File,
    Function,
    Literal,
    Other,
    Return,
    Set,
    Step,
    Value,
)
from backlight.analysis.go_expressions import literal_name, read
from backlight.analysis.go_imports import imports_of
from backlight.analysis.go_types import fields_of, params_of, type_of
from backlight.analysis.syntax import Source, field, line_of, text_of

LEADS = regex(
    rb"\.(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE|Get|Post|Put|Patch|Delete|Head"
    rb"|Options|Any|All|Match|Add|Handle|HandleFunc|HandlerFunc|Handler|Method|MethodFunc|Methods"
    rb"|Group|Route|Mount|Use|With|StripPrefix|Subrouter|PathPrefix|Path|Default)\(|New\w*\("
    rb"|[Rr]oute|[Hh]andler|[Rr]egister|[Mm]ux\b|return\s+func\b"
)
"""What the body of a function holds if it can lead to a route."""
METHOD = regex(
    rb"\.Method\s*[!=]=\s*(?:http\.Method(\w+)|\"([A-Z]+)\")|case\s+((?:(?:http\.Method\w+|\"[A-Z]+\"),?\s*)+):"
)
WORD = regex(r'http\.Method(\w+)|"([A-Z]+)"')
FLAT = {
    *("block", "statement_list", "if_statement", "for_statement", "expression_switch_statement"),
    *("expression_case", "default_case", "type_switch_statement", "type_case", "labeled_statement"),
    *("select_statement", "communication_case", "go_statement", "defer_statement"),
}


@lru_cache(maxsize=8)
def module(source: Source) -> File | None:
    """What a file says; `None` for a test and for one that names no package."""
    if source.tree is None or source.path.endswith("_test.go"):
        return None
    top = source.root.named_children
    package = next((n for n in top if n.type == "package_clause"), None)
    if package is None or not package.named_children:
        return None
    structs: dict[str, tuple[tuple[str, str], ...]] = {}
    types: dict[str, str] = {}
    for spec in (s for n in top if n.type == "type_declaration" for s in n.named_children):
        name, kind = field(spec, "name"), field(spec, "type")
        if name is None or kind is None:
            continue
        if kind.type == "struct_type":
            structs[text_of(name)] = fields_of(kind)
        else:
            types[text_of(name)] = type_of(kind)
    return File(
        path=source.path,
        package=text_of(package.named_children[0]),
        imports=imports_of(source.root),
        functions=tuple(f for n in top if (f := function_of(n)) is not None),
        structs=structs,
        values=tuple(
            step
            for n in top
            if n.type in {"const_declaration", "var_declaration"}
            for step in _steps(n)
            if isinstance(step, Set)
        ),
        types=types,
    )


ROUTERS = regex(r"\b(gin|echo|chi|fiber|mux)\.|Router|Mux$")
"""Types of parameters that hand a router on."""
SHORT = 600
"""A function that gives a string may give a path if it is not longer than this."""


def function_of(node: Node) -> Function | None:
    """A function declaration; of one that can lead to no route only what it is called with."""
    name, body = field(node, "name"), field(node, "body")
    if node.type not in {"function_declaration", "method_declaration"} or name is None:
        return None
    receiver = params_of(field(node, "receiver"))
    result = field(node, "result")
    results: tuple[str, ...] = ()
    if result is not None:
        many = result.type == "parameter_list"
        results = tuple(t for _, t in params_of(result)) if many else (type_of(result),)
    owner = receiver[0][1] if receiver else ""
    code = (body.text or b"") if body is not None else b""
    params = params_of(field(node, "parameters"))
    return Function(
        name=text_of(name),
        owner=owner,
        self=receiver[0][0] if receiver else "",
        params=params,
        results=results,
        body=tuple(_steps(body)) if body is not None and _leads(code, params, results) else (),
        line=line_of(node),
        methods=methods_in(code),
    )


def _leads(code: bytes, params: tuple[tuple[str, str], ...], results: tuple[str, ...]) -> bool:
    """Whether a body can lead to a route, or put together a path of one."""
    path = results == ("string",) and len(code) < SHORT
    return path or LEADS.search(code) is not None or any(ROUTERS.search(t) for _, t in params)


def methods_in(code: bytes) -> tuple[str, ...]:
    """The HTTP methods that a body compares its request's with."""
    if b".Method" not in code:
        return ()
    words = (w for found in METHOD.finditer(code) for w in WORD.finditer(found[0].decode()))
    return tuple(dict.fromkeys((w[1] or w[2]).upper() for w in words))


def _steps(node: Node) -> Iterator[Step]:
    """What is done below a node, in order; conditions are gone both ways."""
    todo = [node]
    while todo:
        at = todo.pop()
        step = _step(at)
        if step is not None:
            yield step
        elif at.type == "block" and at.parent is not None and at.parent.type == "if_statement":
            yield _branch(at, at.parent)
        elif at.type in FLAT or at.type.endswith(("_declaration", "_spec_list")):
            todo += reversed(at.named_children)


def _branch(body: Node, of: Node) -> Branch:
    """One way of an `if`."""
    test, given = field(of, "condition"), None
    if test is not None and text_of(test).endswith('!= ""') and body == field(of, "consequence"):
        given = field(test, "left")
    parts = tuple(step for one in body.named_children for step in _steps(one))
    return Branch(read(given, _literal) if given is not None else Other(), parts)


def _step(node: Node) -> Step | None:
    if node.type == "expression_statement":
        value = read(node.named_children[0] if node.named_children else None, _literal)
        return Do(value) if isinstance(value, Call) else None
    if node.type in {"go_statement", "defer_statement"} and node.named_children:
        return Do(read(node.named_children[0], _literal))
    if node.type in {"short_var_declaration", "assignment_statement"}:
        left, right = _list(field(node, "left")), _list(field(node, "right"))
        return Set(left, right, declares=node.type.startswith("short"))
    if node.type in {"var_spec", "const_spec"}:
        given = field(node, "value")
        names = tuple(read(n, _literal) for n in node.children_by_field_name("name"))
        return Set(names, _list(given), type_of(field(node, "type")))
    if node.type == "return_statement":
        return Return(_list(node.named_children[0] if node.named_children else None))
    return _loop(node) if node.type == "for_statement" else None


def _list(node: Node | None) -> tuple[Value, ...]:
    """The expressions of a list."""
    return tuple(read(n, _literal) for n in node.named_children) if node is not None else ()


def _loop(node: Node) -> Step | None:
    """A loop over a list."""
    clause = next((n for n in node.named_children if n.type == "range_clause"), None)
    body = field(node, "body")
    if clause is None or body is None:
        return None
    left = field(clause, "left")
    names = [text_of(n) for n in left.named_children] if left is not None else []
    over = read(field(clause, "right"), _literal)
    return Each(names[-1] if len(names) > 1 else "", over, tuple(_steps(body)))


def _literal(node: Node) -> Literal:
    body = field(node, "body")
    return Literal(
        name=literal_name(node),
        params=params_of(field(node, "parameters")),
        body=tuple(_steps(body)) if body is not None else (),
        line=line_of(node),
        methods=methods_in((body.text or b"") if body is not None else b""),
    )
