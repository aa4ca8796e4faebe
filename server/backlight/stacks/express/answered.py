"""Which answer a handler may give to a bad request, by its file, its project and its types."""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_expressions import parts, value
from backlight.analysis.javascript_names import parameters
from backlight.analysis.javascript_values import Call, Fields
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.edits import Refused
from backlight.stacks.express.errors import Refusal, refusal
from backlight.stacks.express.handlers import registration
from backlight.stacks.express.shapes import STATUS, WRONG

PASSED = Refusal(key="message", send="next", shape=f"{{ status: {STATUS}, message: {WRONG} }}")
"""An object with a status that an error middleware answers: `next({ status: 400, message })`."""
LOOSE = {"any", "unknown", "object", "{}", "Record<string, unknown>", "Record<string, any>"}
"""Types of an answer that an error fits, too."""


def answered(project: Project, world: World, source: Source, function: Node) -> Refusal | Refused:
    """The way of the file, else of the project, where the type of the answer allows it."""
    given = parameters(function)
    if len(given) > 2 and given[2].name and _passes(source, given[2].name):
        return PASSED
    way = refusal(project, world, source)
    if typed(function) and not way.exception:
        return Refused(
            "The type of the answer has no place for an error, and how this file answers errors "
            "is not known: widen the type of the route's answer, or ask the agent."
        )
    return way


def typed(function: Node) -> bool:
    """Whether a route declares what it answers: `router.post<Params, Issue>(…)`."""
    call = registration(function)
    given = field(call, "type_arguments") if call is not None else None
    kinds = parts(given) if given is not None else []
    return len(kinds) > 1 and text_of(kinds[1]) not in LOOSE


def _passes(source: Source, following: str) -> bool:
    """Whether a file hands errors on as objects with a status and a message."""
    for node in descendants(source.root, "call_expression"):
        if text_of(field(node, "function") or node) != following:
            continue
        said = value(node)
        first = said.args[0] if isinstance(said, Call) and said.args else None
        if isinstance(first, Fields) and {"status", "message"} <= {key for key, _ in first.pairs}:
            return True
    return False
