"""Values in a query that are the program's own, though a caller gave them."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_least import made
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_origin import Origin
from backlight.analysis.queries_vocabulary import NAMES_A_PART
from backlight.analysis.syntax import text_of


def trusted(node: Node, host: Host, call: Node | None, level: Origin) -> bool:
    """Whether a value is a part of what runs the query, or a piece that a function makes for it."""
    if level == Origin.OPEN:
        return False
    if node.type == "identifier" and _one_of_few(node, host):
        return True
    if MARKS.search(host.expr(node).word.rpartition(".")[2]):
        return True
    if call is None:
        return made(node, host) or NAMES_A_PART.match(text_of(node)) is not None
    said = host.expr(node)
    if said.kind == "attr" and PIECE.match(said.word):
        return True
    on = calls.receiver(call)
    return said.kind == "attr" and bool(on) and text_of(said.parts[0].node) == on


def _one_of_few(node: Node, host: Host) -> bool:
    """Whether a parameter is declared as one of a few names: `field: SortField`."""
    found = lookup(node, text_of(node), host) or ()
    return bool(found) and all(b.kind == "param" and FEW.match(b.type.lstrip(": ")) for b in found)


PIECE = regex(
    r"(?i)^(?:sql|pattern|clause|condition|fragment|predicate)s?$"
    r"|^\w*(?:column|table)_?(?:name|ref|expr(?:ession)?)s?$"
)
"""What a builder calls the piece of SQL that it has made, or the column that it is for."""
MARKS = regex(r"(?i)^\w*place_?holders?$")
"""What makes a placeholder for each value, by its name."""
FEW = regex(
    r"^(?:\w+\.)*[A-Z]\w*(?:Fields?|Columns?|Kind|Enum|Order|Sort|Direction|Granularity|Interval|Period|Name|Type|Status)$"
    r"|^keyof\s|^\(?\s*['\"][^'\"]*['\"](?:\s*\|\s*['\"][^'\"]*['\"])*\)?$"
)
