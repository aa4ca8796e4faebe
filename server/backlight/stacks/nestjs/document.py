"""Describe a route of Nest: `@ApiResponse` for its refusals where the project has OpenAPI.

What it takes and answers Nest documents by itself; a project without OpenAPI gets a comment.
"""

from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.served import served
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.comments import commented
from backlight.stacks.nestjs.imports import imported, quote
from backlight.stacks.node_package import package_of
from backlight.stacks.told import nothing, routes

SWAGGER = "@nestjs/swagger"
JSDOC = commented(" * ", "/**", " */")
STATUSES = {
    "BadRequest": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "MethodNotAllowed": 405,
    "NotAcceptable": 406,
    "RequestTimeout": 408,
    "Conflict": 409,
    "Gone": 410,
    "PreconditionFailed": 412,
    "PayloadTooLarge": 413,
    "UnsupportedMediaType": 415,
    "UnprocessableEntity": 422,
    "InternalServerError": 500,
    "NotImplemented": 501,
    "BadGateway": 502,
    "ServiceUnavailable": 503,
    "GatewayTimeout": 504,
}
"""Exceptions of Nest -> the status that they are answered with."""
THROWN = regex(r"throw new (\w+)Exception\(\s*(?:'([^'\\]*)'|\"([^\"'\\]*)\")?\s*\)")
HUMPS = regex(r"(?<!^)(?=[A-Z])")
PIPED = regex(r"@Param\(\s*['\"](\w+)['\"]\s*,\s*Parse(Int|Float|UUID|Bool)Pipe\s*\)")
KINDS = {"Int": "whole number", "Float": "number", "UUID": "UUID", "Bool": "truth value"}


def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """A decorator for each status that the method itself refuses with."""
    if SWAGGER not in package_of(project, source.path).dependencies:
        return JSDOC(source, handler, project)
    endpoints = served(project, source.path, handler.name)
    indent = source.text.before(handler.span.start)
    if not endpoints or indent.strip():
        return Refused(f"`{handler.name}` does not start a line; describe it by hand.")
    said = _refusals(source.text.slice(handler.span.start, handler.span.end))
    if not said:
        return nothing(handler)
    mark = quote(source)
    rows = (
        f"{indent}@ApiResponse({{ status: {status}, description: {mark}{'; '.join(texts)}{mark} }})"
        for status, texts in sorted(said.items())
    )
    begin = handler.span.start - len(indent.encode())
    why = f"`{routes(endpoints[:1])}` says with what it refuses"
    edits = [Edit(begin, begin, "".join(f"{row}\n" for row in rows), why)]
    return change((source.path, [*imported(source, SWAGGER, "ApiResponse"), *edits]))


def _refusals(code: str) -> dict[int, list[str]]:
    """Each status with what clients are told: the texts that are thrown, else what it is called."""
    found: dict[int, list[str]] = {}
    for name, kind in PIPED.findall(code):
        found.setdefault(400, []).append(f"{name} is no {KINDS[kind]}")
    for thrown in THROWN.finditer(code):
        status = STATUSES.get(thrown[1])
        if status is not None:
            text = thrown[2] or thrown[3] or " ".join(HUMPS.split(thrown[1])).capitalize()
            texts = found.setdefault(status, [])
            texts += [] if text in texts else [text]
    return found
