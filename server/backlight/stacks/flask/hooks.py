"""What runs before the views of a Flask blueprint, and whom it may answer in their place."""

from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python import Function, Module
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Call, Name, Value
from backlight.analysis.syntax import Source, ancestors, descendants, field, text_of
from backlight.stacks.flask.doors import answers
from backlight.stacks.flask.refusals import function_named

HOOK = regex(r"^([\w.]+)\.(before_request|before_app_request)$")
ENDS = regex(r"^(?:return\s+\S|raise\b|(?:[\w.]+\.)?abort\()")
KNOWN = regex(
    r"^\(?(?:(?:\w+\.)*current_user\.is_authenticated|not (?:\w+\.)*current_user\.is_anonymous"
    r"|g\.user)\b(?!.*\bor\b)",
)
"""A condition that holds only of who has signed in."""


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before the views of a file."""

    strangers: bool
    """Whoever is not known is let through to the decorators of the view."""
    known: bool
    """So is whoever has signed in."""
    status: int = 0
    """With what strangers are refused, where that is what a blueprint does first."""


FREE = Before(strangers=True, known=True)


def before(modules: Modules, project: Project, source: Source, owner: str) -> Before:
    """What runs before the views of a blueprint; all that is not plain is taken to refuse."""
    mine, found = modules.find(source.path, "", owner), FREE
    for path, module in modules.by_path.items():
        if any(HOOK.match(one.call.name) for one in module.statements):
            return Before(strangers=False, known=False)
        for function in module.decorated:
            hook = next(filter(None, map(_hook, function.decorators)), None)
            if hook is None or (hook[1] == "before_request" and _other(modules, path, hook, mine)):
                continue
            one = _one(modules, project, module, function)
            status = found.status or one.status
            strangers = found.strangers and one.strangers
            found = Before(strangers, found.known and one.known, status)
    return found


def _hook(decorator: Value) -> tuple[str, str] | None:
    name = decorator.dotted if isinstance(decorator, Name) else ""
    hit = HOOK.match(name)
    return (hit[1], hit[2]) if hit is not None else None


def _other(modules: Modules, path: str, hook: tuple[str, str], mine: Place | None) -> bool:
    """Whether a hook is that of another blueprint."""
    place = modules.find(path, "", hook[0])
    if place is None or mine is None or place == mine:
        return False
    made = modules.by_path[place.path].values.get(place.name)
    return isinstance(made, Call) and made.name.endswith("Blueprint")


def _one(modules: Modules, project: Project, module: Module, function: Function) -> Before:
    node = function_named(modules, project, module.path, function.name)
    body = field(node, "body")
    if node is None or body is None or node.parent is None:
        return Before(strangers=False, known=False)
    marks = [n.named_children[0] for n in node.parent.children if n.type == "decorator"]
    doors = [one for one in marks if not HOOK.match(text_of(one))]
    statuses = [answers(modules, project, module.path, one) for one in doors]
    if len(doors) > 1 or 0 in statuses:
        return Before(strangers=False, known=False)
    ends = descendants(body, "return_statement", "raise_statement", "call")
    refusing = [n for n in ends if ENDS.match(text_of(n))]
    signed = [n for n in refusing if not any(_known(a) for a in ancestors(n))]
    return Before(
        strangers=not signed or bool(statuses), known=not refusing, status=(statuses or [0])[0] or 0
    )


def _known(node: Node) -> bool:
    """Whether a statement runs only for who has signed in."""
    if node.type != "if_statement" or field(node, "alternative") is not None:
        return False
    condition = field(node, "condition")
    return condition is not None and KNOWN.match(" ".join(text_of(condition).split())) is not None
