"""The words every action is written in: `Context`, `Task`, `Offer`, `Action`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from backlight.analysis.facts import Endpoint, Finding, Handler, Project, Query
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused
from backlight.stacks.record import Orm, Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where the user stands, and what is known of it."""

    source: Source
    span: Span
    """The cursor (empty) or the selection."""
    project: Project
    stack: Stack | None = None
    orm: Orm | None = None
    handler: Handler | None = None
    endpoint: Endpoint | None = None
    query: Query | None = None
    table: Table | None = None
    """The model or CREATE TABLE at the cursor."""
    comment: str = ""
    """The comment at the cursor, its markers stripped: a specification."""
    findings: tuple[Finding, ...] = ()
    """Those that touch the span."""
    ask: str = ""
    """What the user asked for in words, if anything."""


Wrong = Callable[[Project, Project], tuple[str, ...]]
"""Files before and after -> what is not right yet, in sentences; empty means done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What an action asks of the agent, in words."""

    goal: str
    rules: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    """Paths of files the agent will need, most important first."""
    wrong: Wrong = lambda _before, _after: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An action as it is offered at one place. Making one costs no model call and no IO."""

    title: str
    """With the evidence: "Add validation: `create_user` reads 4 unchecked fields"."""
    span: Span
    task: Task
    rewrite: Callable[[], Change | Refused] | None = None
    """The instant engine; computed only when the action is run."""
    evident: bool = False
    """There is evidence right at the cursor (a finding, a specification comment): it is shown
    even when the client asks on every cursor motion."""
    disabled: str = ""
    """Why it cannot be run, for clients that show disabled actions; others do not get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One entry of the menu. Its docstring example is its documentation and its test."""

    id: str
    title: str
    offer: Callable[[Context], Offer | None]
    """`None` means: not here."""
    adds_endpoints: bool = False
    asks: str = ""
    """The question put to the user when nothing was said and the place does not say it."""
    doc: str = field(default="", repr=False)

    @property
    def kind(self) -> str:
        """The LSP kind: `refactor.rewrite.backlight.addValidation`."""
        first, *rest = self.id.split("-")
        return "refactor.rewrite.backlight." + first + "".join(word.capitalize() for word in rest)
