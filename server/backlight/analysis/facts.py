"""The facts: what is known of a file and of a project, as plain values.

A *fragment* is what one stack read in one file; only when those of all files are linked are there
endpoints with full paths. Everything here is immutable, picklable and free of tree-sitter nodes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from backlight.analysis.between import NOTHING, Between
from backlight.analysis.hole import Hole
from backlight.analysis.outgoing import Outgoing
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import Mixin, Schema, Table

InputPlace = Literal["path", "query", "body", "form", "header", "cookie", "file"]
"""Where in the request a value is read (OpenAPI's places, with the body's fields told apart)."""

ValueType = Literal[
    "any", "string", "integer", "number", "boolean", "array", "object", "datetime", "date", "email"
]
"""JSON types, plus the three string formats that handlers treat apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One value that a handler reads from its request."""

    name: str
    place: InputPlace
    type: ValueType = "any"
    required: bool = False
    """It is read in a way that fails when it is missing (`body["x"]`), not `body.get("x")`."""
    default: str | None = None
    """Source text of the default the handler falls back to, if any."""
    checked: bool = False
    """Its own declaration checks it (`page: int`, `args.get("page", type=int)`)."""
    span: Span
    """The expression that reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """A function or method that serves requests, as it stands in its own file."""

    name: str
    """`create_user`; a method is `UserView.post`; an inline one the route it is given to."""
    stack: str
    span: Span
    """From its first decorator (or the call that registers an inline one) to its end."""
    line: int
    """Of the `def`, or of the registration for an inline handler; from 1."""
    inputs: tuple[Input, ...] = ()
    validated: str = ""
    """The declared type (Pydantic model, serializer, schema) that checks the body, if one does."""
    body: str = ""
    """The name in the handler that holds the raw body (`payload`, `data`, `req.body`)."""
    guards: tuple[str, ...] = ()
    """Names of what stands between request and handler: dependencies, decorators, middleware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One method on one full path, and where its handler stands. `file` is relative to the root."""

    method: str
    """Upper case; `ANY` if the framework does not say."""
    path: str
    """The full URL path with `{name}` parameters; no converters, no regular expressions."""
    handler: str
    stack: str
    file: str
    line: int
    """Of the handler in `file`, from 1; the same line as `Handler.line`.

    Where routes are registered by calls (Express), of the registration: it is what names the
    endpoint, and the handler may stand in another file.
    """
    route_file: str
    route_line: int
    """Where it is registered."""
    handler_file: str = ""
    """Where the handler stands, if that is not `file`."""
    guards: tuple[str, ...] = ()
    """What the registration puts between request and handler: `auth`, `validate(createUser)`."""
    checked: str = ""
    """The guard that checks the request against a schema, if one does."""
    model: str = ""
    """The model whose rows its view says it serves, whatever its path is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query: SQL in a string or file, or a chain of an ORM."""

    kind: str
    """`sql`, or the ORM: `django`, `sqlalchemy`, `prisma`, …"""
    span: Span
    """The string literal(s) or the chain."""
    line: int
    sql: str = ""
    """The statement with its own placeholders kept and each hole written `{0}`, `{1}`, …"""
    dialect: str = ""
    """sqlglot's name (`postgres`, `mysql`, `sqlite`), empty if unknown."""
    holes: tuple[Hole, ...] = ()
    call: Span | None = None
    """The call that runs it (`cursor.execute(…)`), if seen."""
    also: tuple[Span, ...] = ()
    """Further calls that run it."""
    function: str = ""
    """The function or method it stands in."""
    loop: Span | None = None
    """The loop (or comprehension) it stands in."""
    model: str = ""
    """The ORM model it starts from."""
    returns: Literal["rows", "row", "count", "exists", "write", "unknown"] = "unknown"
    bounded: bool = False  # by a LIMIT, a slice, a paginator
    loaded: tuple[str, ...] = ()
    """Relations that it already loads with the rows (`select_related`, `joinedload`, …)."""
    touched: tuple[str, ...] = ()
    """Relations read from its rows inside a loop over them without being loaded: N+1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that should be better, the place, and the action that mends it."""

    rule: str
    severity: Literal["error", "warning", "info"]
    file: str
    span: Span
    line: int
    message: str
    action: str
    """The id of an action of the menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """All that one file says."""

    path: str
    language: str
    handlers: tuple[Handler, ...] = ()
    queries: tuple[Query, ...] = ()
    tables: tuple[Table, ...] = ()
    mixins: tuple[Mixin, ...] = ()
    """Classes that models of other files may inherit from."""
    untold: bool = False
    """It is a migration, and which tables it changes is known only when it runs."""
    outgoing: tuple[Outgoing, ...] = ()
    """Calls of other services."""
    blocking: tuple[tuple[str, Span], ...] = ()
    """Calls that hold up the event loop: what is called, and where."""
    secrets: tuple[tuple[str, Span], ...] = ()
    """Keys and passwords that stand in the code: their names, and where."""
    imports: tuple[str, ...] = ()
    """What it imports, as it is written, without what is known to be no file of the project."""
    between: Between = NOTHING
    """What of clients' words goes from it to other files."""
    fragments: Mapping[str, Any] = field(default_factory=dict)
    """Stack -> what that stack needs to link this file with the others."""
    sure: frozenset[str] = frozenset()
    """Stacks that the file names: a project that has such a file speaks them."""
    hints: frozenset[str] = frozenset()
    """Stacks that the file may be of if its project speaks them; it was not read for them."""


@dataclass(frozen=True)
class Project:
    """What is known of all files: the view that actions, checks and `wrong` are given."""

    files: Mapping[str, FileFacts]
    endpoints: tuple[Endpoint, ...]
    schema: Schema
    read: Callable[[str], Source | None]
    """A file of the project, parsed; `None` if it is missing or cannot be read."""
    paths: tuple[str, ...] = ()
    """Every file of the project that is not ignored, sorted."""
    staged: tuple[str, ...] = ()
    """Files that a change gave the text they have here; of a project as it is, none."""
    dialect: str = ""
    """Of the database that its manifests and settings name, if they name one."""
    engines: frozenset[str] = frozenset()
    """Every database that they name: it may be run on each of them."""
    serving: Callable[[], frozenset[str] | None] = lambda: None
    """The files that run for a request; `None` where no endpoint is known: nobody can tell."""
    between: Between = NOTHING
    """What of clients' words goes from one of them to another."""


EMPTY = Project({}, (), Schema(), lambda _path: None)
