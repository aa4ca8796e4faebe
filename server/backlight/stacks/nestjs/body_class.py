"""The class of a body: where it is declared, its fields with rules, or a class that is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import basename, dirname, join, relpath
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.javascript_things import Closure
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import Source, Span, field, text_of
from backlight.edits import Change, Edit, Refused
from backlight.stacks.nestjs import decorators
from backlight.stacks.nestjs.decorators import type_of
from backlight.stacks.nestjs.imports import imported, line, quote, semicolon, together
from backlight.stacks.nestjs.inputs import Given
from backlight.stacks.nestjs.rules import READ, Rules, rules

WHY = "What a field must be, by its declared type."
CAPITAL = regex(r"(?<=[a-z0-9])(?=[A-Z])")
Part = Change | tuple[str, Iterable[Edit]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A class, and the file that it stands in."""

    source: Source
    node: Node


def named_class(project: Project, world: World, path: str, name: str) -> Placed | None:
    """The class of a name, if one of the project's files declares it."""
    thing = world.named(path, "", name, {})
    source = project.read(thing.path) if isinstance(thing, Closure) else None
    if source is None or source.tree is None or not isinstance(thing, Closure):
        return None
    there = decorators.classes(source, Span(thing.start, thing.start))
    found = (node for node in there if node.start_byte == thing.start)
    node = next(found, None)
    return Placed(source, node) if node is not None else None


def asks(placed: Placed) -> bool:
    """Whether a class with rules asks for a field: it is not declared as optional."""
    inner = field(placed.node, "body")
    return any(
        node.type == "public_field_definition"
        and before
        and not any("IsOptional" in text_of(one) for one in before)
        and not any(child.type == "?" for child in node.children)
        for node, before in (decorators.of_members(inner) if inner is not None else ())
    )


def decorated(placed: Placed, project: Project, *, lenient: bool) -> list[Part] | Refused:
    """Rules before each field of a class that has none."""
    source, edits, names, nested = placed.source, [], list[str](), False
    inner = field(placed.node, "body")
    classes = _classes(source, project)
    for node, before in decorators.of_members(inner) if inner is not None else ():
        if node.type != "public_field_definition" or _static(node):
            continue
        found = _rules(node, classes, lenient=lenient)
        start = min([n.start_byte for n in before] or [node.start_byte])
        pad = source.text.before(start)
        if pad.strip():
            return Refused("The fields of the class stand on one line; write each on its own.")
        edits.append(Edit(start, start, "".join(f"{d}\n{pad}" for d in found.decorators), WHY))
        names += found.names
        nested = nested or found.nested
    if not edits:
        name = field(placed.node, "name")
        return Refused(
            f"`{text_of(name) if name is not None else 'The class'}` declares no field; write what "
            "it holds first, or ask the agent."
        )
    wanted = [("class-validator", tuple(sorted(set(names))))]
    wanted += [("class-transformer", ("Type",))] if nested else []
    edits += together(source, *wanted)
    return [(source.path, edits)]


def new_class(
    source: Source, handler: Handler, project: Project, given: Given, *, lenient: bool
) -> list[Part] | Refused:
    """A class of what the handler reads of its body, in a file of its own beside the others."""
    read = [one for one in handler.inputs if one.place == "body" and one.name != given.name]
    if not read or any("." in one.name for one in read):
        return Refused(
            f"`{handler.name}` hands its body on as a whole, and no class says what it holds; "
            "declare one first, or ask the agent."
        )
    name = _name(handler)
    path = join(
        _folder(project, source.path),
        f"{CAPITAL.sub('-', name).lower()}.dto.ts".replace("-dto.dto", ".dto"),
    )
    if path in project.paths:
        return Refused(f"{path} is there already; use its class, or ask the agent.")
    mark, end = quote(source), semicolon(source)
    rows, names = [], set[str]()
    for one in read:
        kind = READ.get(one.type, "unknown")
        optional = lenient or not (one.required or one.default is None)
        found = rules(one.name, kind, optional=optional, classes=frozenset())
        names |= set(found.names)
        said = "".join(f"  {d}\n" for d in found.decorators)
        rows.append(f"{said}  {one.name}{'?' if optional else ''}: {kind}{end}\n")
    head = line("class-validator", tuple(sorted(names)), mark, end)
    text = f"{head}\nexport class {name} {{\n{chr(10).join(rows)}}}\n"
    module = relpath(path.removesuffix(".ts"), dirname(source.path) or ".")
    module = module if module.startswith(".") else f"./{module}"
    edits = [_typed(given, name), *imported(source, module, name)]
    return [Change(created={path: text}), (source.path, edits)]


def _typed(given: Given, name: str) -> Edit:
    """The class in the place of the type that the parameter has, or has not."""
    kind, pattern = field(given.node, "type"), field(given.node, "pattern")
    if kind is not None:
        return Edit(kind.start_byte, kind.end_byte, f": {name}", WHY)
    at = pattern.end_byte if pattern is not None else given.node.end_byte
    return Edit(at, at, f": {name}", WHY)


def _rules(node: Node, classes: frozenset[str], *, lenient: bool) -> Rules:
    name = field(node, "name")
    optional = lenient or any(child.type == "?" for child in node.children)
    optional = optional or field(node, "value") is not None
    return rules(
        text_of(name) if name is not None else "",
        type_of(field(node, "type")),
        optional=optional,
        classes=classes,
    )


def _classes(source: Source, project: Project) -> frozenset[str]:
    """The classes that a field's type can name: those with rules of their own."""
    facts = project.files.get(source.path)
    fragment = facts.fragments.get("nestjs") if facts is not None else None
    own = fragment.classes if fragment is not None else ()
    return frozenset(one.name for one in own if any(f.decorators for f in one.fields))


def _static(node: Node) -> bool:
    return any(child.type in {"static", "static modifier"} for child in node.children)


def _name(handler: Handler) -> str:
    """`CreateCatDto` for `CatsController.create`."""
    owner, _, method = handler.name.rpartition(".")
    thing = owner.removesuffix("Controller")
    thing = thing[:-1] if thing.endswith("s") and not thing.endswith("ss") else thing
    verb = method[:1].upper() + method[1:]
    return f"{verb}Dto" if thing and thing in verb else f"{verb}{thing}Dto"


def _folder(project: Project, path: str) -> str:
    """Where the classes of requests stand: beside the controller, as in its siblings."""
    here = dirname(path)
    own = [p for p in project.paths if p.endswith(".dto.ts")]
    near = [p for p in own if p.startswith(f"{here}/" if here else "")]
    for some in (near, own):
        if some:
            folder = basename(dirname(some[0]))
            return join(here, folder) if folder in {"dto", "dtos"} else here
    return join(here, "dto")
