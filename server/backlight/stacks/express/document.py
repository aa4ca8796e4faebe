"""Describe a route of Express: a JSDoc block over it."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused
from backlight.stacks.comments import commented
from backlight.stacks.node_package import package_of

DESCRIBED = ("swagger-jsdoc", "express-jsdoc-swagger", "tsoa", "express-openapi")
JSDOC = commented(" * ", "/**", " */")


def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """What it serves, reads and refuses; OpenAPI blocks are left to who knows their types."""
    package = package_of(project, source.path)
    tool = next((name for name in DESCRIBED if name in package.dependencies), "")
    if tool:
        return Refused(f"This project describes its API for {tool}; ask the agent for a block.")
    return JSDOC(source, handler, project)
