"""Lines that stand for code the model did not write: "... rest of code unchanged"."""

from re import compile as regex

_MARK = r"(?:#|//|/\*|<!--|--|\*|;|%)"
_LEFT_OUT = regex(
    rf"(?i)^{_MARK}? ?[\[({{]? ?{_MARK}? ?(?:\.{{3}}|…) ?"
    r"\(? ?(?:the )?"
    r"(?:rest|remaining|remainder|existing|unchanged|same|previous|omitted|other)\b"
    rf"|^{_MARK} ?\(?(?:the )?(?:rest of|remaining|existing)\b.*"
    r"\b(?:code|file|function|method|class|implementation|unchanged|same|here)\b"
    r" ?\.{0,3}\)? ?(?:\*/|-->)?$"
)
"""Of a line whose blanks are single ones: to look for many in a row takes long."""


def left_out(new: str, source: str) -> str | None:
    """A line that stands for code not written, unless the file itself holds such a line."""
    for line in new.split("\n"):
        if _LEFT_OUT.search(" ".join(line.split())) and line.strip() not in source:
            return line.strip()[:80]
    return None
