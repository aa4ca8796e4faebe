"""A limit on how often a handler may be asked for, by the limiter that its file knows already."""

from re import MULTILINE
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Handler
from backlight.analysis.syntax import Source
from backlight.edits import Edit, Refused

MADE = regex(r"^(\w+)\s*(?::[^=\n]+)?=\s*Limiter\(", MULTILINE)
KNOWN = regex(r"^from [\w.]+ import [^\n]*\b(\w*limiter)\b", MULTILINE)
USED = regex(r"@\w+\.limit\(\s*([\"'][^\"']+[\"'])")
DEFAULT = '"5/minute"'


def limited_by(source: Source, handler: Handler) -> tuple[Node, Edit] | Refused:
    """The decorator right above the function, below the one that registers it; and the function."""
    function = function_of(source, handler)
    if function is None or function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    text = source.text.source
    hit = MADE.search(text) or KNOWN.search(text)
    if hit is None:
        return Refused("This file knows no limiter; import the project's own, and run it again.")
    used = USED.search(text)
    limit = used[1] if used else DEFAULT
    why = f"`{handler.name}` may be asked for {limit.strip(chr(34) + chr(39))}; look if that fits"
    line = f"@{hit[1]}.limit({limit})\n{source.text.indent(function.start_byte)}"
    return function, Edit(function.start_byte, function.start_byte, line, why)
