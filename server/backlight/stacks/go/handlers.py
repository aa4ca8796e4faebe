"""The handlers of a Go file: functions that take a request of one of the frameworks."""

from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.facts import Handler
from backlight.analysis.go_expressions import literal_name
from backlight.analysis.go_imports import imports_of
from backlight.analysis.go_types import params_of, title_of
from backlight.analysis.syntax import (
    Source,
    Span,
    captures,
    field,
    line_of,
    span_of,
)
from backlight.analysis.touched import touching
from backlight.stacks.go.inputs import read

FUNCTIONS = "[(function_declaration) (method_declaration) (func_literal)] @function"
CONTEXTS = {"gin.Context": "gin", "echo.Context": "echo", "fiber.Ctx": "Fiber"}
CONTEXTS |= {"macaron.Context": "Macaron", "flamego.Context": "Macaron"}
ROUTERS = {"github.com/go-chi/chi": "chi", "github.com/gorilla/mux": "gorilla/mux"}
GOES_ON = (b".Next()", b".ServeHTTP(", b"next(")
"""What a function calls that stands before handlers."""


def handlers(source: Source, within: Span | None = None) -> tuple[Handler, ...]:
    """Every handler of a file, or those that touch a span, whatever their framework."""
    if source.tree is None or source.path.endswith("_test.go"):
        return ()
    return _handlers(source, within)


@lru_cache(maxsize=16)
def _handlers(source: Source, within: Span | None) -> tuple[Handler, ...]:
    return tuple(_found(source, within))


def _found(source: Source, within: Span | None) -> Iterator[Handler]:
    for top in touching(source.root, within):
        for node in captures_in(source, top, within):
            context = context_of(source, node)
            if context is not None and not any(w in (node.text or b"") for w in GOES_ON):
                stack, names = context
                found = read(node, names)
                name = title_of(node) if node.type != "func_literal" else literal_name(node)
                yield Handler(
                    name=name,
                    stack=stack,
                    span=span_of(node),
                    line=line_of(node),
                    inputs=found.inputs,
                    validated=found.validated,
                    body=found.body,
                )


def captures_in(source: Source, top: Node, within: Span | None) -> list[Node]:
    """The functions of a top-level declaration that touch a span."""
    if top.type not in {"function_declaration", "method_declaration", "var_declaration"}:
        return []
    found = captures(source, FUNCTIONS, span_of(top)).get("function", [])
    inside = [n for n in found if top.start_byte <= n.start_byte and n.end_byte <= top.end_byte]
    return [n for n in inside if within is None or span_of(n).touches(within)]


def context_of(source: Source, node: Node) -> tuple[str, tuple[str, ...]] | None:
    """The framework whose request a function takes, and the names it has there."""
    params = params_of(field(node, "parameters"))
    for name, kind in params:
        if kind in CONTEXTS:
            return CONTEXTS[kind], (name,)
    kinds = {kind: name for name, kind in params}
    if "http.ResponseWriter" in kinds and "http.Request" in kinds:
        return _router(source), (kinds["http.ResponseWriter"], kinds["http.Request"])
    return None


def _router(source: Source) -> str:
    paths = imports_of(source.root).values()
    return next((name for path in paths for p, name in ROUTERS.items() if p in path), "net/http")
