"""Follow the key of a row instead of getting the other row by it, one query for each.

Sound where `get(pk=row.key_id)` stands in a loop over rows of a known model, and `key` is a foreign
key of theirs, never null, to the model that is asked: the database says that the row exists, and
the rows are joined. Elsewhere a missing row, or a key of another type, would be answered otherwise.
"""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_expressions import dotted
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.django.around import loop_of, used
from backlight.stacks.django.chains import Chain
from backlight.stacks.django.chains import chain as chain_of
from backlight.stacks.django.fields import FORWARD
from backlight.stacks.django.improve_related import UNFIT, UNJOINED, added, quote
from backlight.stacks.django.queries import loaded
from backlight.stacks.django.registry import Known, find
from backlight.stacks.record import Improvement

KEYS = {"pk", "id"}


def improve(source: Source, chain: Chain, project: Project) -> Improvement | Refused | None:
    """`row.key` for `Model.objects.get(pk=row.key_id)` in a loop over rows."""
    loop = loop_of(chain.node)
    row = field(loop, "left") if loop is not None and loop.type == "for_statement" else None
    if loop is None or row is None or chain.names != ("get",) or not chain.model:
        return None
    if row.type != "identifier" or not any(True for _ in used(chain.node, text_of(row))):
        return None
    key, over = _key(chain, text_of(row)), _over(loop)
    evidence = f"N+1: `{chain.model}.objects.get()` is run for each `{text_of(row)}`"
    known = find(project, over.model, source) if over is not None and over.model else None
    asked = find(project, chain.model, source)
    if over is None or known is None or asked is None or not _leads(known, key, asked):
        return Refused(
            f"{evidence}, and it is not known that every row exists: fetch all of them before the"
            " loop with `in_bulk()`, and decide what a missing one means."
        )
    if (UNFIT | UNJOINED) & set(over.names):
        return Refused(
            f"{evidence}, but the rows gone over cannot carry others; join them yourself."
        )
    mark = quote(source)
    edits = [
        Edit(chain.node.start_byte, chain.node.end_byte, f"{text_of(row)}.{key}", "Follow the key.")
    ]
    if key not in loaded(over):
        step = f".select_related({mark}{key}{mark})"
        edits.append(added(over, step, "Load the rows that the key leads to."))
    return Improvement(change((source.path, edits)), evidence)


def _key(chain: Chain, row: str) -> str:
    """The foreign key in `get(pk=row.key_id)`, empty for anything else."""
    given = chain.steps[0].arguments
    if len(given) != 1 or given[0].type != "keyword_argument":
        return ""
    name, value = field(given[0], "name"), field(given[0], "value")
    path = dotted(value).split(".") if value is not None else []
    if name is None or text_of(name) not in KEYS or len(path) != 2 or path[0] != row:
        return ""
    return path[1].removesuffix("_id") if path[1].endswith("_id") else ""


def _over(loop: Node) -> Chain | None:
    right = field(loop, "right")
    return chain_of(right) if right is not None and right.type == "call" else None


def _leads(known: Known, key: str, asked: Known) -> bool:
    """Whether a key always leads to a row that the asked model's manager gives."""
    one = known.fields.get(key)
    if (
        one is None
        or one.kind not in FORWARD
        or one.says("null")
        or one.says("db_constraint", value=False)
    ):
        return False
    if one.call.keyword("to_field") is not None or f"{asked.name}.objects" in asked.said.values:
        return False
    return one.target.rpartition(".")[2] == asked.name
