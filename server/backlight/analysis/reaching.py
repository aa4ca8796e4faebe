r"""Whether a value that a handler reads gets anywhere: it may only be compared, told or shown.

>>> reaches("word = request.form['word']\nif word == 'yes':\n    clear()", "word")
False
>>> reaches("word = request.form['word']\nif word:\n    row.word = word", "word")
True
"""

import re

from backlight.analysis.refusals import forms, names_of

CONDITION = re.compile(
    r"\s*(?:(?:\}\s*)?(?:else\s+)?if|elif|elsif|unless|when|case|switch|while)\b"
    r"(?!.*(?<![=!<>:])=(?![=>])).*(?:[{:)\\]|&&|\|\||\band|\bor|\w)\s*$"
)
"""A line that asks, and does nothing more."""
GIVEN = re.compile(
    r"(?<![\w.])(?!(?:if|elif|elsif|unless|when|case|switch|while|len|str|int|bool|String|Boolean|isEmpty|isBlank|isNotBlank|isNotEmpty)\()"
    r"[\w.]{1,60}\((?![^()]*\)\s*(?:[=!]=|in\b))"
)
"""A call that may be given something."""
TOLD = re.compile(
    r"(?i)\s*(?:return\s+)?(?:await\s+)?(?:[\w.$]*\b(?:log(?:ger|ging)?|winston|console|messages)\.\w+|flash|print\w*|puts|render\w*|redirect\w*|url_for|t|gettext|_)\b\s*\(?"
)
"""A line that only tells of a value, or shows it again."""


DECLARED = re.compile(r"@(?:RequestBody|Body)\b")
PASSED = re.compile(r"^\s*(?://|#|\*)|@(?:RequestBody|Body)\b")
"""A comment, and the place where a parameter is declared."""


def reaches(code: str, name: str) -> bool:
    """Whether something is done with a value, as far as lines tell; what is not seen counts."""
    held = names_of(code, name) or (
        (name,) if DECLARED.search(code) and name.isidentifier() else ()
    )
    words = re.compile(
        r"(?<![\w$.])(?:" + "|".join(map(re.escape, held)) + r")(?![\w$])" if held else r"(?!)"
    )
    key = re.compile(rf"[\"'.:]{re.escape(forms(name)[0])}(?![\w$])")
    lines = [
        line
        for line in code.split("\n")
        if (words.search(line) or key.search(line)) and not PASSED.search(line)
    ]
    rest = [line for line in lines if not (_reads(line, held) and key.search(line))]
    if not rest or (not held and len(rest) == 1 and not _harmless(rest[0], key)):
        return True
    return not all(_harmless(line, words if words.search(line) else key) for line in rest)


def _reads(line: str, held: tuple[str, ...]) -> bool:
    """Whether a line gives a name what is read, and does nothing more with it."""
    hit = re.match(r"\s*(?:(?:const|let|var)\s+)?(\w+)\s*(?::[^=]*)?:?=(?!=)", line)
    return hit is not None and hit[1] in held


def _harmless(line: str, words: re.Pattern[str]) -> bool:
    if TOLD.match(line):
        return True
    if CONDITION.match(line) is None:
        return False
    hit = words.search(line)
    return hit is not None and not any(
        one.end() <= hit.start() and ")" not in line[one.end() : hit.start()]
        for one in GIVEN.finditer(line)
    )
