"""Check what a Flask handler reads with a Pydantic model, and answer 4xx where it does not fit."""

from dataclasses import replace
from functools import partial

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.python_inputs import SHAPELESS, TEXTS, declared
from backlight.analysis.python_judged import caught
from backlight.analysis.python_locals import climb, inside
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_uses import Read, Uses, follow
from backlight.analysis.syntax import Source
from backlight.edits import Change, OverlappingEdits, Refused, change
from backlight.stacks.flask.answers import Answer, answer, own, past, shows_pages
from backlight.stacks.flask.checked import Body, binding, checked, floor
from backlight.stacks.flask.handlers import raw
from backlight.stacks.flask.marshmallow import clashing, edition, refused, spoken
from backlight.stacks.flask.marshmallow import schema as marshmallow
from backlight.stacks.flask.shapes import shared
from backlight.stacks.pydantic.declare import declare
from backlight.stacks.pydantic.fields import BOTH, Field
from backlight.stacks.pydantic.known import ANYTHING, anything, function_at, known, untold
from backlight.stacks.pydantic.model import Style, model
from backlight.stacks.pydantic.oldest import too_old
from backlight.stacks.pydantic.place import home, modules_of, schema_name, style_of
from backlight.stacks.pydantic.required import require
from backlight.stacks.pydantic.rewrite import reads
from backlight.stacks.record import Writer

PLACES = ("body", "form", "query")
OWN = "PydanticValidationError"
"""The exception of Pydantic where the file has another one of its name."""


def validate(source: Source, handler: Handler, project: Project) -> Writer | Refused:
    """Declare what the handler reads, and check it before it is used.

    Whether that can be done is told by the handler alone; where the schema goes, by the project.
    """
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
    uses, kept = _left_alone(follow(function, roots))
    roots = [one for one in roots if not any(inside(one, read.node) for read in kept)]
    if kept and not (roots and uses.reads):
        return Refused(f"All that `{handler.name}` reads is of a type that it asks for itself.")
    if unfit := _unfit(source, handler, function, place, uses):
        return Refused(unfit)
    block = floor(function, [climb(root) for root in roots])
    found = known(function, uses, project, handler.name, block)
    if isinstance(found, Refused):
        return found
    found = tuple(map(_of_text, found)) if place in TEXTS else found
    body = Body(source, handler, function, name, roots, uses, found, tuple(kept))
    if _loose(body, project, texts=place in TEXTS):
        return Refused(f"Nothing that `{handler.name}` reads can be wrong: {ANYTHING}.")
    if place not in TEXTS and (unknown := untold(found, handler.name)) is not None:
        return unknown
    return _placed(body) or partial(_written, body, project)


def _loose(body: Body, project: Project, *, texts: bool) -> bool:
    """Whether nothing could be refused; only an address alone takes looking at the project."""
    if not anything(body.fields, texts=texts, emails=False):
        return False
    if anything(body.fields, texts=texts):
        return True
    modules = modules_of(project, body.source)
    return not (spoken(modules) or style_of(modules, body.source.path).email)


def _placed(body: Body) -> Refused | None:
    """Why the checks cannot stand before what reads the request; `None` if they can."""
    try:
        used = reads(body.source, body.uses, body.fields, Style(), binding(body)[0])
        lines = checked(body, "Model.load", Answer(()))
        if isinstance(used, Refused):
            return used
        if isinstance(lines, Refused):
            return lines
        change((body.source.path, [*lines.edits, *used]))
    except OverlappingEdits:
        return Refused("Two reads of the body stand inside one another; take them apart first.")
    return None


def _written(body: Body, project: Project) -> Change | Refused:
    try:
        return _change(body, project)
    except OverlappingEdits:
        return Refused("Two reads of the body stand inside one another; take them apart first.")


def _left_alone(uses: Uses) -> tuple[Uses, list[Read]]:
    """What is read with a type of its own (`type=int`) falls back for itself: it stays as it is.

    So does what is converted in a `try`, which says what is right where it does not fit.
    """
    kept = [read for read in uses.reads if declared(read) is not None or caught(read)]
    return replace(uses, reads=[read for read in uses.reads if read not in kept]), kept


