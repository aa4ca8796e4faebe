"""What a stack is: a record of the functions in which it recognises, finds and speaks.

All functions are pure. `within` limits the work to what touches a span of the file (the menu asks
for the scope around the cursor, never for 10,000 lines); `None` means the whole file.
An idiom that a stack does not have is `None`; one that cannot be right here answers `Refused`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backlight.analysis.facts import Endpoint, Handler, Project, Query
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import Mixin, Table
from backlight.edits import Change, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A web framework."""

    name: str
    languages: tuple[str, ...]
    needles: tuple[bytes, ...]
    """A file that holds none of these bytes says nothing of this stack: it is not even parsed."""
    scan: Callable[[Source], Any]
    """A file's fragment for `link`, `None` if it says nothing of this stack."""
    link: Callable[[Mapping[str, Any]], tuple[Endpoint, ...]]
    """Fragments by path -> endpoints with full paths. A lone fragment links too."""
    handlers: Callable[[Source, Span | None], tuple[Handler, ...]]
    """The handlers of a file (functions that look like handlers even if no route is seen here)."""
    validate: Callable[[Source, Handler, Project], Change | Refused] | None = None
    """Declare a request schema from what the handler reads and make the handler use it."""
    create_resource: Callable[[Source, Table, Project], Change | Refused] | None = None
    """CRUD endpoints for a model (the table at the cursor), in the project's own layout."""
    conventions: Callable[[Project], tuple[str, ...]] | None = None
    """The project's own ways, as sentences for the agent's brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orm:
    """An object-relational mapper."""

    name: str
    languages: tuple[str, ...]
    needles: tuple[bytes, ...]
    queries: Callable[[Source, Span | None], tuple[Query, ...]]
    tables: Callable[[Source], tuple[Table, ...]]
    """Tables from models and migrations of one file."""
    improve: Callable[[Source, Query, Project], "Improvement | Refused | None"]
    """A better chain, `Refused` with the reason, or `None` if there is nothing to improve."""
    mixins: Callable[[Source], tuple[Mixin, ...]] | None = None
    """Classes of one file that models of other files may inherit columns from."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """A better query, and why it is better, in a few words that go into the title."""

    change: Change
    evidence: str
    notes: tuple[str, ...] = ()
    """What else the user should know (an assumption, what to check)."""
