"""Count in the database instead of loading the rows to count them.

Sound where the rows serve for nothing else: `len(…)` stands right around the chain. Not sound
where rows are locked (`select_for_update`), or where the length only tells whether there is one
(that is `exists()`).
"""

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Edit, change
from backlight.stacks.django.chains import STEPS, Chain
from backlight.stacks.django.improve_exists import UNFIT
from backlight.stacks.record import Improvement


def improve(source: Source, chain: Chain, _project: Project) -> Improvement | None:
    """`count()` for `len(…)` of a chain."""
    given = chain.node.parent
    call = given.parent if given is not None and given.type == "argument_list" else None
    function = field(call, "function")
    if call is None or function is None or text_of(function) != "len":
        return None
    if given is None or given.named_child_count != 1 or (UNFIT | {"count"}) & set(chain.names):
        return None
    if not set(chain.names) <= STEPS:
        return None
    text = source.text.slice(chain.node.start_byte, chain.node.end_byte)
    edit = Edit(
        call.start_byte,
        call.end_byte,
        f"{text}.count()",
        "The database counts without sending rows.",
    )
    name = chain.model or text_of(chain.base)
    return Improvement(change((source.path, (edit,))), f"every `{name}` is loaded to be counted")
