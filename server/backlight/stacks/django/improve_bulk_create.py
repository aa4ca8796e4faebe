"""Insert many rows in one statement instead of one for each.

Sound for a loop that does nothing but `Model.objects.create(…)`: the model has no `save()` and no
manager of its own, nothing in the project listens to its saving, the values need no query, and the
new rows are not used. Either all rows are inserted or none.
"""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.django.around import loop_of
from backlight.stacks.django.chains import Chain
from backlight.stacks.django.registry import Known, find, methods
from backlight.stacks.record import Improvement

LISTENS = (b"post_save", b"pre_save", b"post_init", b"pre_init")
LONGEST = 88
"""A longer line is broken as the formatters do."""
STOPS = ("await", "yield", "named_expression", "comment", "else_clause")


def improve(source: Source, chain: Chain, project: Project) -> Improvement | Refused | None:
    """`bulk_create()` for a loop of `create()`."""
    loop = loop_of(chain.node)
    if (
        loop is None
        or loop.type != "for_statement"
        or chain.names != ("create",)
        or not chain.model
    ):
        return None
    evidence = f"one INSERT for each `{chain.model}` of the loop"
    body = field(loop, "body")
    alone = body is not None and body.named_child_count == 1
    statement = body.named_children[0] if body is not None and alone else None
    if (
        statement is None
        or statement.named_child_count != 1
        or statement.named_children[0] != chain.node
    ):
        return Refused(
            f"There is {evidence}, but the loop does more: collect the rows, then `bulk_create()`."
        )
    known = find(project, chain.model, source)
    why = _unsound(project, known, chain, loop)
    if why or known is None:
        return Refused(f"There is {evidence}, but {why or 'the model is not known'}.")
    return Improvement(
        change((source.path, (_edit(source, chain, loop),))),
        evidence,
        ("All rows are inserted or none; nothing here needs the signals of `save()`.",),
    )


def _unsound(project: Project, known: Known | None, chain: Chain, loop: Node) -> str:
    """Why one statement would not do the same; empty if it does."""
    if known is None:
        return "the model is not known"
    if not known.complete:
        return f"`{known.name}` inherits from a class that is not known and may do more when saved"
    if "save" in methods(known) or f"{known.name}.objects" in known.said.values:
        return (
            f"`{known.name}` has a `save()` or a manager of its own, not called by `bulk_create()`"
        )
    if any(True for _ in descendants(loop, *STOPS)):
        return "the loop holds a comment, an `else` or a value made on the way; rewrite it by hand"
    if any(n.type == "attribute" and text_of(n).endswith(".objects") for n in _values(chain)):
        return "a value is asked from the database for each row"
    heard = next((path for path in project.files if _listens(project, path, known.name)), "")
    return (
        f"{heard} listens to the saving of rows, which `bulk_create()` does not announce"
        if heard
        else ""
    )


def _values(chain: Chain) -> list[Node]:
    return [n for given in chain.steps[0].arguments for n in descendants(given, "attribute")]


def _listens(project: Project, path: str, model: str) -> bool:
    """Whether a file has a receiver for this model, or one for all."""
    source = project.read(path)
    data = source.text.data if source is not None else b""
    if not any(word in data for word in LISTENS):
        return False
    return model.encode() in data or b"sender" not in data


def _edit(source: Source, chain: Chain, loop: Node) -> Edit:
    left, right = field(loop, "left"), field(loop, "right")
    given = field(chain.steps[0].call, "arguments")
    if left is None or right is None or given is None:
        return Edit(loop.start_byte, loop.end_byte, text_of(loop))
    indent = source.text.indent(loop.start_byte)
    row = f"{chain.model}{text_of(given)}"
    over = f"for {text_of(left)} in {text_of(right)}"
    text = f"{text_of(chain.base)}.bulk_create({row} {over})"
    if len(indent) + len(text) > LONGEST or "\n" in text:
        inner = f"\n{indent}    {row}\n{indent}    {over}\n{indent}"
        text = f"{text_of(chain.base)}.bulk_create({inner})"
    return Edit(loop.start_byte, loop.end_byte, text, "One statement inserts all rows.")
