"""The comment that stands at a place: what somebody wrote there for whoever reads it."""

from backlight.analysis.syntax import Source, Span, node_at
from backlight.text import width


def comment(source: Source, span: Span) -> str:
    """The comment lines around the cursor, without their markers."""
    text, here = source.text, source.text.line_of(span.start)
    if (line := _comment_line(source, here)) is None:
        return ""
    lines, above, below = [line], here - 1, here + 1
    while above >= 0 and (line := _comment_line(source, above)) is not None:
        lines.insert(0, line)
        above -= 1
    while below < len(text.starts) and (line := _comment_line(source, below)) is not None:
        lines.append(line)
        below += 1
    return "\n".join(lines).strip()


def _comment_line(source: Source, number: int) -> str | None:
    """What a line says if it is nothing but a comment; a `#` inside a string is none."""
    start, end = source.text.line(number)
    line = source.text.slice(start, end)
    said = line.strip()
    marker = next((m for m in ("#", "//", "--", "/*", "*") if said.startswith(m)), None)
    if marker is None:
        return None
    at = start + width(line, "utf-8") - width(line.lstrip(), "utf-8")
    if source.tree is not None and "comment" not in node_at(source, Span(at, at + 1)).type:
        return None
    return said.removesuffix("*/").lstrip("#/-*! ").rstrip()