def _of_text(one: Field) -> Field:
    """A text where nothing tells its type (`bool(text)` asks for none), and never null."""
    if one.type in SHAPELESS or (one.type == "boolean" and not one.default):
        return replace(one, type="string", nullable=False)
    exact = "" if one.exact == BOTH else one.exact
    return replace(one, exact=exact, nullable=one.nullable and one.type not in {"string", "email"})


def _unfit(source: Source, handler: Handler, function: Node, place: str, uses: Uses) -> str:
    """Why a mapping of several values a key cannot become a model; empty if it can."""
    if place not in TEXTS:
        return ""
    if place == "form" and shows_pages(function) and own(source, function) is None:
        return (
            f"`{handler.name}` answers with pages, and how one shows what does not fit is not "
            "known: ask the agent."
        )
    how = next((how for _, how in uses.whole if not how.startswith("spread")), "")
    if not how:
        return ""
    into = how.removeprefix("passed to ") if how.startswith("passed to ") else ""
    said = f"goes whole to {into}" if into else f"is {how}"
    hint = "; if it declares what it takes, call its `validate()`" if "Form`" in into else ""
    return f"The {place} {said}, which takes no checked model{hint}."


def _change(body: Body, project: Project) -> Change | Refused:
    modules = modules_of(project, body.source)
    if spoken(modules):
        return _with_marshmallow(body, project, modules)
    place = home(body.source, project)
    name = schema_name(body.handler.name, place)
    extra = bool(body.uses.whole and body.uses.reads)
    made = model(name, body.fields, place.style, extra=extra)
    used = reads(body.source, body.uses, body.fields, place.style, binding(body)[0])
    if isinstance(used, Refused):
        return used
    refusal = past(_refusal(body, project, place.style.version), body.source, body.handler)
    meant = modules.by_path[body.source.path].imports.get("ValidationError", "pydantic.")
    error = "ValidationError" if meant.startswith("pydantic") else OWN
    parse = f"{name}.{'parse_obj' if place.style.version == 1 else 'model_validate'}"
    lines = checked(body, parse, refusal, error=error)
    if isinstance(lines, Refused):
        return lines
    imported = f"ValidationError as {error}" if error == OWN else error
    wanted = {"pydantic": {imported}, **refusal.wanted} if lines.caught else {}
    added, missing = require(project, modules, "pydantic", "pydantic>=2")
    if (added.edits or missing) and (old := too_old(project, body.source.path)):
        return Refused(f"{old}: ask the agent.")
    policy = f"other fields are {'kept' if extra else 'ignored, as before'}"
    policy += f"; {missing}" if missing else ""
    schema = declare(body.source, body.function, place, made, wanted, policy)
    return change(schema, added, (body.source.path, [*lines.edits, *used]))


def _refusal(body: Body, project: Project, version: int = 2) -> Answer:
    """As the handler, its file or the project refuses; else 400 with the fields at fault."""
    said = own(body.source, body.function) or shared(body.source, project)
    return said or answer(body.source, body.function, version)


def _with_marshmallow(body: Body, project: Project, modules: Modules) -> Change | Refused:
    """The schema stands above the handler; what it loads is a dict, so reads stay."""
    here = replace(home(body.source, project), file=None)
    dotted = next((one.name for one in body.fields if "." in one.name), "")
    if dotted:
        return Refused(
            f"`{dotted}` cannot be the name of a field of marshmallow; write it by hand."
        )
    extra, ours = bool(body.uses.whole), edition(modules)
    if extra and not ours.policies:
        return Refused("The body is kept whole; marshmallow 2 keeps no field it is not told of.")
    made = marshmallow(schema_name(body.handler.name, here), body.fields, extra=extra, edition=ours)
    clash = clashing(modules, body.source.path, made)
    if clash:
        return Refused(f"`{clash}` means something else here than in marshmallow; rename it first.")
    given = past(refused(_refusal(body, project)), body.source, body.handler)
    lines = checked(body, f"{made.name}({ours.strict}).load", given, ours.loaded)
    if isinstance(lines, Refused):
        return lines
    policy = f"other fields are {'kept' if extra else 'ignored, as before'}"
    wanted = {"marshmallow": {"ValidationError"}, **given.wanted} if lines.caught else {}
    above = declare(body.source, body.function, here, made, wanted, policy)
    return change(above, (body.source.path, lines.edits))
