"""Give a FastAPI handler a Pydantic model in place of the untyped body it takes."""

from dataclasses import dataclass
from functools import partial

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.python_locals import assignments, climb, occurrences
from backlight.analysis.python_uses import Uses, follow
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, OverlappingEdits, Refused, change
from backlight.stacks.fastapi.handlers import paths, raw
from backlight.stacks.fastapi.parameters import Parameter, parameters
from backlight.stacks.pydantic.declare import declare
from backlight.stacks.pydantic.fields import Field
from backlight.stacks.pydantic.imports import unimport
from backlight.stacks.pydantic.known import function_at, known, untold
from backlight.stacks.pydantic.model import Style, model
from backlight.stacks.pydantic.place import home, schema_name
from backlight.stacks.pydantic.rewrite import reads
from backlight.stacks.record import Writer


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """The untyped body of a handler, and all that is known of it."""

    source: Source
    handler: Handler
    function: Node
    uses: Uses
    fields: tuple[Field, ...]
    parameter: Parameter | None
    """The parameter that holds it; `None` if it is read from the `Request`."""
    roots: list[Node]


def validate(source: Source, handler: Handler, project: Project) -> Writer | Refused:
    """Declare what the handler reads of its body, and make it take that.

    Whether that can be done is told by the handler alone; where the model goes, by the project.
    """
    function = function_at(source, handler)
    if function is None:
        return Refused(f"`{handler.name}` has moved; open the menu again.")
    if handler.validated:
        return Refused(f"`{handler.name}` is validated by `{handler.validated}` already.")
    bodies = [found for found in raw(function) if found[1] in {"body", "form"}]
    if len(bodies) != 1:
        many = "several bodies" if bodies else "no untyped body"
        return Refused(f"`{handler.name}` takes {many}; validate one body by hand first.")
    name, place, roots = bodies[0]
    given = {one.name: one for one in parameters(function, paths(function))}
    parameter = given.get(name)
    if parameter is not None and (parameter.kind == "array" or assignments(function, name)):
        what = "a list" if parameter.kind == "array" else "given several values"
        return Refused(f"The body `{name}` is {what}; declare its items in a model by hand.")
    if place == "form":
        return Refused("A form needs one `Form()` parameter a field; ask the agent for it.")
    uses = follow(function, roots)
    found = known(function, uses, project, handler.name)
    if isinstance(found, Refused):
        return found
    if (unknown := untold(found, handler.name)) is not None:
        return unknown
    body = Body(source, handler, function, uses, found, parameter, roots)
    taken = _taken(body, "Model", Style())
    return taken if isinstance(taken, Refused) else partial(_change, body, project)


def _taken(body: Body, name: str, style: Style) -> list[Edit] | Refused:
    """The handler takes the model, and reads its attributes."""
    used = reads(body.source, body.uses, body.fields, style)
    taken = _typed(body, name) if body.parameter is not None else _parsed(body, name)
    if isinstance(used, Refused):
        return used
    if isinstance(taken, Refused):
        return taken
    try:
        change((body.source.path, [*taken, *used]))
    except OverlappingEdits:
        return Refused("Two reads of the body stand inside one another; take them apart first.")
    return [*taken, *used]


def _change(body: Body, project: Project) -> Change | Refused:
    place = home(body.source, project)
    name = schema_name(body.handler.name, place)
    extra = bool(body.uses.whole and body.uses.reads)
    made = model(name, body.fields, place.style, extra=extra)
    taken = _taken(body, name, place.style)
    if isinstance(taken, Refused):
        return taken
    marked = any("Body()" in edit.text for edit in taken)
    wanted: dict[str, set[str]] = {"fastapi": {"Body"}} if marked else {}
    policy = "other fields are kept" if extra else "other fields are ignored, as before"
    schema = declare(body.source, body.function, place, made, wanted, policy)
    return change(schema, (body.source.path, taken))


def _typed(body: Body, name: str) -> list[Edit] | Refused:
    """The parameter takes the model."""
    given, why = body.parameter, "FastAPI checks the body and answers 422"
    if given is None:
        return Refused("The body is not a parameter.")
    default = given.node.child_by_field_name("value")
    loose = default is not None and text_of(default) in {"{}", "dict()", "None"}
    found = []
    if given.type is not None:
        found.append(Edit(given.type.start_byte, given.type.end_byte, name, why))
    else:
        label = field(given.node, "name") or given.node
        end = default.start_byte if default is not None else label.end_byte
        text = f": {name} = " if default is not None else f": {name}"
        found.append(Edit(label.end_byte, end, text, why))
    if default is not None and loose and any(one.required for one in body.fields):
        optional = "None" in text_of(given.node.child_by_field_name("type") or given.node)
        if not (optional and text_of(default) == "None"):
            found.append(Edit(default.start_byte, default.end_byte, "Body()", why))
    elif default is not None and text_of(default) in {"{}", "dict()"}:
        found.append(Edit(default.start_byte, default.end_byte, f"{name}()", why))
    return found


def _parsed(body: Body, name: str) -> list[Edit] | Refused:
    """FastAPI parses the body instead of `await request.json()`."""
    if any(p.role in {"model", "raw"} for p in parameters(body.function, paths(body.function))):
        return Refused("The handler takes another body as well; merge them by hand first.")
    local, statement = _binding(body)
    why = "FastAPI parses and checks the body, and answers 422"
    found: list[Edit] = []
    if statement is not None:
        block = statement.parent
        if block is None or len(block.named_children) < 2 or _in_try(statement):
            return Refused(
                "The body is parsed in a `try`; FastAPI does that itself, remove it first."
            )
        found.append(_line(body.source, statement))
    else:
        found += [Edit(r.start_byte, r.end_byte, local, why) for r in map(climb, body.roots)]
    request = next(
        p for p in parameters(body.function, paths(body.function)) if p.role == "request"
    )
    places = list(occurrences(body.function, request.name))
    if len(places) == len(body.roots):
        start, end = request.node.start_byte, request.node.end_byte
        found.append(Edit(start, end, f"{local}: {name}", why))
        found += unimport(body.source, request.written)
    else:
        at = request.node.start_byte
        found.append(Edit(at, at, f"{local}: {name}, ", why))
    return found


def _binding(body: Body) -> tuple[str, Node | None]:
    """The name the body is bound to by a statement of its own, or a new one."""
    whole_body = [(local, node) for local, keys, node in body.uses.bound if not keys]
    if len(whole_body) == 1 and len(body.roots) == 1 and whole_body[0][1].parent is not None:
        local, node = whole_body[0]
        if node.parent is not None and node.parent.type == "expression_statement":
            return local, node.parent
    return "payload", None


def _in_try(statement: Node) -> bool:
    above = statement.parent
    return above is not None and above.parent is not None and above.parent.type == "try_statement"


def _line(source: Source, statement: Node) -> Edit:
    """A statement taken out with its line."""
    row = source.text.line_of(statement.start_byte)
    start, _ = source.text.line(row)
    end = source.text.starts[row + 1] if row + 1 < len(source.text.starts) else statement.end_byte
    end = max(end, statement.end_byte)
    return Edit(start, end, "", "FastAPI parses the body")
