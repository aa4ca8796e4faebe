r"""Whether a handler goes no further without a value: it sends whoever left it out elsewhere.

>>> turned_away("if not title or not text:\n    return redirect('/')\nadd(title, text)", ("title",))
True
>>> turned_away("if title:\n    return redirect('/')\nadd(title)", ("title",))
False
"""

import re

LACKS = re.compile(
    r"^[ \t]*(?:if|unless|elif|elsif|\}?[ \t]*else if)\b(.*)\n"
    r"\s*(?:return|redirect_to|throw|raise|abort)\b",
    re.MULTILINE,
)
"""A condition, and a way out in the line below it."""


def turned_away(code: str, names: tuple[str, ...]) -> bool:
    """Whether a condition asks for the want of one of some names, and ends the handler there."""
    asked = [hit[1] for hit in LACKS.finditer(code) if any(name in hit[1] for name in names)]
    if not asked:
        return False  # Nothing is compiled: names change with every key
    words = "|".join(map(re.escape, names))
    lacks = re.compile(
        rf"(?:\bnot\s+|!\s*)(?:{words})\b(?![.\w(\[])|\b(?:{words})(?:\.blank\?|\.nil\?|\.empty\?|\s+is\s+None"
        rf"|\s*===?\s*(?:null|nil|\"\"|''|undefined)|\.isEmpty\(\)|\.isBlank\(\))"
    )
    return any(map(lacks.search, asked))
