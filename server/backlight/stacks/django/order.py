"""An order of a queryset that stands still: the one it has, ended by the key."""

from backlight.analysis.facts import Project
from backlight.analysis.python_expressions import string
from backlight.analysis.python_values import Literal, Many
from backlight.analysis.syntax import Source
from backlight.edits import Edit, Refused
from backlight.stacks.django.chains import Chain, Step
from backlight.stacks.django.models import LEND
from backlight.stacks.django.registry import Known, find

KEYS = frozenset({"pk", "id"})
WHY = "pages need an order that ends with the key, or rows come twice and never"
MIXES = frozenset({"reverse", "distinct", "union", "intersection", "difference", "annotate"})
"""Steps with which an order that comes after them means something else, or may not be added."""


def stable(source: Source, chain: Chain, project: Project) -> list[Edit] | Refused:
    """What makes the order of a chain one of the keys as well; nothing where it is already."""
    if mixed := MIXES & {*chain.names}:
        return Refused(f"The order of rows after `{min(mixed)}` takes judgement; ask the agent.")
    ordered = [step for step in chain.steps if step.name == "order_by"]
    if ordered:
        return _ended(ordered[-1])
    known = find(project, chain.model, source) if chain.model else None
    if known is None:
        return Refused(f"`{chain.model or 'the model'}` is not known here, nor is its order.")
    keys = _default(known)
    if isinstance(keys, Refused):
        return keys
    said = ", ".join(f'"{key}"' for key in keys)
    at = chain.base.end_byte if chain.names == ("all",) else chain.end
    return [Edit(at, chain.end, f".order_by({said})", WHY)]


def _ended(step: Step) -> list[Edit] | Refused:
    """The order of a chain with the key behind it."""
    given = step.arguments
    said = [(string(one) or "") for one in given]
    if "?" in said:
        return Refused("Rows at random have no pages.")
    if KEYS & {name.removeprefix("-") for name in said}:
        return []
    inside = step.call.child_by_field_name("arguments")
    if inside is None or any(one.type == "keyword_argument" for one in given):
        return Refused("The order could not be read; end it with the key by hand.")
    at = given[-1].end_byte if given else inside.start_byte + 1
    return [Edit(at, at, ', "pk"' if given else '"pk"', WHY)]


def _default(known: Known) -> tuple[str, ...] | Refused:
    """The order that the model has by itself, ended by the key."""
    listed = known.said.values.get(f"{known.name}.Meta.ordering")
    meta = known.said.classes.get(f"{known.name}.Meta")
    bases = known.said.classes[known.name].bases if meta is None else meta.bases
    own = {"Model", "object", *LEND} if meta is None else {"object"}
    if listed is None:
        above = [base for base in bases if base.rpartition(".")[2] not in own]
        if above:
            return Refused(f"`{above[0]}` may give `{known.name}` an order; write the order.")
        return ("pk",)
    items = listed.items if isinstance(listed, Many) else ()
    keys = [one.value for one in items if isinstance(one, Literal) and isinstance(one.value, str)]
    if not isinstance(listed, Many) or len(keys) != len(items) or "?" in keys:
        return Refused(f"`{known.name}` is ordered by an expression; write the order.")
    return (*keys, *(() if KEYS & {key.removeprefix("-") for key in keys} else ("pk",)))
