r"""Values that a handler checks by hand, in whatever language: it tests them, and refuses the rest.

>>> is_tested("if (!name || !url) {\n  return res.status(400).send('Invalid')\n}", "name", "")
True
>>> is_tested("if (name) {\n  user.name = name\n}", "name", "")
False
>>> is_tested("title = params[:title]\nreturn head :bad_request if title.blank?", "title", "")
True
>>> only_asked("options.force = !!req.body.force\nif (req.body.force !== undefined) {}", "force")
True
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from backlight.analysis.standing import is_set, stands

CONDITION = re.compile(r"(?<![\w.])(?:if|elif|elsif|unless|switch|case|when|assert|guard)\b")
REFUSES = re.compile(
    r"\b[bB]ad_?(?:Argument|Request)|\b4(?:00|0[39]|1[0-9]|2[0-9])\b|BadRequest|BAD_REQUEST|bad_request|[uU]nprocessable|UNPROCESSABLE"
    r"|\b(?:raise|throw|abort|reject|refuse\w*|flash|panic)\b|[iI]nvalid|[eE]rror|ERROR|\bfail\w*\(",
)
AHEAD, FAR = 6, 14
"""Lines below a condition in which the answer to what fails it stands; in its own block, more."""
NOTHING = r"(?:undefined|null|None|nil)"
TYPED = re.compile(r"\btypeof\s+[\w.]+\[\w+\]|\bisinstance\(\s*\w+\[\w+\]")
"""Each value of a body that is gone over is held against a type."""


def is_tested(code: str, name: str, body: str) -> bool:
    """Whether a condition asks something of a value, and what fails it is refused."""
    if TYPED.search(code):
        return True
    lines = _lines(code)
    names = _names(lines, name)
    words = "|".join(map(re.escape, names))
    whole = rf"|{re.escape(body.rpartition('.')[2])}" if body else ""
    if (
        body
        and JUDGED.search(code)
        and re.search(rf"\b{re.escape(body)}\.(?:[iI]s_?)?(?:[vV]alid|[cC]heck)\w*\(", code)
    ):
        return True
    if CAUGHT.search(code) and _caught(lines, names):
        return True
    if CHECKS.search(code) and re.search(
        rf"(?:{CHECK}|{JUDGES})\([^;\n]{{0,400}}(?<![\w$])(?:{words}{whole})(?![\w$])", code
    ):
        return True
    return any(
        stands(names, line[hit.end() :])
        for number, line in enumerate(lines)
        if (hit := CONDITION.search(line)) is not None
        and any(map(REFUSES.search, _block(lines, number)))
    ) or any(
        stands(names, line) and (CHAINED.match(line) or FAILS.search(line))
        for line in _refusing(lines)
    )


CAUGHT = re.compile(r"\bexcept\b[^:\n]*\b(?:KeyError|TypeError|ValueError)\b")


def _caught(lines: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Whether what reads a value fails where it does not fit, and the failure is refused."""
    for number, line in enumerate(lines):
        if CAUGHT.search(line) and any(map(REFUSES.search, lines[number + 1 : number + AHEAD])):
            tried = [one for one in lines[max(0, number - AHEAD) : number] if stands(names, one)]
            if any(_depth(one) > _depth(line) for one in tried):
                return True
    return False


CHECK = (
    r"(?<![A-Za-z])\w{0,60}(?:[cC]heck|[vV]alid|[vV]erif|[eE]nsure|[rR]equire|[aA]ssert|[pP]recond"
    r"|(?<!JSON\.)(?<![a-z])(?:safe)?[pP]arse(?!(?:Int|Float))|to_internal_value|to_python|full_clean)\w{0,60}"
)
"""A function that is given a value to judge it."""
JUDGES = r"\b(?:Validate|Assert|Preconditions)\.\w{1,60}"
"""The checks of commons-lang, Spring and Guava."""
CHECKS = re.compile(rf"(?:{CHECK}|{JUDGES})\(")
JUDGED = re.compile(r"\.(?:[iI]s_?)?(?:[vV]alid|[cC]heck)\w*\(")
"""Without these no pattern with the name in it is compiled: names change with every key."""
FAILS = re.compile(r"\b(?:err|ok)\s*:?=\s*\w[\w.]*\(")
"""Go: what a value is given to says whether it was good, and the next lines answer."""
CHAINED = re.compile(r"\s*(?:\|\||&&|or\b|and\b)")
"""A condition goes on in its next line."""


