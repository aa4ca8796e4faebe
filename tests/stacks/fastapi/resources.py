"""Create the routes of the model `Book` in the project of a page, and say what came of it."""

from backlight.edits import Refused, applied
from stacks.fastapi.pages import project
from stacks.fastapi.validation import BOOK


def created(stack, files, table=BOOK):
    """Every file that changes or is new, or the reason of the refusal."""
    known = project(files, [table])
    source = known.read(next((p for p in files if p.endswith("models.py")), next(iter(files))))
    path = source.path
    found = stack.create_resource(source, table.__class__(**as_given(table, path)), known)
    found = found if isinstance(found, Refused) else found()
    if isinstance(found, Refused):
        return found.reason
    return {
        path: text.source for path, text in applied(found, lambda p: known.read(p).text).items()
    }


def as_given(table, path):
    """A table's fields, with the file in which its model stands."""
    return {name: getattr(table, name) for name in table.__slots__} | {"file": path}
