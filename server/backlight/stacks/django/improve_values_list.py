"""Read one column where only one column of each row is used.

Sound for a comprehension without a condition whose element is a plain column of a known model:
the column is written as a field of Django's that gives the same value either way (no file, no field
of the project's own), and the model does not build its rows itself (`from_db`). Not sound behind
`distinct()`, which would then compare that column alone.
"""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, field
from backlight.edits import Edit, change
from backlight.stacks.django.chains import STEPS, Chain
from backlight.stacks.django.fields import FORWARD
from backlight.stacks.django.improve_related import quote
from backlight.stacks.django.registry import Known, find, methods
from backlight.stacks.django.rows import loops, reads
from backlight.stacks.record import Improvement

_FIT = "all filter exclude order_by reverse using select_related"
FIT = frozenset(_FIT.split())
_PLAIN = (
    "AutoField BigAutoField SmallAutoField BooleanField CharField DateField DateTimeField"
    " DecimalField DurationField EmailField FloatField GenericIPAddressField IntegerField"
    " BigIntegerField SmallIntegerField PositiveIntegerField PositiveBigIntegerField"
    " PositiveSmallIntegerField SlugField TextField TimeField URLField UUIDField"
)
PLAIN = frozenset(_PLAIN.split())
MADE = {"list_comprehension": "list", "set_comprehension": "set"}


def improve(source: Source, chain: Chain, project: Project) -> Improvement | None:
    """`values_list(…, flat=True)` for `[row.column for row in chain]`."""
    found = list(loops(chain))
    if len(found) != 1 or not chain.model or not set(chain.names) <= FIT & STEPS:
        return None
    made, body = found[0].node, found[0].body
    if made.type not in MADE or len(body) != 1 or not _holds(made, chain.node):
        return None
    read = next(iter(reads(found[0])), None)
    known = find(project, chain.model, source)
    if read is None or read.node != body[0] or len(read.path) != 1 or known is None:
        return None
    column = read.path[0]
    if not _plain(known, column) or "from_db" in methods(known):
        return None
    mark = quote(source)
    text = source.text.slice(chain.node.start_byte, chain.end)
    if chain.names == ("all",):
        text = text[: text.rindex(".all")].rstrip()
    listed = f"{MADE[made.type]}({text}.values_list({mark}{column}{mark}, flat=True))"
    edit = Edit(made.start_byte, made.end_byte, listed, "Only one column is used.")
    row = f"{found[0].row}.{column}"
    return Improvement(change((source.path, (edit,))), f"whole rows are loaded to read `{row}`")


def _holds(made: Node, inner: Node) -> bool:
    """Whether the chain itself is gone over there, not a name it has been given."""
    clause = next((n for n in made.named_children if n.type == "for_in_clause"), None)
    return field(clause, "right") == inner


def _plain(known: Known, column: str) -> bool:
    if column == "pk":
        return True
    one = known.fields.get(column)
    if one is not None:
        return one.kind in PLAIN
    if column == "id":
        return known.complete and not any(f.says("primary_key") for f in known.fields.values())
    key = known.fields.get(column.removesuffix("_id"))
    return key is not None and key.kind in FORWARD and column.endswith("_id")
