"""Check the body of a handler: rules on its class, and `@Valid` on the parameter."""

from collections.abc import Iterable

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.java import file, method
from backlight.analysis.java_values import Parameter, simple
from backlight.analysis.java_world import Found, World
from backlight.analysis.syntax import Source, descendants, span_of
from backlight.edits import Change, Edit, OverlappingEdits, Refused, change
from backlight.stacks.java_imports import imported
from backlight.stacks.spring.build_file import Build, Flavour, build_of, depend, flavour, used
from backlight.stacks.spring.constraints import Member, members, ruled, table_of
from backlight.stacks.spring.fragment import Code
from backlight.stacks.spring.inputs import body_of
from backlight.stacks.spring.refusals import refusals
from backlight.stacks.spring.taken import answers, needed_fields, takers

WHY = "Check the body against the rules of its class before the handler runs."
LOOSE = {"Map", "HashMap", "JsonNode", "ObjectNode", "String", "Object", "MultiValueMap"}
PAIR = 2
"""Handlers that need a whole object of one class: what adds it, and what saves it again."""
Part = Change | tuple[str, Iterable[Edit]]


def validate(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Rules on the class of the body, and `@Valid`, so that the handler is given what fits."""
    node = next(
        (n for n in descendants(source.root, "method_declaration") if span_of(n) == handler.span),
        None,
    )
    one = method(node) if node is not None else None
    body = body_of(one) if one is not None else None
    if node is None or one is None or body is None:
        return Refused(
            f"`{handler.name}` takes single values, no object with rules; put a rule on each "
            "parameter and `@Validated` on the class by hand, or ask the agent."
        )
    build = build_of(project, source.path)
    names = flavour(project, build)
    found = _found(source, project, body, handler)
    lacking = needed(project, build, names)
    if isinstance(found, Refused):
        return found
    if isinstance(lacking, Refused):
        return lacking
    rules = _rules(source, handler, project, node, body, found)
    if isinstance(rules, Refused):
        return rules
    declared = _declared(source, project, found[1][0].path, rules, body, names)
    if isinstance(declared, Refused):
        return declared
    refusing = [] if answers(one) else refusals(source, project)
    try:
        return change(*declared, *lacking, *refusing)
    except OverlappingEdits:
        return Refused("Two changes meet in one place here; ask the agent for it.")


def _found(
    source: Source, project: Project, body: Parameter, handler: Handler
) -> tuple[World, Found] | Refused:
    """The class of the body."""
    if simple(body.type) in LOOSE:
        return Refused(
            f"`{handler.name}` takes its body as `{body.type}`, which can have no rules; declare a "
            "class of what it holds first, or ask the agent."
        )
    if simple(body.type) in {"Mono", "Flux"}:
        return Refused(
            f"`{body.type}` comes later: WebFlux answers a body that does not fit in a way of its "
            "own, and where this project says how is not known; ask the agent for it."
        )
    if "<" in body.type or body.type.endswith("[]"):
        return Refused(
            f"`{body.type}` holds several objects; `@Valid` stands inside the brackets, and "
            "`@Validated` on the class: ask the agent for it."
        )
    code = {p: f.fragments.get("spring") for p, f in project.files.items()}
    world = World({p: one.file for p, one in code.items() if isinstance(one, Code)})
    found = world.type(file(source), body.type)
    if found is None or found[1].kind not in {"class", "record"}:
        return Refused(
            f"`{body.type}` is not declared in this project; its rules stand where it is made "
            "(an API description, a library)."
        )
    return world, found


def needed(project: Project, build: Build | None, names: Flavour) -> list[Change] | Refused:
    """The dependency on validation, where the build does not have it yet."""
    if not names:
        return Refused(
            "Nothing says whether this project uses `jakarta.validation` or `javax.validation`; "
            "add `spring-boot-starter-validation` to its build first."
        )
    if build is None or build.validates or used(project, build):
        return []
    edit = depend(build)
    if edit is None:
        return Refused(f"Add `spring-boot-starter-validation` to the dependencies of {build.path}.")
    return [Change({build.path: (edit,)})]


def _rules(
    source: Source,
    handler: Handler,
    project: Project,
    node: Node,
    body: Parameter,
    found: tuple[World, Found],
) -> tuple[Member, ...] | Refused:
    """The rules that the fields of the body's class get; none if it has some."""
    world, place = found
    kind, partial = place[1].name, _partial(project, handler, source)
    if takers(source, body) > PAIR:
        return Refused(
            f"Several handlers here take a `{kind}`, and each needs other fields of it; give this "
            "one a class of its own, or ask the agent."
        )
    if ruled(world, place) and partial:
        return Refused(
            f"`{kind}` has rules for a whole one, and a partial update leaves fields out; give it "
            "a class of its own, or ask the agent."
        )
    if ruled(world, place):
        return ()
    used = frozenset(needed_fields(node, body.name))
    rules = members(world, place, table_of(project.schema, kind), used, partial=partial)
    return rules or Refused(
        f"Nothing tells which fields of `{kind}` must be there: no table of its name is known, and "
        "the handler uses none; write the first rule, or ask the agent."
    )


def _partial(project: Project, handler: Handler, source: Source) -> bool:
    mine = [e for e in project.endpoints if (e.file, e.handler) == (source.path, handler.name)]
    return any(one.method == "PATCH" for one in mine)


def _declared(
    source: Source,
    project: Project,
    path: str,
    rules: tuple[Member, ...],
    body: Parameter,
    names: Flavour,
) -> list[Part] | Refused:
    """`@Valid` on the parameter, and the rules on the fields of its class."""
    place = source if path == source.path else project.read(path)
    home, own = build_of(project, path), build_of(project, source.path)
    away = home is not None and own is not None and home.path != own.path
    if home is not None and away and rules and not (home.validates or used(project, home)):
        return Refused(f"Add `spring-boot-starter-validation` to {home.path} first.")
    if place is None:
        return Refused(f"{path} cannot be read; save it first.")
    valid = f"{names}.validation.Valid"
    said = {rule.partition("(")[0] for one in rules for rule in one.rules}
    needed = {valid if n == "Valid" else f"{names}.validation.constraints.{n}" for n in said}
    marked = Edit(body.span.start, body.span.start, "@Valid ", WHY)
    fields = [_written(place, one) for one in rules]
    if place is source:
        return [(source.path, [marked, *fields, *imported(source, valid, *needed)])]
    return [
        (source.path, [marked, *imported(source, valid)]),
        (place.path, [*fields, *imported(place, *sorted(needed))]),
    ]


def _written(place: Source, one: Member) -> Edit:
    if one.inline:
        return Edit(one.start, one.start, "".join(f"@{rule} " for rule in one.rules), WHY)
    pad = place.text.before(one.start)
    if pad.strip():
        return Edit(one.start, one.start, "".join(f"@{rule} " for rule in one.rules), WHY)
    return Edit(one.start, one.start, "".join(f"@{rule}\n{pad}" for rule in one.rules), WHY)
