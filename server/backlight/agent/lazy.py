"""Lines that stand for code the model did not write: "... rest of code unchanged"."""

from re import compile as regex

_MARK = r"(?:#|//|/\*|<!--|--|\*|;|%)"
_LEFT_OUT = regex(
    rf"(?i)^\s*+{_MARK}?\s*+[\[({{]?\s*+{_MARK}?\s*+(?:\.{{3}}|…)\s*"
    r"(?:\(?\s*(?:the\s+)?(?:rest|remaining|remainder|existing|unchanged|same|previous|omitted|other)\b)"
    rf"|^\s*+{_MARK}\s*+\(?(?:the\s+)?(?:rest of|remaining|existing)\b.*"
    r"\b(?:code|file|function|method|class|implementation|unchanged|same|here)\b\s*\.{0,3}\)?\s*(?:\*/|-->)?$"
)


def left_out(new: str, source: str) -> str | None:
    """A line that stands for code not written, unless the file itself holds such a line."""
    for line in new.split("\n"):
        if _LEFT_OUT.search(line) and line.strip() not in source:
            return line.strip()[:80]
    return None
