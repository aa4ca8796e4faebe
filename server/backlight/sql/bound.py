"""What a program gives to a driver in the place of a piece of SQL text."""

from re import compile as regex

from backlight.analysis.queries_words import Word
from backlight.analysis.syntax import Source

MADE = regex(r'^(?:format\(.*\)|(?:repr|ascii|str)\([^()]*\)|"%[^"]*" % \(.*,\))$')
"""Code that gives a text already."""
DOLLARS = regex(r"\$\w*\$")
"""How a text of PostgreSQL may begin and end in place of a quote."""


def bound_code(source: Source, token: Word, code: str, number: int) -> str | None:
    """What is bound; text inside the same quotes is put around the value in the program."""
    if not code or code.startswith("**"):
        return None
    hole = f"{{{number}}}"
    if token.kind != "text":
        return code
    bare = token.text.removeprefix("E").removeprefix("e")
    mark = DOLLARS.match(bare)
    size = len(mark[0]) if mark is not None else 1
    inside = bare[size:-size]
    before, _, after = inside.partition(hole)
    if "{" in before or "{" in after or "''" in inside or "\\" in inside:
        return None
    if not before and not after:
        return code
    if source.language == "go":
        said = [f'"{before}"'] * bool(before) + [code] + [f'"{after}"'] * bool(after)
        return " + ".join(said) if '"' not in inside else None
    if source.language == "ruby":
        return f'"{before}#{{{code}}}{after}"' if '"' not in inside + code else None
    if source.language != "python":
        return f"`{before}${{{code}}}{after}`" if "`" not in inside else None
    if not regex(r"[\"'\\\n{}]").search(code):
        return f'f"{before}{{{code}}}{after}"' if '"' not in inside else None
    made = code if MADE.match(code) else f"str({code})"
    said = [f'"{text}"' for text in (before,) if text] + [made]
    return " + ".join(said + [f'"{text}"' for text in (after,) if text])
