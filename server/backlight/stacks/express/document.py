"""Describe a route of Express: a JSDoc block over it."""

from backlight.analysis.documented import refusals
from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.node_package import package_of

DESCRIBED = ("swagger-jsdoc", "express-jsdoc-swagger", "tsoa", "express-openapi")


def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """What it serves, reads and refuses; OpenAPI blocks are left to who knows their types."""
    package = package_of(project, source.path)
    tool = next((name for name in DESCRIBED if name in package.dependencies), "")
    if tool:
        return Refused(
            f"This project describes its API for {tool}; ask the agent for such a block."
        )
    place = (source.path, handler.name)
    served = [
        f"{e.method} {e.path}"
        for e in project.endpoints
        if (e.handler_file or e.file, e.handler) == place
    ]
    start, _ = source.text.line(source.text.line_of(handler.span.start))
    indent = source.text.slice(start, handler.span.start)
    if not served or indent.strip():
        return Refused(f"`{handler.name}` does not start a line of its own; describe it by hand.")
    lines = [", ".join(served), *_read(handler)]
    code = source.text.slice(handler.span.start, handler.span.end)
    if found := refusals(code):
        lines.append(f"Refuses with {', '.join(found)}.")
    block = "".join(f"{indent} * {line}\n" for line in lines)
    text = f"{indent}/**\n{block}{indent} */\n"
    return change((source.path, [Edit(start, start, text, f"`{served[0]}` is described")]))


def _read(handler: Handler) -> list[str]:
    found = []
    for place in dict.fromkeys(given.place for given in handler.inputs):
        names = dict.fromkeys(given.name for given in handler.inputs if given.place == place)
        found.append(f"Reads {', '.join(f'`{name}`' for name in names)} from the {place}.")
    return found
