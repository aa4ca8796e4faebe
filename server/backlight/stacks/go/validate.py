"""Rules of go-playground/validator on the struct that a handler of Go reads its body into."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.go_expressions import arguments
from backlight.analysis.syntax import Source, descendants, field, node_at, span_of, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.go.check import checked
from backlight.stacks.go.inputs import BINDS
from backlight.stacks.go.structs import Field, fields, target, uses

WHY = "A request that lacks it is refused."
ANSWERED = regex(r"err\s*:?=\s*[^\n]*(?:Bind\w*|BodyParser|Decode)\([^\n]*\n?[^\n]*err\s*!=\s*nil")


def validate(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Say on each field what it must be; gin looks at that itself, others are told to."""
    node = node_at(source, handler.span)
    call = next((c for c in descendants(node, "call_expression") if _binds(c)), None)
    if call is None:
        return Refused(
            "The handler reads single values, and rules stand on those of a struct: ask the agent "
            "to bind them to one."
        )
    pointer = next((a for a in arguments(call) if a.type == "unary_expression"), None)
    name, kind, struct = target(call, pointer) if pointer is not None else ("", "", None)
    if struct is None:
        return Refused("What the body is bound to is not declared in this file; ask the agent.")
    if ANSWERED.search(text_of(node)) is None:
        return Refused(f"The error of binding `{name}` is not looked at here; answer it first.")
    if kind != "struct" and uses(source, kind) > _own(node, kind):
        return Refused(f"`{kind}` is used in other places too, which would refuse more than now.")
    wanted = {one.name for one in handler.inputs if one.place == "body" and not one.checked}
    found = [one for one in fields(struct) if one.name in wanted]
    if not found:
        return Refused("No field of the body is left to check.")
    own = handler.stack != "gin"
    if not own and text_of(call).startswith("json."):
        return Refused(
            f"`json` looks at no rules, and gin does: read `{name}` by `ShouldBindJSON` first."
        )
    edits = [_tagged(one, "validate" if own else "binding") for one in found]
    check = checked(source, call, name, project, handler.stack) if own else None
    if isinstance(check, Refused):
        return check
    return change((source.path, [*edits, *([check] if check is not None else [])]))


def _binds(call: Node) -> bool:
    name = field(call, "function", "field")
    return name is not None and BINDS.match(text_of(name)) is not None


def _own(node: Node, kind: str) -> int:
    """How often a type is named in its declaration and in the handler."""
    inside = sum(text_of(n) == kind for n in descendants(node, "type_identifier"))
    return inside + 1


def _tagged(one: Field, key: str) -> Edit:
    """`binding:"required"` in the tag of a field."""
    rule = (
        "required,email" if one.name.lower().replace("_", "") in {"email", "mail"} else "required"
    )
    said = f'{key}:"{rule}"'
    tag = field(one.node, "tag")
    if tag is None:
        at = span_of(one.node).end
        return Edit(at, at, f" `{said}`", WHY)
    at = tag.end_byte - 1
    return Edit(at, at, f" {said}", WHY)
