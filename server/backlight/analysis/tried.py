r"""What a handler tries before it catches what goes wrong, by the depths of lines.

>>> tried_before("ask()\ntry:\n    save()\nexcept Exception:\n    pass", 22)
'try:\n    save()\n'
"""

import re

CATCHES = re.compile(r"[ \t]*(?:\}\s*)?(?:except|catch|rescue)\b")
ON_ONE_LINE = re.compile(r"[ \t]*(?:try|begin)\b")
OPENS = re.compile(
    r"(?m)^([ \t]*)(?:[^\n]*\btry\b|(?:[^\n]*=\s*)?begin\b|def\b|[^\n]*\bdo\b)[^\n]*$"
)


def tried_before(code: str, at: int) -> str | None:
    """What stands between a `try` and its catch, by their depths; `None` in Go."""
    line = code.rfind("\n", 0, at) + 1
    depth = code[line : line + len(code[line:]) - len(code[line:].lstrip(" \t"))]
    if not CATCHES.match(code, line):
        return None if not ON_ONE_LINE.match(code, line) else code[line:at]
    above = [hit for hit in OPENS.finditer(code, 0, line) if hit[1] == depth]
    return code[above[-1].start() : line] if above else code[:line]
