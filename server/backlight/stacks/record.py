"""What a stack is: a record of the functions in which it recognises, finds and speaks.

All functions are pure. `within` limits the work to what touches a span of the file (the menu asks
for the scope around the cursor, never for 10,000 lines); `None` means the whole file.
An idiom that a stack does not have is `None`; one that cannot be right here answers `Refused`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backlight.analysis.facts import Endpoint, Handler, Project, Query
from backlight.analysis.index_keys import IndexKeys
from backlight.analysis.opening import Opening
from backlight.analysis.outgoing import Outgoing
from backlight.analysis.skipped import LastKey
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import Column, Mixin, Table
from backlight.edits import Change, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Idioms:
    """How good code of this stack does it, a sentence or two on each, for an agent that writes it.

    They say what the framework's own documentation recommends; the project's own ways win.
    """

    errors: str = ""
    """Refusing a request, and one shape of error for all of them."""
    versions: str = ""
    documents: str = ""
    """Describing an endpoint where its clients look."""
    services: str = ""
    """Where logic lives that is no business of a handler."""
    tests: str = ""
    guards: str = ""
    """Finding out who asks, and what they may."""
    limits: str = ""
    """How often one client may ask."""
    caches: str = ""
    pages: str = ""
    pools: str = ""
    """Opening connections once, and closing them at the end."""
    calls: str = ""
    """Calling another service with a timeout and few retries."""
    models: str = ""
    """Tables, constraints and indexes."""
    migrations: str = ""
    starts: tuple[bytes, ...] = ()
    """Bytes by which a file shows that it starts the service."""


NO_IDIOMS = Idioms()

Writer = Callable[[], Change | Refused]
"""What is left to do once it is decided that something can be done: writing it down."""
Rewrite = Callable[[Source, Handler, Project], Change | Refused | Writer]
"""What can be made of a handler without a model.

It is called for the menu, which says at once what cannot be done: where writing takes longer than
a menu may, `Refused` comes first, from what is near, and a `Writer` does the rest when it is run.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A web framework."""

    name: str
    languages: tuple[str, ...]
    needles: tuple[bytes, ...]
    """A file that holds none of these bytes says nothing of this stack: it is not even parsed."""
    sure: tuple[bytes, ...] = ()
    """Bytes of which some file of a project of this stack holds one; where none does, files that
    hold `needles` only are not of this stack. Empty for needles that nobody else has."""
    scan: Callable[[Source], Any]
    """A file's fragment for `link`, `None` if it says nothing of this stack."""
    link: Callable[[Mapping[str, Any]], tuple[Endpoint, ...]]
    """Fragments by path -> endpoints with full paths. A lone fragment links too."""
    handlers: Callable[[Source, Span | None], tuple[Handler, ...]]
    """The handlers of a file (functions that look like handlers even if no route is seen here)."""
    validate: Rewrite | None = None
    """Declare a request schema from what the handler reads and make the handler use it."""
    checks_bodies: bool = False
    """`validate` takes bodies alone: of single values of a query nothing is declared at once."""
    create_resource: Callable[[Source, Table, Project], Change | Refused | Writer] | None = None
    """CRUD endpoints for a model (the table at the cursor), in the project's own layout."""
    conventions: Callable[[Project], tuple[str, ...]] | None = None
    """The project's own ways, as sentences for the agent's brief."""
    idioms: Idioms = NO_IDIOMS
    document: Rewrite | None = None
    """Write down what the handler takes, answers and refuses."""
    refuse_missing: Rewrite | None = None
    """Answer 404 where the handler goes on with a row that may not be there."""
    page: Rewrite | None = None
    """Answer a list in pages of a bounded size."""
    restrain: Rewrite | None = None
    """Limit how often a client may ask, by the limiter that the project has."""
    limits_apart: bool = False
    """Its limiter is set up once: files that say nothing of one have it, too."""
    pool: Rewrite | None = None
    """Make a client that pools by itself once for the process, in place of in the handler."""
    opens: Callable[[Source, Span], Opening | None] | None = None
    """Where the process sets up its connections, and nothing says how many."""
    bound: Callable[[Source, Opening, Project], Change | Refused | Writer] | None = None
    """Say how many there are, and for how long they are kept."""
    version: Rewrite | None = None
    """Serve the next version of an endpoint beside it, to begin with by the same handler."""
    ask_who: Rewrite | None = None
    """Find out who asks, as the handlers beside it do."""
    keep: Rewrite | None = None
    """Keep what a handler answers, as the answers of the handlers beside it are kept."""
    write_tests: Rewrite | None = None
    """Tests of what a handler is certain to refuse, as the tests of the project ask."""


OfColumns = Callable[[Project, Table, tuple[str, ...]], Change | Refused]
"""What can be made of columns of a table without a model."""
OfKeys = Callable[[Project, Table, IndexKeys], Change | Refused]
"""An index of a table, written down without a model."""


Keyed = Callable[[Source, Query, Project, Sequence[LastKey], Handler | None], Change | Refused]
"""A chain that goes on after the last row seen, by the keys that it is ordered by."""


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
    render: Callable[[Source, Query, Project], str | Refused] | None = None
    """The statement that a chain runs, values as literals or `%(name)s`; if that is not certain,
    why, or nothing."""
    mixins: Callable[[Source], tuple[Mixin, ...]] | None = None
    """Classes of one file that models of other files may inherit columns from."""
    idioms: Idioms = NO_IDIOMS
    index: OfKeys | None = None
    """An index of a table, in its model and in a migration where there are any."""
    indexes_references: bool = False
    """Foreign keys have an index without being told."""
    by_key: Keyed | None = None
    """A chain that skips rows goes on after the last key instead, with what asks for it."""
    migrate: OfColumns | None = None
    """The migration that adds the columns which a model has and the database has not."""
    named: Callable[[Project, Table, tuple[Column, ...]], bool] | None = None
    """Whether columns of a model are certain to be called in the database what they seem to be."""
    lacks: Callable[[Project, Table], tuple[Column, ...]] | None = None
    """Columns that a model stands on without naming them, and that its table has not."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """A better query, and why it is better, in a few words that go into the title."""

    change: Change
    evidence: str
    notes: tuple[str, ...] = ()
    """What else the user should know (an assumption, what to check)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A library that calls other services over HTTP."""

    name: str
    languages: tuple[str, ...]
    needles: tuple[bytes, ...]
    calls: Callable[[Source, Span], tuple[Outgoing, ...]]
    """The calls in a span of a file."""
    harden: Callable[[Source, Outgoing, Project], Change | Refused | Writer]
    """Give a call a timeout; what other files forbid is looked up when it is done."""
    idioms: Idioms = NO_IDIOMS
