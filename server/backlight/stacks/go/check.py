"""Check what a Go handler decodes: by echo's validator, or by the one that the package has."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.go_expressions import arguments
from backlight.analysis.syntax import Source, ancestors, field, text_of
from backlight.edits import Edit, Refused

ECHO = regex(r"\.Validator\s*=")
OWN = regex(r"(?m)^\s*(?:var\s+)?(\w+)\s*(?::?=|\*?validator\.Validate\s*=)\s*validator\.New\(")
WHY = "What does not fit its rules is answered as what cannot be read is."


def checked(source: Source, call: Node, name: str, project: Project, stack: str) -> Edit | Refused:
    """After the answer to what cannot be read: the same answer to what does not fit."""
    found = next((n for n in ancestors(call) if n.type == "if_statement"), None)
    body = field(found, "consequence") if found is not None else None
    if found is None or body is None or "return" not in text_of(body):
        return Refused(f"The error of reading `{name}` is not answered here; answer it first.")
    checker = _checker(source, call, project, stack)
    if checker is None:
        return Refused(
            "No validator is made in this package: add github.com/go-playground/validator, or ask "
            "the agent for the checks."
        )
    pad = source.text.before(found.start_byte)
    given = next((text_of(a) for a in arguments(call) if a.type == "unary_expression"), name)
    code = f"\n{pad}if err := {checker}({given}); err != nil {text_of(body)}"
    return Edit(found.end_byte, found.end_byte, code, WHY)


def _checker(source: Source, call: Node, project: Project, stack: str) -> str | None:
    """`c.Validate` where echo was given a validator; else `validate.Struct` of the package."""
    folder = source.path.rpartition("/")[0]
    operand = field(call, "function", "operand")
    near = [p for p in project.paths if p.endswith(".go") and p.rpartition("/")[0] == folder]
    for path in (*near, *project.files) if stack == "echo" else near:
        other = project.read(path)
        text = other.text.source if other is not None else ""
        if stack == "echo" and operand is not None and ECHO.search(text):
            return f"{text_of(operand)}.Validate"
        hit = OWN.search(text) if path in near and "validator" in text else None
        if hit is not None:
            return f"{hit[1]}.Struct"
    return None
