"""`query.count() > 0` becomes a query for existence, which stops at the first row.

Sound wherever the number is only compared with nothing: the same truth comes out. It is done for
chains of `session.query(…)`; for `Model.query` the session must be seen in the file as well.
"""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.record import Improvement
from backlight.stacks.sqlalchemy.chains import Chain

SOME = {(">", "0"), (">=", "1"), ("!=", "0")}
NONE = {("==", "0"), ("<", "1")}
WHY = "Ask for existence: it stops at the first row."
UNFIT = frozenset({"limit", "offset", "group_by", "having", "distinct", "union", "union_all"})


def improve(source: Source, chain: Chain, project: Project) -> Improvement | Refused | None:
    """`session.query(….exists()).scalar()` for a count that is compared with nothing."""
    del project  # the chain says it all
    if chain.style != "query" or chain.names[-1:] != ("count",) or UNFIT & set(chain.names):
        return None
    compared = _compared(chain.node)
    if compared is None:
        return None
    node, negated = compared
    session = chain.session or _session(source)
    if not session:
        return Refused("The session is not seen in this file; ask it for `exists()` by hand.")
    function = chain.node.child_by_field_name("function")
    rows = function.child_by_field_name("object") if function is not None else None
    if rows is None:
        return None
    text = f"{session}.query({text_of(rows)}.exists()).scalar()"
    edit = Edit(node.start_byte, node.end_byte, f"not {text}" if negated else text, WHY)
    return Improvement(
        change((source.path, (edit,))), "all rows are counted to see if there is one"
    )


def _compared(node: Node) -> tuple[Node, bool] | None:
    """The comparison with nothing that a count stands in, and whether it asks for no row."""
    above = node.parent
    if above is None or above.type != "comparison_operator" or above.child_count != 3:
        return None
    left, operator, right = above.children
    if left != node:
        return None
    said = text_of(operator), text_of(right)
    if said not in SOME | NONE:
        return None
    bare = above.parent is None or above.parent.type not in {"binary_operator", "attribute"}
    return (above, said in NONE) if bare else None


def _session(source: Source) -> str:
    hit = regex(r"\b(?:self\.)?(?:db\.session|session)\b").search(source.text.source)
    return hit[0] if hit is not None else ""
