"""The controller of a Rails project that a new one is written like: one that answers with JSON."""

from dataclasses import dataclass
from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.guards import signs_in
from backlight.analysis.ruby import Class, File
from backlight.analysis.syntax import Source
from backlight.edits import Refused

NAME = "Rails"
RENDERS = regex(r"\brender(?:\(| )\s*json:")
REFUSAL = regex(
    r"\brender(?:\(| )\s*json:\s*(?P<body>[^\n]*?)(?<![\w@])@?\w+\.errors(?P<more>[\w.]*)"
    r"(?P<end>[^\n]*?),"
    r"\s*status:\s*(?P<status>:\w+|\d+)"
)
WRITERS = regex(
    r"""^\s*gem ["'](active_model_serializers|jsonapi-serializer|jsonapi-rb|alba|blueprinter"""
    r"""|panko_serializer|fast_jsonapi|rabl|jbuilder)["']""",
    MULTILINE,
)
"""Libraries that write answers in a way of their own."""
NESTED = regex(r"\{\w+\}/\w+/\{|\{\w+_\w+\}/\w+$")
"""Paths below rows of something else."""
USER = regex(r"\bcurrent_(user|account|member|customer)\b")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a new controller takes from the one that it is written like."""

    source: Source
    name: str
    """`Api::V1::ArticlesController`."""
    above: str
    """What it inherits from."""
    path: str
    """`api/v1/articles`, as routes name it."""
    guards: tuple[str, ...]
    """What asks who it is and is said in the class itself."""
    user: str
    """`current_user`, where the project has it."""
    refusal: str
    """How errors are shown, with `%s` for the row: `{ errors: %s.errors }`."""
    status: str
    route: tuple[str, int]
    """The file and the line of one of its routes."""
    frozen: bool
    """Files say that their strings are frozen."""


def beside(project: Project) -> Beside | Refused:
    """The controller with the most routes of those that answer with JSON."""
    if (why := _written(project)) is not None:
        return why
    counted: dict[str, list[Endpoint]] = {}
    for endpoint in project.endpoints:
        plain = not NESTED.search(endpoint.path)
        if endpoint.stack == NAME and plain and endpoint.file.endswith("_controller.rb"):
            counted.setdefault(endpoint.file, []).append(endpoint)
    ranked = sorted(counted, key=lambda path: (-len(counted[path]), path))
    found = [(path, source) for path in ranked if (source := project.read(path)) is not None]
    texts = [source.text.source for _, source in found]
    for path, source in found:
        file = project.files[path].fragments.get(NAME)
        one = _class(file, counted[path])
        if one is not None and RENDERS.search(source.text.source):
            return _taken(source, one, counted[path], texts)
    return Refused(
        "No controller here answers with `render json:`; pages need views: ask the agent for it."
    )


def _class(file: File | None, served: list[Endpoint]) -> Class | None:
    names = {endpoint.handler.partition("#")[2] for endpoint in served}
    for one in file.classes if file is not None else ():
        if names & {method for method, _ in one.methods} and one.above:
            return one
    return None


def _written(project: Project) -> Refused | None:
    """That answers are written by a library, whose files an instant change does not know."""
    gems = project.read("Gemfile")
    hit = WRITERS.search(gems.text.source) if gems is not None else None
    views = any(path.endswith(".jbuilder") for path in project.paths)
    if hit is None or (hit[1] == "jbuilder" and not views):
        return None
    return Refused(
        f"Answers are written by {hit[1]} here, which has files of its own: ask the agent."
    )


def _taken(source: Source, one: Class, served: list[Endpoint], texts: list[str]) -> Beside:
    own = [f.name for f in one.filters if not f.skipped and signs_in(f.name)]
    hit = next((h for text in (source.text.source, *texts) if (h := REFUSAL.search(text))), None)
    users = [h[0] for text in texts if (h := USER.search(text))]
    return Beside(
        source=source,
        name=one.name,
        above=one.above,
        path=served[0].handler.partition("#")[0],
        guards=tuple(dict.fromkeys(own)),
        user=users[0] if users else "",
        refusal=f"{hit['body']}%s.errors{hit['more']}{hit['end']}"
        if hit
        else "{ errors: %s.errors }",
        status=hit["status"] if hit is not None else ":unprocessable_entity",
        route=(served[0].route_file, served[0].route_line),
        frozen=source.text.source.startswith("# frozen_string_literal: true"),
    )
