"""The lines that check a request before a handler reads it, and where they go."""

from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import Handler
from backlight.analysis.python_locals import climb, inside
from backlight.analysis.python_uses import Uses
from backlight.analysis.syntax import Source, ancestors, descendants, text_of
from backlight.edits import Edit, Refused
from backlight.stacks.flask.answers import Answer
from backlight.stacks.flask.caught import caught
from backlight.stacks.pydantic.fields import Field


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A mapping of the request that a handler reads unchecked, and all that is known of it."""

    source: Source
    handler: Handler
    function: Node
    name: str
    roots: list[Node]
    uses: Uses
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The edits that check a request, and whether they name `ValidationError`."""

    edits: list[Edit]
    caught: bool = True


def checked(body: Body, check: str, refusal: Answer, loaded: str = "") -> Lines | Refused:
    """The mapping is checked where it is bound, or above the first statement that reads it.

    `loaded`: where what is checked stands in what the check gives back, `.data`.
    """
    local, statement = binding(body)
    given = _whole_text(body)
    taken = caught(statement or body.roots[0], [read.node for read in body.uses.reads])
    if statement is not None:
        lines = f"{local} = {check}({given}){loaded}"
        if taken is None:
            lines = _lines(lines, refusal, body.source.text.indent(statement.start_byte))
        why = "a request is checked first"
        own = Edit(statement.start_byte, statement.end_byte, lines, why)
        return Lines([own, *(taken or ())], taken is None or bool(taken))
    first = _first_common(body.function, [climb(root) for root in body.roots])
    if first is None:
        return Refused("The body is read in a place where it cannot be checked first.")
    lines, indent = f"{local} = {check}({given}){loaded}", body.source.text.indent(first.start_byte)
    taken = caught(first, [read.node for read in body.uses.reads])
    if taken is None:
        lines = _lines(lines, refusal, indent)
    found = [Edit(first.start_byte, first.start_byte, f"{lines}\n{indent}", "checked first")]
    found += [
        Edit(n.start_byte, n.end_byte, local, "the checked request") for n in map(climb, body.roots)
    ]
    return Lines([*found, *(taken or ())], taken is None or bool(taken))


def _lines(binding: str, refusal: Answer, indent: str) -> str:
    inner = f"{indent}    "
    ending = "".join(f"\n{inner}{line}" for line in refusal.lines)
    return f"try:\n{inner}{binding}\n{indent}except ValidationError as error:{ending}"


def _whole_text(body: Body) -> str:
    """The mapping as it is checked: JSON as it comes, forms and queries as plain dicts."""
    root = climb(body.roots[0])
    plain = text_of(body.roots[0])
    if body.name in {"request.json", "request.get_json", "request.data"}:
        return text_of(root)
    return f"{plain}.to_dict()"


def binding(body: Body) -> tuple[str, Node | None]:
    """The statement that binds the mapping to a name, if there is one and only one."""
    bound = [(local, node) for local, keys, node in body.uses.bound if not keys]
    if len(bound) == 1 and len(body.roots) == 1:
        local, node = bound[0]
        if node.parent is not None and node.parent.type == "expression_statement":
            return local, node.parent
    names = {text_of(n) for n in descendants(body.function, "identifier")}
    return next(name for name in ("payload", "checked", "payload_") if name not in names), None


def _first_common(function: Node, nodes: list[Node]) -> Node | None:
    """The first statement to read, in the innermost block that holds all the places that read."""
    shared = floor(function, nodes)
    if shared is None:
        return None
    start = min(node.start_byte for node in nodes)
    statements = [n for n in shared.named_children if n.end_byte > start]
    return statements[0] if statements else None


def floor(function: Node, nodes: list[Node]) -> Node | None:
    """The innermost block that holds all the places that read."""
    chains = [[n for n in ancestors(node) if n.type == "block"] for node in nodes]
    shared = next((b for b in chains[0] if all(b in chain for chain in chains)), None)
    body = function.child_by_field_name("body")
    if shared is None or body is None or not inside(shared, body):
        return None
    return shared
