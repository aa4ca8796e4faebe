"""What a Nest handler wants of a request before it runs: numbers in its path, and a body."""

from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_expressions import key_of
from backlight.analysis.javascript_values import Name
from backlight.analysis.syntax import Source, field, text_of
from backlight.stacks.javascript_declared import declared
from backlight.stacks.nestjs import decorators
from backlight.stacks.nestjs.inputs import given

TYPED = {"ParseIntPipe": "1", "ParseUUIDPipe": "6f1c4f0e-6d0b-4a43-9d3c-3a1f0e2b7c55"}
"""Pipes, and what they take."""
LOOSE = frozenset({"IsOptional", "ValidateIf", "Allow", "Transform", "Default", "Optional"})
PIPE = regex(r"new ValidationPipe\((?P<given>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
SKIPS = regex(r"skip(?:Missing|Undefined|Null)Properties:\s*true|expectedType|groups:")
STATUS = regex(r"errorHttpStatusCode:\s*(?:HttpStatus\.)?(\w+)")
RAISED = regex(r"new (\w+)Exception\(")
CODES = {"UNPROCESSABLE_ENTITY": 422, "422": 422, "BAD_REQUEST": 400, "400": 400}
CODES |= {"UnprocessableEntity": 422, "BadRequest": 400}


@dataclass(frozen=True, slots=True)
class Pipe:
    """How bodies are checked in tests: with which status one is refused, and what is said of it."""

    status: int
    told: bool
    """The answer names the fields."""


def typed(function: Node) -> tuple[str, str]:
    """A part of the path that must be a number or a UUID, and what is one; empty if none must."""
    for one in given(function):
        pipes = one.call.args[1:]
        plain = len(pipes) == 1 and isinstance(pipes[0], Name)
        if decorators.named(one.call) == "Param" and one.key and plain and one.pipes[0] in TYPED:
            return one.key, TYPED[one.pipes[0]]
    return "", ""


def parts(function: Node) -> dict[str, str]:
    """What each part of the path takes, by the pipes of the parameters."""
    found = {}
    for one in given(function):
        if decorators.named(one.call) == "Param" and one.key:
            found[one.key] = next((TYPED[p] for p in one.pipes if p in TYPED), "1")
    return found


def body_type(function: Node) -> str:
    """The class of the whole body."""
    for one in given(function):
        if decorators.named(one.call) == "Body":
            whole = not one.key and regex(r"^[A-Z]\w*$").match(one.type)
            return one.type if whole else ""
    return ""


def wanted(project: Project, path: str, name: str) -> str:
    """The first field of a class of class-validator that must be there; empty if none must."""
    found = declared(project, path, name)
    if found is None or "class" not in found[1].type:
        return ""
    body = field(found[1], "body")
    if body is None or "class-validator" not in found[0].text.source:
        return ""
    for member, before in decorators.of_members(body):
        if member.type != "public_field_definition" or field(member, "value") is not None:
            continue
        names = [decorators.named(call) for call in decorators.calls(before)]
        checks = [n for n in names if n.startswith(("Is", "Min", "Max", "Matches", "Length"))]
        if checks and not LOOSE & set(names) and not any("Optional" in n for n in names):
            return key_of(field(member, "name"))
    return ""


def pipe(project: Project, source: Source, asks: Source) -> Pipe | None:
    """The pipe that checks bodies of a handler where tests ask; `None` if there is none for sure.

    What `main.ts` sets up is not there for an application that a test makes itself.
    """
    text, whole = asks.text.source, source.text.source
    own = PIPE.search(text)
    if own is not None:
        return _judged(project, asks.path, own["given"])
    if regex(r"@(?:UsePipes|Body)\((?:new )?ValidationPipe\b(?!\(\s*\{)").search(whole):
        return Pipe(400, told=True)
    for path in _modules(project):
        other = project.read(path)
        code = other.text.source if other is not None else ""
        if regex(r"APP_PIPE,\s*useClass:\s*ValidationPipe").search(code):
            return Pipe(400, told=True)
        everywhere = "APP_PIPE" in code or "createTestingModule" not in text
        if everywhere and (hit := PIPE.search(code)) is not None:
            return _judged(project, path, hit["given"])
    return None


def _modules(project: Project) -> list[str]:
    ends = ("module.ts", "main.ts", "setup.ts", "bootstrap.ts")
    return [p for p in project.paths if p.endswith(ends)][:60]


def _judged(project: Project, path: str, options: str) -> Pipe | None:
    code = options.strip()
    if regex(r"^\w+$").match(code):
        found = declared(project, path, code)
        if found is None:
            return None
        code = text_of(found[1])
    if SKIPS.search(code) or "..." in code:
        return None
    status, told = 400, "disableErrorMessages" not in code
    if (hit := STATUS.search(code)) is not None:
        status = CODES.get(hit[1], 0)
    if "exceptionFactory" in code:
        raised = {CODES.get(name, 0) for name in RAISED.findall(code)}
        status, told = (raised.pop() if len(raised) == 1 else 0), False
    return Pipe(status, told) if status else None
