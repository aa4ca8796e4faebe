"""What of a file is put before the model at first: the whole of a short one, else what is needed.

Of a long file that is its head (what it imports), the function at hand with its neighbours, and an
outline of the rest with line numbers, so that the model reads on where it must and nowhere else.
"""

from collections.abc import Iterator
from hashlib import sha256

from backlight.action import Context, Task
from backlight.agent.desk import Desk, ToolFailure
from backlight.agent.reading import page
from backlight.analysis.outline import outline
from backlight.text import Text

WHOLE_FILE = 12_000
"""Bytes up to which the file at hand is shown whole."""
AROUND, ALONE = 30, 120
"""Lines shown before and after the function at hand, or the place that is in none."""
WIDEST = 240
"""Lines of a function that are shown at most."""
HEAD = 40
"""Lines from its top that are shown at most."""
MOST_NAMES = 150
"""Names in an outline."""
RELATED_FILE = 8_000
RELATED_ALL = 32_000


def fenced(path: str, text: str, about: str = "") -> str:
    """Text of the repository between marks that it cannot hold itself."""
    mark = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    name = path.replace('"', "'").replace("\n", " ")
    return f'<repository {mark} file="{name}"{about}>\n{text}\n</repository {mark}>'


def excerpts(task: Task, ctx: Context, desk: Desk) -> Iterator[str]:
    """Related files, then the file at hand; what is shown is noted on the desk."""
    room = RELATED_ALL
    for path in dict.fromkeys(task.related):
        if path == ctx.source.path or room <= 0:
            continue
        try:
            text = desk.read(path)
        except ToolFailure:
            continue
        part = _beginning(path, text, min(room, RELATED_FILE))
        room -= len(part)
        desk.show(path)
        yield part
    text = desk.read(ctx.source.path)
    desk.show(ctx.source.path)
    yield _at_hand(ctx, text)


def _beginning(path: str, text: Text, most: int) -> str:
    size = len(text.data)
    if size <= most:
        return fenced(path, page(text))
    lines = max(1, text.line_of(most))
    return fenced(path, page(text, 1, lines), f' lines="1-{lines} of {len(text.starts)}"')


def _at_hand(ctx: Context, text: Text) -> str:
    path = ctx.source.path
    if len(text.data) <= WHOLE_FILE:
        return fenced(path, page(text))
    first, last = _place(ctx, text)
    known = list(outline(ctx.source))
    head = min((HEAD, first - 1, *(line - 1 for line, _ in known)))
    shown = [page(text, first, last - first + 1)]
    if head > 0:
        shown.insert(0, page(text, 1, head))
    rest = [f"{line}\t{name}" for line, name in known if not first <= line <= last]
    if rest:
        shown.append("\n".join(["(Besides, by line:)", *rest[:MOST_NAMES]]))
    about = f' lines="{first}-{last} of {len(text.starts)}"'
    return fenced(path, "\n\n".join(shown), about)


def _place(ctx: Context, text: Text) -> tuple[int, int]:
    """The lines of the function at hand, or of the selection, and some around them."""
    whole = ctx.handler or ctx.function
    found, more = (whole.span, AROUND) if whole is not None else (ctx.span, ALONE)
    start, end = min(found.start, ctx.span.start), max(found.end, ctx.span.end)
    first, last = text.line_of(start) + 1, text.line_of(end) + 1
    at = text.line_of(ctx.span.start) + 1
    if last - first > WIDEST:
        first, last = max(first, at - WIDEST // 2), min(last, at + WIDEST // 2)
    return max(1, first - more), min(len(text.starts), last + more)
