"""The HTTP methods of function views: what their decorators and their own checks say."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.python import Function
from backlight.analysis.python_expressions import parts, string
from backlight.analysis.python_tree import name_of
from backlight.analysis.python_values import Call, Literal, Many, Value
from backlight.analysis.syntax import Source, descendants, field, text_of

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
SHORT = {"require_GET": ("GET",), "require_POST": ("POST",), "require_safe": ("GET",)}
NOT_ALLOWED = regex(r"HttpResponseNotAllowed|MethodNotAllowed|\b405\b|METHOD_NOT_ALLOWED")


def allowed(one: Function, told_apart: tuple[str, ...]) -> tuple[str, ...]:
    """The methods a function view serves; `ANY` if neither a decorator nor its body says."""
    for decorator in one.decorators:
        found = _decorated(decorator)
        if found:
            return found
    return told_apart or ("ANY",)


def checked(source: Source) -> dict[str, tuple[str, ...]]:
    """Function at the top of a file -> the methods it tells apart by `request.method`."""
    found: dict[str, tuple[str, ...]] = {}
    if b".method" not in source.text.data:
        return found
    for node in source.root.named_children:
        function = field(node, "definition") if node.type == "decorated_definition" else node
        if function is None or function.type != "function_definition":
            continue
        if b"request.method" in (function.text or b"") and (methods := _checks(function)):
            found[name_of(function)] = methods
    return found


def _decorated(decorator: Value) -> tuple[str, ...]:
    """`@api_view(["GET"])`, `@require_POST`, and a project's own `@methods("GET", "POST")`."""
    name = decorator.name if isinstance(decorator, Call) else getattr(decorator, "dotted", "")
    last = name.rpartition(".")[2]
    if last in SHORT:
        return SHORT[last]
    if not isinstance(decorator, Call):
        return ()
    given = decorator.argument(0, "request_method_list") or decorator.argument(
        0, "http_method_names"
    )
    listed = given.items if isinstance(given, Many) else decorator.args
    words = [one.value if isinstance(one, Literal) else None for one in listed]
    methods = tuple(
        word.upper() for word in words if isinstance(word, str) and word.upper() in VERBS
    )
    if len(methods) == len(words) and methods:
        return methods
    return ("GET",) if last == "api_view" and not decorator.args and not decorator.named else ()


def _checks(function: Node) -> tuple[str, ...]:
    """Methods compared with; `GET` besides where the rest of the view serves what is left."""
    equal: dict[str, None] = {}
    other: dict[str, None] = {}
    for node in descendants(function, "comparison_operator", "match_statement"):
        for method, negated in _compared(node):
            (other if negated else equal)[method] = None
    if not equal and not other:
        return ()
    if other:
        return tuple(other | equal)
    refuses = NOT_ALLOWED.search(text_of(function))
    return tuple(equal if "GET" in equal or refuses else {"GET": None, **equal})


def _compared(node: Node) -> Iterator[tuple[str, bool]]:
    """Each method a comparison or a `match` names, and whether it is ruled out."""
    if node.type == "match_statement":
        if text_of(field(node, "subject") or node).endswith("request.method"):
            patterns = (
                s for c in descendants(node, "case_pattern") for s in descendants(c, "string")
            )
            yield from ((m, False) for s in patterns if (m := string(s) or "") in VERBS)
        return
    sides = parts(node)
    if not any(text_of(side).endswith("request.method") for side in sides):
        return
    negated = any(child.type in {"!=", "not in"} for child in node.children)
    for side in sides:
        for literal in descendants(side, "string"):
            if (method := (string(literal) or "").upper()) in VERBS:
                yield method, negated
