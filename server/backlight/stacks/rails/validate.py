"""Strong parameters in place of `permit!`, and rules in the model for what the database refuses."""

from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import (
    Source,
    ancestors,
    descendants,
    field,
    node_at,
    span_of,
    text_of,
)
from backlight.analysis.tables import Table
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.rails.permitted import permitted
from backlight.stacks.rails.resource import Parts, checked
from backlight.stacks.rails_words import camelize, singular

KEYED = regex(r"^params(?:\[:(\w+)\]|\.require\(:(\w+)\))$")
TAKES = {"new", "create", "create!", "update", "update!", "assign_attributes", "build", "insert"}
LOOKS = regex(
    r"\b(?:if|unless)\b[^\n]*\.(?:save|update|create|valid\?|persisted\?)|\.(?:save|update|create)!"
)
WIDEST = 100
WHY = "Only what the model is meant to be given gets past: `%s` stay%s out."


@dataclass(frozen=True, slots=True)
class Taken:
    """The place where all of a request is let through."""

    call: Node
    key: str
    method: Node
    """The method it stands in: the action, or one that it calls."""


def validate(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Let through the columns of the model that a client may set, by name."""
    action = node_at(source, handler.span)
    taken = _taken(source, action)
    if isinstance(taken, Refused):
        return taken
    model = camelize(singular(taken.key))
    table, home = _model(project, model)
    if table is None or home is None:
        return Refused(f"No model `{model}` with its columns is known: name what may be sent.")
    names = permitted(project, table, text_of(action), _code(home, model))
    if isinstance(names, Refused):
        return names
    allowed, barred, columns = names
    permit = _permit(taken, allowed, source.text.indent(taken.method.start_byte))
    out = (
        WHY % ("`, `".join(barred), "s" if len(barred) == 1 else "")
        if barred
        else ("Only what the model is meant to be given gets past.")
    )
    edits = _edits(source, taken, action, permit, out)
    if isinstance(edits, Refused) or not LOOKS.search(text_of(action)):
        return edits if isinstance(edits, Refused) else change((source.path, edits))
    held = next((t for t in project.files[home.path].tables if t.model == model), table)
    return change((source.path, edits), *checked(home, held, Parts(columns)))


def _permit(taken: Taken, allowed: list[str], pad: str) -> str:
    """`params.require(:user).permit(:name, …)`, a name a line where one is not enough."""
    head, names = f"params.require(:{taken.key}).permit(", ", ".join(allowed)
    if len(pad) + len(head) + len(names) < WIDEST:
        return f"{head}{names})"
    rows = ",".join(f"\n{pad}    {name}" for name in allowed)
    return f"{head}{rows}\n{pad}  )"


def _taken(source: Source, action: Node) -> Taken | Refused:
    """`params.require(:user).permit!` in an action, or in a private method that it calls."""
    called = {text_of(n) for n in descendants(action, "identifier")}
    methods = [n for n in descendants(source.root, "method") if _name(n) in called]
    for method in (action, *methods):
        for call in descendants(method, "call"):
            name, of = field(call, "method"), field(call, "receiver")
            if name is None or of is None or text_of(name) not in {"permit!", "to_unsafe_h"}:
                continue
            hit = KEYED.match(text_of(of))
            if hit is None:
                return Refused("All of `params` is taken, and no key says for what: ask the agent.")
            if not _given(call, method):
                return Refused("What is let through goes to no model: name its parts by hand.")
            return Taken(call, hit[1] or hit[2], method)
    return Refused("The action reads single values; check them where they are used.")


def _given(call: Node, method: Node) -> bool:
    """Whether a model is given it: at once, or as what a method of its own answers with."""
    above = call.parent
    if above is not None and above.type == "argument_list" and above.parent is not None:
        name = field(above.parent, "method")
        return name is not None and text_of(name) in TAKES and len(above.named_children) == 1
    body = field(method, "body")
    return above == body and body is not None and len(body.named_children) == 1


def _model(project: Project, model: str) -> tuple[Table | None, Source | None]:
    """The columns of a model, and the file of its class."""
    known = project.schema.of_model(model)
    path = next(
        (p for p, f in project.files.items() if p.endswith(".rb") and _holds(f.tables, model)), ""
    )
    return (known if known is not None and known.columns else None), project.read(path)


def _holds(tables: tuple[Table, ...], model: str) -> bool:
    return any(t.model == model and t.origin == "model" for t in tables)


def _code(source: Source, model: str) -> str:
    classes = (n for n in descendants(source.root, "class") if _name(n) == model)
    return next((text_of(n) for n in classes), source.text.source)


def _edits(
    source: Source, taken: Taken, action: Node, permit: str, why: str
) -> list[Edit] | Refused:
    """The call replaced, by a private method where the action itself holds it."""
    span = span_of(taken.call)
    if taken.method != action:
        return [Edit(span.start, span.end, permit, why)]
    name = f"{taken.key}_params"
    if any(_name(n) == name for n in descendants(source.root, "method")):
        return Refused(f"`{name}` is there already and the action does not use it: call that.")
    owner = next((n for n in ancestors(action) if n.type == "class"), None)
    body = field(owner, "body")
    if owner is None or body is None:
        return Refused("The action stands in no class of its own; ask the agent.")
    last = body.named_children[-1]
    pad = source.text.indent(action.start_byte)
    marks = [text_of(n) for n in body.named_children if n.type == "identifier"]
    private = [one for one in marks if one in {"private", "protected", "public"}][-1:]
    head = "" if private == ["private"] else f"\n\n{pad}private"
    text = f"{head}\n\n{pad}def {name}\n{pad}  {permit}\n{pad}end"
    return [
        Edit(span.start, span.end, name, why),
        Edit(last.end_byte, last.end_byte, text, "What may be sent stands in one place."),
    ]


def _name(node: Node) -> str:
    name = field(node, "name")
    return text_of(name) if name is not None else ""
