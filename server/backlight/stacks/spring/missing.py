"""A row that is not there, in Spring: `ResponseStatusException`, where nothing else answers."""

from collections.abc import Iterator
from functools import partial
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.failures import Failure
from backlight.analysis.java_values import Type
from backlight.analysis.syntax import Source, ancestors, field, node_at, span_of, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.java_imports import imported
from backlight.stacks.missing_rows import missing_rows, words
from backlight.stacks.record import Writer
from backlight.stacks.spring.fragment import Code
from backlight.stacks.spring.messages import answers_message

STATUS = "org.springframework.http.HttpStatus"
EXCEPTION = "org.springframework.web.server.ResponseStatusException"
OWN = regex(r"NotFound\w*Exception$")
BROAD = regex(r"@ExceptionHandler\s*\([^)]*\b(?:Exception|RuntimeException|Throwable)\.class")
ADVICE = frozenset({"ControllerAdvice", "RestControllerAdvice"})
BLOCKS = frozenset({"block", "constructor_body"})


def refuse_missing(source: Source, handler: Handler, project: Project) -> Writer | Refused:
    """An `orElseThrow` in place of `get` and `orElse(null)`, or a guard below the statement.

    Whether an advice answers whatever is thrown is looked up when it is done.
    """
    if answers_message(source, handler):
        return Refused(
            f"`{handler.name}` answers no status, but an error of its own; ask the agent."
        )
    found = missing_rows(source, handler, project)
    if isinstance(found, Refused):
        return found
    if own := next((one for _, one in _types(project) if OWN.search(one.name)), None):
        return Refused(f"What is not there is `{own.name}` here; ask the agent to throw it.")
    edits: list[Edit] = []
    for failure in found:
        edit = _edit(source, failure)
        if isinstance(edit, Refused):
            return edit
        edits.append(edit)
    made = change((source.path, [*edits, *imported(source, STATUS, EXCEPTION)]))
    return partial(_unless_answered, made, project)


def _edit(source: Source, failure: Failure) -> Edit | Refused:
    assert failure.query is not None  # noqa: S101 - a missing row comes from a query
    why = f"`{failure.name}` is answered with 404 when it is not there"
    made = f'new ResponseStatusException(HttpStatus.NOT_FOUND, "{words(failure)}")'
    call = node_at(source, failure.query.span)
    above = call.parent
    name = field(above, "name") if above is not None and above.type == "method_invocation" else None
    if above is not None and name is not None and span_of(call) == failure.query.span:
        given = field(above, "arguments")
        takes = {"get": "()", "orElse": "(null)"}.get(text_of(name))
        if given is None or takes != text_of(given).replace(" ", ""):
            return Refused(f"It {failure.said}, inside an expression; give it a name first.")
        return Edit(name.start_byte, above.end_byte, f"orElseThrow(() -> {made})", why)
    statement = next((n for n in ancestors(call) if n.parent and n.parent.type in BLOCKS), None)
    if statement is None or statement.type != "local_variable_declaration":
        return Refused(f"It {failure.said}, inside an expression; give it a name first.")
    kind = field(statement, "type")
    if kind is None or text_of(kind).startswith(("Optional", "Mono", "var")):
        return Refused(f"`{failure.name}` holds a row or nothing; look into it by hand.")
    indent, deep = source.text.indent(statement.start_byte), _deep(source, statement)
    code = f"\n{indent}if ({failure.name} == null) {{\n{deep}throw {made};\n{indent}}}"
    return Edit(statement.end_byte, statement.end_byte, code, why)


def _deep(source: Source, statement: Node) -> str:
    indent = source.text.indent(statement.start_byte)
    return indent + ("\t" if "\t" in indent else " " * (len(indent) // 2 or 4))


def _types(project: Project) -> Iterator[tuple[str, Type]]:
    """Every type of the project that Spring may know, with its path."""
    for path, facts in project.files.items():
        fragment = facts.fragments.get("spring")
        if isinstance(fragment, Code):
            yield from ((path, one) for one in fragment.file.types)


def _unless_answered(made: Change, project: Project) -> Change | Refused:
    for path in dict.fromkeys(path for path, one in _types(project) if _advises(one)):
        text = project.read(path)
        said = text.text.source if text is not None else ""
        if BROAD.search(said) and "ResponseStatusException" not in said:
            return Refused(f"{path} answers whatever is thrown; ask the agent for a status of 404.")
    return made


def _advises(one: Type) -> bool:
    return any(a.name in ADVICE for a in one.annotations)
