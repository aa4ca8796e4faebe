"""Check what a Flask handler reads with a Pydantic model, and answer 4xx where it does not fit."""

from dataclasses import dataclass, replace

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.python_inputs import TEXTS
from backlight.analysis.python_locals import climb
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_uses import Uses, follow
from backlight.analysis.syntax import Source, ancestors, descendants, text_of
from backlight.edits import Change, Edit, OverlappingEdits, Refused, change
from backlight.stacks.flask.answers import Answer, answer
from backlight.stacks.flask.handlers import raw
from backlight.stacks.flask.marshmallow import clashing, refused, spoken
from backlight.stacks.flask.marshmallow import schema as marshmallow
from backlight.stacks.pydantic.declare import declare
from backlight.stacks.pydantic.fields import Field
from backlight.stacks.pydantic.known import function_at, known
from backlight.stacks.pydantic.model import model
from backlight.stacks.pydantic.place import home, modules_of, schema_name
from backlight.stacks.pydantic.required import require
from backlight.stacks.pydantic.rewrite import reads

PLACES = ("body", "form", "query")


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A mapping of the request that a handler reads unchecked, and all that is known of it."""

    source: Source
    handler: Handler
    function: Node
    name: str
    roots: list[Node]
    uses: Uses
    fields: tuple[Field, ...]


def validate(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Declare what the handler reads, and check it before it is used."""
    function = function_at(source, handler)
    if function is None:
        return Refused(f"`{handler.name}` has moved; open the menu again.")
    if handler.validated:
        return Refused(f"`{handler.name}` is validated by `{handler.validated}` already.")
    read = sorted(raw(function), key=lambda one: (*map(one[1].__ne__, PLACES), one[0]))
    mappings = [one for one in read if one[1] in PLACES]
    if not mappings:
        return Refused(f"`{handler.name}` reads no body, form or query that could be checked.")
    name, place, roots = mappings[0]
    if len([one for one in mappings if one[1] == place]) > 1:
        return Refused("The body is read in several ways; read it once, then validate it.")
    uses = follow(function, roots)
    floor = _floor(function, [climb(root) for root in roots])
    found = known(function, uses, project, handler.name, floor)
    if place in TEXTS and not isinstance(found, Refused):
        found = tuple(replace(f, type="string") if f.type == "any" else f for f in found)
    if isinstance(found, Refused):
        return found
    body = Body(source, handler, function, name, roots, uses, found)
    try:
        return _change(body, project)
    except OverlappingEdits:
        return Refused("Two reads of the body stand inside one another; take them apart first.")


def _change(body: Body, project: Project) -> Change | Refused:
    modules = modules_of(project, body.source)
    if spoken(modules):
        return _with_marshmallow(body, project, modules)
    place = home(body.source, project)
    name = schema_name(body.handler.name, place)
    extra = bool(body.uses.whole and body.uses.reads)
    made = model(name, body.fields, place.style, extra=extra)
    used = reads(body.source, body.uses, body.fields, place.style, _binding(body)[0])
    if isinstance(used, Refused):
        return used
    refusal = answer(body.source, body.function, place.style.version)
    checked = _checked(body, f"{name}.{_parse(place.style.version)}", refusal)
    if isinstance(checked, Refused):
        return checked
    wanted = {"pydantic": {"ValidationError"}}
    for module, needed in refusal.imports:
        wanted.setdefault(module, set()).add(needed)
    added, missing = require(project, modules, "pydantic", "pydantic>=2")
    policy = f"other fields are {'kept' if extra else 'ignored, as before'}"
    policy += f"; {missing}" if missing else ""
    schema = declare(body.source, body.function, place, made, wanted, policy)
    return change(schema, added, (body.source.path, [*checked, *used]))


