"""The one list that a handler in JavaScript answers with as a whole: what is to be paged."""

from tree_sitter import Node

from backlight.analysis.compared import queries_in
from backlight.analysis.facts import Handler, Project, Query
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, descendants, node_at, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_pages import WAYS
from backlight.stacks.javascript_shown import whole

NAMES = frozenset({"limit", "offset"})
KINDS = frozenset({*WAYS, "mongoose"})
READING = frozenset({"GET", "ANY", "HEAD"})


def whole_list(
    source: Source, handler: Handler, function: Node, project: Project, *, returned: bool
) -> Query | Refused:
    """The only unbounded read of a handler, where a page of it is a page of the answer."""
    queries = queries_in(project, source.path, handler)
    found = [one for one in queries if one.returns == "rows" and not one.bounded]
    if len(found) != 1:
        return Refused(f"`{handler.name}` reads {len(found)} lists; say which is to be paged.")
    if found[0].kind not in KINDS:
        return Refused("Reads of this kind are not paged without a model; ask the agent.")
    if any(e.method not in READING for e in served(project, source.path, handler.name)):
        return Refused(f"`{handler.name}` does more than answer the rows; ask the agent.")
    every = descendants(function, "identifier", "shorthand_property_identifier_pattern")
    if NAMES & {*map(text_of, every)}:
        return Refused(
            f"`{handler.name}` uses `limit` or `offset` already; bound its query by them."
        )
    why_not = whole(node_at(source, found[0].span), returned=returned)
    return Refused(why_not) if why_not else found[0]
