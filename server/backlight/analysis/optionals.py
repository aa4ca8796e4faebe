r"""Reads that may find nothing: whether code asks for that right where it reads.

>>> settled("if !(story = ", ") || story.is_gone?"), settled("size = ", " || 25")
(True, True)
>>> settled("story = ", "\nstory.title")
False
>>> looked("Item item = ", "item", ".orElseThrow(() -> new Missing(id));")
True
>>> looked("Item item = ", "item", ".get();")
False
>>> looked("Optional<Item> item = ", "item", "; return wrapOrNotFound(item);")
True
"""

import re

LOOKS = re.compile(
    r"\s*\.(?:orElseThrow|orElseGet|map|flatMap|filter|ifPresent\w*|isPresent|isEmpty"
    r"|switchIfEmpty|orElse\((?!null\)))"
)


CONDITION = re.compile(
    r"(?:\b(?:if|elsif|unless|while|and|or)\b|&&|\|\||!)\s*\(*\s*@?\w+\s*:?=\s*(?:await\s+)?\(?\s*$"
)
"""What stands before a read that is a condition itself."""
ELSE = re.compile(r"\s*\)*\s*(?:\|\||\?\?|&&|or\b|&\.)")
"""What follows one that says what there is instead."""


def settled(before: str, after: str) -> bool:
    """Whether the row is asked for in a condition, or something is taken in its place."""
    return CONDITION.search(before) is not None or ELSE.match(after) is not None


def looked(before: str, name: str, after: str) -> bool:
    """Whether what follows a read looks into it, or hands it on as a row or nothing."""
    return LOOKS.match(after) is not None or (
        "Optional<" in before and not re.search(rf"\b{re.escape(name)}\.get\(\)", after)
    )
