"""Check what a Django handler reads: a serializer where the project has them, else a form.

What is read stays as it is written; only what it is read from becomes what was checked.
"""

from dataclasses import replace
from functools import partial

from tree_sitter import Node

from backlight.analysis.facts import Handler, InputPlace, Project
from backlight.analysis.python_inputs import SHAPELESS, TEXTS, keys_of, refused_without
from backlight.analysis.python_judged import caught
from backlight.analysis.python_uses import Uses, follow
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Change, Refused, change
from backlight.stacks.django.answers import answer
from backlight.stacks.django.checked import Body, checked
from backlight.stacks.django.declare import Declared, declared, form, place, serializer
from backlight.stacks.django.handlers import raw
from backlight.stacks.django.typed import typed
from backlight.stacks.pydantic.imports import add_imports
from backlight.stacks.pydantic.known import ANYTHING, anything, function_at
from backlight.stacks.pydantic.model import camel
from backlight.stacks.record import Writer

PLACES: tuple[InputPlace, ...] = ("body", "form", "query")


def validate(source: Source, handler: Handler, project: Project) -> Writer | Refused:
    """Declare what the handler reads, and check it before it is used.

    Whether that can be done is told by the handler alone; where the schema goes, by the project.
    """
    function = function_at(source, handler)
    if function is None:
        return Refused(f"`{handler.name}` has moved; open the menu again.")
    if handler.validated:
        return Refused(f"`{handler.name}` is validated by `{handler.validated}` already.")
    rest = _is_rest(source, function)
    found = sorted(
        (one for one in raw(function) if one[1] in PLACES), key=lambda one: PLACES.index(one[1])
    )
    if not found:
        return Refused(f"`{handler.name}` reads no body, form or query that could be checked.")
    name, where, roots = found[0]
    uses = follow(function, roots)
    unfit = _unfit(handler, uses, rest=rest)
    if unfit:
        return Refused(unfit)
    known = typed(function, keys_of(function, uses), project)
    if where in TEXTS:
        known = tuple(replace(f, type="string") if f.type in SHAPELESS else f for f in known)
    if anything(known, texts=where in TEXTS):
        return Refused(f"Nothing that `{handler.name}` reads can be wrong: {ANYTHING}.")
    blank = frozenset(read.keys[-1] for read in uses.reads if not refused_without(function, read))
    schema = f"{camel(handler.name.replace('.', '_').strip('_'))}{'Serializer' if rest else 'Form'}"
    body = Body(source, function, name, where, roots, uses, known, blank, schema)
    made, lines = _made(body, rest=rest), checked(body, rest=rest)
    if isinstance(made, Refused):
        return made
    return lines if isinstance(lines, Refused) else partial(_change, body, project, rest=rest)


def _made(body: Body, *, rest: bool) -> str | Refused:
    name = body.schema.rpartition(".")[2]
    return serializer(name, body.fields, body.blank) if rest else form(name, body.fields)


def _is_rest(source: Source, function: Node) -> bool:
    """Whether a handler is one of Django REST framework's."""
    text = text_of(function)
    if "request.data" in text or "request.query_params" in text:
        return True
    plain = any(word in text for word in ("request.POST", "request.GET", "request.body"))
    return b"rest_framework" in source.text.data and not plain


def _unfit(handler: Handler, uses: Uses, *, rest: bool) -> str:
    """Why the fields cannot be known or kept, as a sentence; empty if they can."""
    start = f"The fields of the body cannot be known: in `{handler.name}`,"
    if uses.unclear:
        return f"{start} {uses.unclear}."
    if not uses.reads:
        how = uses.whole[0][1] if uses.whole else "nothing is read from it"
        return f"{start} it is {how}." if uses.whole else f"{start} {how}."
    if uses.whole:
        how = f"the body is also {uses.whole[0][1]}"
        return f"In `{handler.name}`, {how}; name the fields there first."
    if (fallen := next(filter(caught, uses.reads), None)) is not None:
        key = fallen.keys[-1]
        return f"A `try` says what is right where `{key}` does not fit; declare the others by hand."
    if any(read.how == "list" for read in uses.reads):
        return "It reads a list of form values (`getlist`); declare a field with choices by hand."
    if not rest and any(len(read.keys) > 1 for read in uses.reads):
        return "It reads an object inside the body, which a form cannot declare; ask the agent."
    return ""


def _change(body: Body, project: Project, *, rest: bool) -> Change | Refused:
    home = place(body.source, project, "serializers" if rest else "forms")
    schema = next(
        n
        for n in (body.schema, *(f"{body.schema}{i}" for i in range(2, 99)))
        if n not in home.taken
    )
    local = home.local
    body = replace(body, schema=f"{local}.{schema}" if local else schema)
    made = _made(body, rest=rest)
    if isinstance(made, Refused):
        return made
    lines = checked(body, rest=rest)
    if isinstance(lines, Refused):
        return lines
    wanted = {} if local else {home.module: {schema}}
    if not rest:
        wanted["django.http"] = {answer(body.source, body.function, "form").response}
    return change(
        _declaration(made, home), (body.source.path, [*lines, *add_imports(body.source, wanted)])
    )


def _declaration(made: str, home: Declared) -> Change:
    return declared(made, home, "what the request must hold; other fields are ignored, as before")
