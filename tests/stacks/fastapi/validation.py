"""Add validation at the cursor of a page, and say what came of it."""

from backlight.analysis.syntax import Span
from backlight.analysis.tables import Column, Table
from backlight.edits import Refused, applied
from stacks.fastapi.pages import project

BOOK = Table(
    name="books",
    file="models.py",
    line=1,
    model="Book",
    origin="model",
    columns=(
        Column(name="id", type="Integer", nullable=False, primary_key=True, default=True),
        Column(name="title", type="String(80)", nullable=False),
        Column(name="pages", type="Mapped[int]", nullable=False),
        Column(name="shelf", type="String(9)"),
        Column(name="sold", type="Boolean", nullable=False, default=True),
    ),
)


def validated(stack, files):
    """Every file afterwards, or the reason of the refusal."""
    path = next(path for path, code in files.items() if "$0" in code)
    at = len(files[path].partition("$0")[0].encode())
    known = project(files, [BOOK])
    source = known.read(path)
    handler = next(h for h in stack.handlers(source, None) if h.span.touches(Span(at, at)))
    found = stack.validate(source, handler, known)
    found = found if isinstance(found, Refused) else found()
    if isinstance(found, Refused):
        return found.reason
    return {
        path: text.source for path, text in applied(found, lambda p: known.read(p).text).items()
    }


def checks(stack, path, text, name):
    """What checks the body of a handler in a text."""
    source = project({path: text}).read(path)
    found = [h for h in stack.handlers(source, None) if h.name == name]
    return [handler.validated for handler in found]
