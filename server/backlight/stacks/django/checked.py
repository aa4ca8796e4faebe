"""The lines that check a request before a handler reads it, and where they go."""

from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import InputPlace
from backlight.analysis.python_locals import climb
from backlight.analysis.python_uses import Uses
from backlight.analysis.syntax import Source, ancestors, field, text_of
from backlight.edits import Edit, Refused
from backlight.stacks.django.answers import answer
from backlight.stacks.pydantic.fields import Field
from backlight.stacks.python.free import free


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A mapping of the request that a handler reads unchecked, and all that is known of it."""

    source: Source
    function: Node
    name: str
    place: InputPlace
    roots: list[Node]
    uses: Uses
    fields: tuple[Field, ...]
    blank: frozenset[str]
    """Fields whose text may be empty: the handler does not refuse it."""
    schema: str


def checked(body: Body, *, rest: bool) -> list[Edit] | Refused:
    """The mapping is checked where it is bound, or above the first statement that reads it."""
    local, bound = _binding(body)
    first = bound or _first_common(body.function, [climb(root) for root in body.roots])
    if first is None:
        return Refused("The body is read in a place where it cannot be checked first.")
    if body.place != "query" and _serves_others(body, first):
        return Refused("It serves other methods there too; read the body below `request.method`.")
    indent = body.source.text.indent(first.start_byte)
    lines = _lines(body, local, indent, rest=rest)
    why = "a request is checked first"
    if bound is not None:
        kept = "" if rest else f"{text_of(bound)}\n{indent}"
        return [Edit(bound.start_byte, bound.end_byte, kept + lines, why)]
    found = [Edit(first.start_byte, first.start_byte, f"{lines}\n{indent}", why)]
    return found + [
        Edit(node.start_byte, node.end_byte, local, "the checked request")
        for node in map(climb, body.roots)
    ]


def _serves_others(body: Body, first: Node) -> bool:
    """Whether a request of another method, without a body, would come by and be refused."""
    if not any(one.required for one in body.fields):
        return False
    if "request.method" not in text_of(body.function):
        return False
    above = [n for n in ancestors(first) if n.type == "if_statement" and n != first]
    within = any("request.method" in text_of(field(n, "condition") or n) for n in above)
    before = (
        n for n in body.function.named_children[-1].named_children if n.end_byte <= first.start_byte
    )
    return not within and not any("request.method !=" in text_of(n) for n in before)


def _lines(body: Body, local: str, indent: str, *, rest: bool) -> str:
    given, checker = text_of(body.roots[0]), free(body.function, "serializer" if rest else "form")
    if rest:
        lines = [
            f"{checker} = {body.schema}(data={given})",
            f"{checker}.is_valid(raise_exception=True)",
            f"{local} = {checker}.validated_data",
        ]
        return f"\n{indent}".join(lines)
    json = body.place == "body"
    given = local if json else given
    shape = f"{given} if isinstance({given}, dict) else {{}}" if json else given
    lines = [
        f"{checker} = {body.schema}({shape})",
        f"if not {checker}.is_valid():",
        *(f"    {line}" for line in answer(body.source, body.function, checker).lines),
        f"{local} = {{k: v for k, v in {checker}.cleaned_data.items() if k in {given}}}",
    ]
    return f"\n{indent}".join(lines)


def _binding(body: Body) -> tuple[str, Node | None]:
    """The statement that binds the mapping to a name, if there is one and only one."""
    bound = [(local, node) for local, keys, node in body.uses.bound if not keys]
    if len(bound) == 1 and len(body.roots) == 1:
        local, node = bound[0]
        right = node.child_by_field_name("right")
        whole = right is not None and right == body.roots[0]
        if whole and node.parent is not None and node.parent.type == "expression_statement":
            return local, node.parent
    return free(body.function, "data", "checked", "payload"), None


def _first_common(function: Node, nodes: list[Node]) -> Node | None:
    """The first statement to read, in the innermost block that holds all the places that read."""
    chains = [[n for n in ancestors(node) if n.type == "block"] for node in nodes]
    shared = next((b for b in chains[0] if all(b in chain for chain in chains)), None)
    body = function.child_by_field_name("body")
    if shared is None or body is None or not body.start_byte <= shared.start_byte < body.end_byte:
        return None
    start = min(node.start_byte for node in nodes)
    return next((n for n in shared.named_children if n.end_byte > start), None)
