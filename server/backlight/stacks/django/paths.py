r"""A path as a user reads it, from what Django matches it with.

>>> from_path("users/<int:pk>/<name>")
'users/{pk}/{name}'
>>> from_regex(r"^articles/(?P<slug>[-\w]+)/comments/?$")
'articles/{slug}/comments'
"""

from re import compile as regex

CONVERTED = regex(r"<(?:[^<>:]+:)?([^<>]+)>")
NAMED = regex(r"\(\?P<(\w+)>")
LONGEST = 500
"""A longer expression is not written by hand, and its groups could be nested without end."""


def from_path(pattern: str) -> str:
    """The pattern of `path()`, its converters dropped."""
    return CONVERTED.sub(lambda found: "{" + found[1].strip() + "}", pattern)


def from_regex(pattern: str) -> str:
    """The pattern of `re_path()` or `url()`: groups named, what may be missing dropped."""
    pattern = pattern[:LONGEST]
    at, unnamed = 0, 0
    found: list[str] = []
    while at < len(pattern):
        start = pattern[at]
        piece, at, positional = _piece(pattern, at, unnamed)
        unnamed += positional
        quantifier, at = _quantifier(pattern, at)
        if start == "." and not quantifier:
            piece = "."
        if quantifier[:1] in {"?", "*"} and not piece.startswith("{"):
            continue
        found.append(piece)
    return "".join(found)


def joined(prefix: str, rest: str) -> str:
    """Two pieces of a path put together, with one slash in front."""
    whole = f"{prefix}{rest}"
    return whole if whole.startswith("/") else f"/{whole}"


def _piece(pattern: str, at: int, unnamed: int) -> tuple[str, int, int]:
    """The next piece of a regular expression as it reads in a path, and where it ends."""
    char = pattern[at]
    if char in "^$":
        return "", at + 1, 0
    if char == "\\":
        following = pattern[at + 1 : at + 2]
        if following in {"A", "Z", "b", "B"}:
            return "", at + 2, 0
        return ("{any}" if following in set("dDwWsS") else following), at + 2, 0
    if char == "[":
        end = _class_end(pattern, at)
        inner = pattern[at + 1 : end - 1]
        return (inner if len(inner) == 1 else "{any}"), end, 0
    if char == "(":
        return _group(pattern, at, unnamed)
    if char == ".":
        return "{any}", at + 1, 0
    return ("" if char in "|)" else char), at + 1, 0


def _group(pattern: str, at: int, unnamed: int) -> tuple[str, int, int]:
    end = _group_end(pattern, at)
    if named := NAMED.match(pattern, at):
        return "{" + named[1] + "}", end, 0
    if pattern.startswith("(?:", at):
        return from_regex(pattern[at + 3 : end - 1].partition("|")[0]), end, 0
    if pattern.startswith("(?", at):
        return "", end, 0
    return f"{{arg{unnamed + 1}}}", end, 1


def _quantifier(pattern: str, at: int) -> tuple[str, int]:
    """`?`, `*`, `+`, `{2,3}` and a lazy or possessive mark behind it."""
    if at < len(pattern) and pattern[at] in "?*+":
        end = at + 1
    elif at < len(pattern) and pattern[at] == "{" and "}" in pattern[at:]:
        end = pattern.index("}", at) + 1
    else:
        return "", at
    if end < len(pattern) and pattern[end] in "?+":
        end += 1
    return pattern[at:end], end


def _group_end(pattern: str, at: int) -> int:
    depth = 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 1
        elif pattern[at] == "[":
            at = _class_end(pattern, at) - 1
        elif pattern[at] == "(":
            depth += 1
        elif pattern[at] == ")":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(pattern)


def _class_end(pattern: str, at: int) -> int:
    """The end of `[…]`; a bracket right after the opening one is a character."""
    at += 2 if pattern[at + 1 : at + 2] == "^" else 1
    at += 1
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1
