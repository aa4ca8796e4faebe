"""What is known of a project: the facts of every file, linked, and kept fresh."""

from backlight.index.careful import guarded
from backlight.index.kept import Store
from backlight.index.linking import after, linked, upon
from backlight.index.project import Index, built
from backlight.index.reading import facts_of, findings
from backlight.index.sparing import Sparing, TooMany
from backlight.index.workers import fitting
from backlight.index.worth import worth

__all__ = [
    "Index",
    "Sparing",
    "Store",
    "TooMany",
    "after",
    "built",
    "facts_of",
    "findings",
    "fitting",
    "guarded",
    "linked",
    "upon",
    "worth",
]
