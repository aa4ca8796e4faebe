"""The lines that check a request before a handler reads it, and where they go."""

from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import Handler
from backlight.analysis.python_locals import climb, inside
from backlight.analysis.python_uses import Read, Uses
from backlight.analysis.syntax import Source, ancestors, field, text_of
from backlight.edits import Edit, Refused
from backlight.stacks.flask.answers import Answer
from backlight.stacks.flask.caught import caught
from backlight.stacks.pydantic.fields import Field
from backlight.stacks.python.free import free

TEXTS = frozenset({"string", "email", "any"})


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
    kept: tuple[Read, ...] = ()
    """Reads that go on reading the request itself."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The edits that check a request, and whether they name `ValidationError`."""

    edits: list[Edit]
    caught: bool = True


def checked(
    body: Body, check: str, refusal: Answer, loaded: str = "", error: str = "ValidationError"
) -> Lines | Refused:
    """The mapping is checked where it is bound, or above the first statement that reads it.

    `loaded`: where what is checked stands in what the check gives back, `.data`.
    `error`: what the file calls the exception of the library.
    """
    local, statement = binding(body)
    setup, given = _given(body)
    rows = [*setup, f"{local} = {check}({given}){loaded}"]
    first = statement or _first_common(body.function, [climb(root) for root in body.roots])
    if first is None:
        return Refused("The body is read in a place where it cannot be checked first.")
    indent = body.source.text.indent(first.start_byte)
    taken = caught(statement or first, [read.node for read in body.uses.reads])
    lines = f"\n{indent}".join(rows) if taken is not None else _lines(rows, refusal, indent, error)
    found = _goes_on(body)
    if statement is not None:
        why = "a request is checked first"
        found.append(Edit(statement.start_byte, statement.end_byte, lines, why))
    else:
        found.append(
            Edit(first.start_byte, first.start_byte, f"{lines}\n{indent}", "checked first")
        )
        found += [
            Edit(n.start_byte, n.end_byte, local, "the checked request")
            for n in map(climb, body.roots)
        ]
    return Lines([*found, *(taken or ())], taken is None or bool(taken))


def _goes_on(body: Body) -> list[Edit]:
    """Reads with a type of their own ask the request, where its name means the checked one now."""
    request = text_of(body.roots[0])
    mappings = (field(read.node, "function", "object") for read in body.kept)
    return [
        Edit(one.start_byte, one.end_byte, request, "it falls back for itself")
        for one in mappings
        if one is not None and text_of(one) != request
    ]


def _lines(rows: list[str], refusal: Answer, indent: str, error: str) -> str:
    inner = f"{indent}    "
    ending = "".join(f"\n{inner}{line}" for line in refusal.lines)
    tried = f"\n{inner}".join(rows)
    return f"try:\n{inner}{tried}\n{indent}except {error} as error:{ending}"


def _given(body: Body) -> tuple[list[str], str]:
    """The mapping as it is checked: JSON as it comes, forms and queries as plain dicts.

    An empty text of a form is no number; where none fell back, it still does.
    """
    root = climb(body.roots[0])
    plain = text_of(body.roots[0])
    if body.name in {"request.json", "request.get_json", "request.data"}:
        return [], text_of(root)
    blank = [f'"{f.name}"' for f in body.fields if f.type not in TEXTS and f.nullable]
    if not blank:
        return [], f"{plain}.to_dict()"
    among = f"!= {blank[0]}" if len(blank) == 1 else f"not in {{{', '.join(blank)}}}"
    name = free(body.function, "given", "filled")
    return [f"{name} = {{k: v for k, v in {plain}.items() if v or k {among}}}"], name


def binding(body: Body) -> tuple[str, Node | None]:
    """The statement that binds the mapping to a name, if there is one and only one."""
    bound = [(local, node) for local, keys, node in body.uses.bound if not keys]
    if len(bound) == 1 and len(body.roots) == 1:
        local, node = bound[0]
        if node.parent is not None and node.parent.type == "expression_statement":
            return local, node.parent
    return free(body.function, "payload", "checked"), None


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