def only_looked_up(code: str, name: str) -> bool:
    """Whether a value does nothing but find a row: there is none for what does not fit."""
    lines = _lines(code)
    key = re.compile(rf"(?:get\(\s*|\[)[\"']{re.escape(name.rpartition('.')[2])}[\"']")
    keys = [line for line in lines if key.search(line)]
    if keys and all(map(LOOKS.search, keys)):
        return True
    names = _names(lines, name)
    held = [hit[1] for hit in map(SET.match, keys) if hit and hit[1] not in forms(name)]
    words = held or names
    read = re.compile(rf"[\"'.]{re.escape(name.rpartition('.')[2])}[\"']?\]?\)?\s*$")
    places = [
        number
        for number, line in enumerate(lines)
        if stands(words, line) and not read.search(line) and not is_set(words, line)
    ]
    return bool(places) and all(LOOKS.search("".join(lines[max(0, n - 3) : n + 1])) for n in places)


LOOKS = re.compile(
    r"(?i)\b(?:filter|filter_by|find\w*|get_(?:object|one)\w*|objects\.get|query\.get|lookup\w*|where)\("
    r"|(?-i:\b[A-Z]\w*\.\w+\.get\()"
)
"""What finds rows."""


SET = re.compile(r"\s*(?:(?:const|let|var)\s+)?(\w+)\s*(?::[^=]*)?:?=(?!=)")
"""A line that gives a name something; what a call is given by a name is none."""


def only_fetched(code: str, name: str) -> bool:
    """Whether a parameter is given to nothing but what finds a row by it: `getUserByName(name)`."""
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    lines = [line for line in _lines(code) if word.search(line) and "@Body(" not in line]
    finds = re.compile(
        rf"\b(?:get|find|load)\w{{0,60}}By[A-Z]\w{{0,60}}\(\s*{re.escape(name)}\s*\)"
    )
    return bool(lines) and all(map(finds.search, lines))


def names_of(code: str, name: str) -> tuple[str, ...]:
    """The names of a handler that hold what is read of a key."""
    quoted = re.compile(rf"[\"']{re.escape(name.rpartition('.')[2])}[\"']")
    lines = (line for line in _lines(code) if quoted.search(line))
    return tuple(hit[1] for hit in map(SET.match, lines) if hit)


def only_asked(code: str, name: str) -> bool:
    """Whether a value is only asked for, or made true or false: any value will do."""
    word = rf"[\w.$?\[\]\"'()]*\b{re.escape(name)}\b[\"')\]]*"
    left = re.sub(rf"!!\s*{word}|\b(?:Boolean|bool)\(\s*{word}", "", code)
    left = re.sub(rf"{word}\s*(?:[!=]==?|is(?:\s+not)?)\s*{NOTHING}\b", "", left)
    left = re.sub(rf"\b{re.escape(name)}\s*(?:=(?!=)|:)", "", left)
    return left != code and re.search(rf"\b{re.escape(name)}\b", left) is None


def _names(lines: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The ways to write a key, and the names that are given what is read of it."""
    last, camel, _ = forms(name)
    given = re.compile(
        r"(?<![\w.$])(\w+)\s*(?::\s*[\w\[\], |]+)?\s*(?::=|=)(?!=)[^=\n]*?"
        rf"(?<!\w)(?:{re.escape(last)}|{camel})(?!\w)"
    )
    found = (hit[1] for line in lines if (hit := given.search(line)))
    return (*forms(name), *dict.fromkeys(found))


def forms(name: str) -> tuple[str, str, str]:
    """Ways to write the last part of a key: `first_name`, `FirstName`, `firstName`."""
    last = name.rpartition(".")[2]
    camel = "".join(part[:1].upper() + part[1:] for part in last.split("_"))
    return last, camel, camel[:1].lower() + camel[1:]


def _block(lines: tuple[str, ...], number: int) -> Iterator[str]:
    """The lines of a condition, of what it holds, and of how the rest is answered after it."""
    yield lines[number]
    depth = _depth(lines[number])
    for line in lines[number + 1 : number + FAR]:
        if line.strip() and _depth(line) <= depth and not GOES_ON.match(line):
            if _depth(line) == depth and ANSWERS.match(line):
                yield line
            return
        yield line


GOES_ON = re.compile(
    r"\s*(?:[)\]{]|(?:\}\s*)?(?:else|elif|elsif|elseif)\b|(?:when|case|default)\b|(?:\}|end)\s*$)"
)
"""Lines that are as far left as their condition, and belong to it."""
ANSWERS = re.compile(r"\s*(?:return|raise|throw|abort)\b")
"""What is left over, after a condition that took what fits, is answered."""


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _refuses(lines: tuple[str, ...], number: int) -> bool:
    return any(REFUSES.search(line) for line in lines[number : number + AHEAD])


def _refusing(lines: tuple[str, ...]) -> Iterator[str]:
    return (line for number, line in enumerate(lines) if _refuses(lines, number))


@lru_cache(maxsize=8)
def _lines(code: str) -> tuple[str, ...]:
    return tuple(code.split("\n"))
