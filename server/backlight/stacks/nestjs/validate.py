"""Check the body of a handler: rules on the class of its body, and a pipe that applies them."""

from collections.abc import Iterable

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import Source, Span, field, span_of, text_of
from backlight.edits import Change, Edit, OverlappingEdits, Refused, change
from backlight.stacks.nestjs import decorators
from backlight.stacks.nestjs.body_class import Placed, asks, decorated, named_class, new_class
from backlight.stacks.nestjs.checked import TYPE, ruled
from backlight.stacks.nestjs.fragment import Fragment
from backlight.stacks.nestjs.imports import imported
from backlight.stacks.nestjs.inputs import Given, body
from backlight.stacks.node_package import Package, depend, package_of

PIPE = "@UsePipes(new ValidationPipe("
WHY = "Check the body against its class before the handler runs."
VERSIONS = {"class-validator": "^0.14.2", "class-transformer": "^0.5.1"}


def validate(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Rules on the class of the body, and a pipe, so that the handler is given what fits them."""
    node = method_of(source, handler)
    given = body(node) if node is not None else None
    if node is None or given is None:
        return Refused(
            f"`{handler.name}` reads no body by `@Body()`; declare the class of its query by hand, "
            "or ask the agent."
        )
    if given.key and not given.classed:
        return Refused(
            f"`{handler.name}` takes single fields of the body (`@Body('{given.key}')`); take the "
            "body as one class first, or ask the agent."
        )
    package = package_of(project, source.path)
    if "zod" in package.dependencies and "class-validator" not in package.dependencies:
        return Refused("This project checks with zod; ask the agent for a schema and its pipe.")
    classed = _class(source, handler, project, given)
    if isinstance(classed, Refused):
        return classed
    edits = [*classed, (source.path, _piped(source, handler, project, node))]
    needed = _depended(package)
    if isinstance(needed, Refused):
        return needed
    try:
        return change(*edits, *needed)
    except OverlappingEdits:
        return Refused("Two changes meet in one place here; ask the agent for it.")


Part = Change | tuple[str, Iterable[Edit]]


def _class(
    source: Source, handler: Handler, project: Project, given: Given
) -> list[Part] | Refused:
    """The class of the body with rules: as it is, with rules added, or a new one."""
    fragments = _fragments(project)
    own = source.path in fragments
    world = World({path: one.module for path, one in fragments.items()})
    kind = TYPE.match(given.type)
    name = kind[0] if kind is not None else ""
    lenient = _lenient(project, source.path, handler)
    placed = named_class(project, world, source.path, name) if own and name else None
    if own and name and ruled(world, fragments, source.path, name):
        if lenient and placed is not None and asks(placed):
            return Refused(
                f"`{name}` asks for all its fields, and this request may leave some out today; "
                f"take a class that extends `PartialType({name})`, or ask the agent."
            )
        return []
    if isinstance(placed, Placed):
        return decorated(placed, project, lenient=lenient)
    if given.classed and "<" not in given.type:
        return Refused(
            f"`{given.type}` is no class that is declared in this project (an interface says "
            "nothing at run time); make it a class first, or ask the agent."
        )
    return new_class(source, handler, project, given, lenient=lenient)


def _fragments(project: Project) -> dict[str, Fragment]:
    return {
        path: facts.fragments["nestjs"]
        for path, facts in project.files.items()
        if "nestjs" in facts.fragments
    }


def _lenient(project: Project, path: str, handler: Handler) -> bool:
    """Whether a request may leave fields out today: a PUT or PATCH that changes some."""
    mine = [e for e in project.endpoints if (e.file, e.handler) == (path, handler.name)]
    return any(e.method in {"PUT", "PATCH"} for e in mine)


def method_of(source: Source, handler: Handler) -> Node | None:
    """The method of a handler, by its place."""
    for node in decorators.classes(source, handler.span):
        inner = field(node, "body")
        for member, before in decorators.of_members(inner) if inner is not None else ():
            first = min([n.start_byte for n in before] or [member.start_byte])
            if Span(first, member.end_byte) == handler.span:
                return member
    return None


def _piped(source: Source, handler: Handler, project: Project, node: Node) -> list[Edit]:
    """The pipe, where none checks this handler yet: the one that siblings use, else Nest's own."""
    if _is_piped(source, project, node):
        return []
    sibling = next((one for one in _pipes(source) if one), "")
    pad, start = source.text.indent(handler.span.start), handler.span.start
    added = Edit(start, start, f"@UsePipes({sibling or 'new ValidationPipe()'})\n{pad}", WHY)
    names = ("UsePipes",) if sibling else ("UsePipes", "ValidationPipe")
    return [added, *imported(source, "@nestjs/common", *names)]


def _is_piped(source: Source, project: Project, node: Node) -> bool:
    """Whether a pipe for all, for the class, or for the method checks the handler already."""
    from backlight.stacks.nestjs.application import applications

    fragments = _fragments(project)
    world = World({path: one.module for path, one in fragments.items()})
    if any(app.checked for app in applications(world, fragments)):
        return True
    for one in decorators.classes(source, span_of(node)):
        inner = field(one, "body")
        for member, before in decorators.of_members(inner) if inner is not None else ():
            if member != node:
                continue
            calls = (*decorators.of_class(one), *decorators.calls(before))
            given = [a for c in calls if decorators.named(c) == "UsePipes" for a in c.args]
            return any(map(decorators.checks, given))
    return False


def _pipes(source: Source) -> list[str]:
    """How other methods of the file write their pipe."""
    found: list[str] = []
    for above in source.root.named_children if PIPE.encode() in source.text.data else ():
        one = field(above, "declaration") if above.type == "export_statement" else above
        named = one is not None and one.type.endswith("class_declaration")
        inner = field(one, "body") if named else None
        for _, before in decorators.of_members(inner) if inner is not None else ():
            for node in before:
                code = text_of(node)
                if code.startswith(PIPE):
                    found.append(code.removeprefix("@UsePipes(").removesuffix(")"))
    return found


def _depended(package: Package) -> list[Part] | Refused:
    """class-validator and class-transformer among the dependencies."""
    missing = [name for name in VERSIONS if name not in package.dependencies]
    if not missing or not package.path:
        return []
    edits = [depend(package, name, VERSIONS[name], WHY) for name in missing]
    if None in edits:
        return Refused(f"Add {' and '.join(missing)} to the dependencies of {package.path} first.")
    merged = _merged([edit for edit in edits if edit is not None])
    return [(package.path, merged)]


def _merged(edits: list[Edit]) -> list[Edit]:
    """Edits at one place made one: each begins a line of its own."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda one: (one.start, one.text)):
        if found and found[-1].start == edit.start:
            found[-1] = Edit(edit.start, edit.end, found[-1].text + edit.text, edit.why)
        else:
            found.append(edit)
    return found