def _with_marshmallow(body: Body, project: Project, modules: Modules) -> Change | Refused:
    """The schema stands above the handler; what it loads is a dict, so reads stay."""
    here = replace(home(body.source, project), file=None)
    dotted = next((one.name for one in body.fields if "." in one.name), "")
    if dotted:
        return Refused(
            f"`{dotted}` cannot be the name of a field of marshmallow; write it by hand."
        )
    extra = bool(body.uses.whole)
    made = marshmallow(schema_name(body.handler.name, here), body.fields, extra=extra)
    clash = clashing(modules, body.source.path, made)
    if clash:
        return Refused(f"`{clash}` means something else here than in marshmallow; rename it first.")
    refusal = refused(answer(body.source, body.function))
    checked = _checked(body, f"{made.name}().load", refusal)
    if isinstance(checked, Refused):
        return checked
    policy = f"other fields are {'kept' if extra else 'ignored, as before'}"
    wanted = {"marshmallow": {"ValidationError"}}
    above = declare(body.source, body.function, here, made, wanted, policy)
    return change(above, (body.source.path, checked))


def _parse(version: int) -> str:
    return "parse_obj" if version == 1 else "model_validate"


def _checked(body: Body, check: str, refusal: Answer) -> list[Edit] | Refused:
    """The mapping is checked where it is bound, or above the first statement that reads it."""
    local, statement = _binding(body)
    given = _whole_text(body)
    if statement is not None:
        indent = _indent(body.source, statement)
        lines = _lines(f"{local} = {check}({given})", refusal, indent)
        return [Edit(statement.start_byte, statement.end_byte, lines, "a request is checked first")]
    first = _first_common(body.function, [climb(root) for root in body.roots])
    if first is None:
        return Refused("The body is read in a place where it cannot be checked first.")
    lines = _lines(f"{local} = {check}({given})", refusal, _indent(body.source, first))
    indent = _indent(body.source, first)
    found = [Edit(first.start_byte, first.start_byte, f"{lines}\n{indent}", "checked first")]
    nodes = map(climb, body.roots)
    return found + [Edit(n.start_byte, n.end_byte, local, "the checked request") for n in nodes]


def _lines(binding: str, refusal: Answer, indent: str) -> str:
    inner = f"{indent}    "
    ending = "".join(f"\n{inner}{line}" for line in refusal.lines)
    return f"try:\n{inner}{binding}\n{indent}except ValidationError as error:{ending}"


def _whole_text(body: Body) -> str:
    """The mapping as it is checked: JSON as it comes, forms and queries as plain dicts."""
    root = climb(body.roots[0])
    plain = text_of(body.roots[0])
    if body.name in {"request.json", "request.get_json", "request.data"}:
        return text_of(root)
    return f"{plain}.to_dict()"


def _binding(body: Body) -> tuple[str, Node | None]:
    """The statement that binds the mapping to a name, if there is one and only one."""
    bound = [(local, node) for local, keys, node in body.uses.bound if not keys]
    if len(bound) == 1 and len(body.roots) == 1:
        local, node = bound[0]
        if node.parent is not None and node.parent.type == "expression_statement":
            return local, node.parent
    names = {text_of(n) for n in descendants(body.function, "identifier")}
    return next(name for name in ("payload", "checked", "payload_") if name not in names), None


def _first_common(function: Node, nodes: list[Node]) -> Node | None:
    """The first statement to read, in the innermost block that holds all the places that read."""
    shared = _floor(function, nodes)
    if shared is None:
        return None
    start = min(node.start_byte for node in nodes)
    statements = [n for n in shared.named_children if n.end_byte > start]
    return statements[0] if statements else None


def _floor(function: Node, nodes: list[Node]) -> Node | None:
    """The innermost block that holds all the places that read."""
    chains = [[n for n in ancestors(node) if n.type == "block"] for node in nodes]
    shared = next((b for b in chains[0] if all(b in chain for chain in chains)), None)
    body = function.child_by_field_name("body")
    inside = shared is not None and body is not None and _within(shared, body)
    return shared if inside else None


def _within(node: Node, outer: Node) -> bool:
    return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte


def _indent(source: Source, statement: Node) -> str:
    start, _ = source.text.line(source.text.line_of(statement.start_byte))
    before = source.text.slice(start, statement.start_byte)
    return before[: len(before) - len(before.lstrip())]
