"""Words that stand by themselves in code, found without a pattern made of them.

What is asked for changes with every key in a name, and a pattern takes longer to make than a line
to look through.

>>> stands(("name",), 'if name in rows:'), stands(("name",), 'if names in rows:')
(True, False)
>>> stands(("user-name",), 'get("user-name")')
True
>>> is_set(("name",), "  name = 1"), is_set(("name",), "  names = 1")
(True, False)
"""

import re
from collections.abc import Collection

TOKEN = re.compile(r"[\w$]+")


def stands(words: Collection[str], line: str) -> bool:
    """Whether one of some words stands in a line, and is no part of a longer one."""
    there = {word for word in words if word in line}
    if not there:
        return False
    return not there.isdisjoint(TOKEN.findall(line)) or any(
        re.search(rf"(?<![\w$]){re.escape(word)}(?![\w$])", line)
        for word in there
        if TOKEN.fullmatch(word) is None
    )


def is_set(words: Collection[str], line: str) -> bool:
    """Whether a line begins with one of some words, and an equals sign after it."""
    code = line.lstrip()
    return any(
        code.startswith(word) and code[len(word) :].lstrip().startswith("=") for word in words
    )
