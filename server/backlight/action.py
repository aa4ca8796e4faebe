"""The words every action is written in: `Context`, `Task`, `Offer`, `Action`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal

from backlight.analysis.compared import Pair, Walked
from backlight.analysis.facts import Endpoint, Finding, Handler, Project, Query
from backlight.analysis.opening import Opening
from backlight.analysis.outgoing import Outgoing
from backlight.analysis.scopes import Function
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused
from backlight.stacks.record import Client, Orm, Stack, Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where the user stands, and what is known of it."""

    source: Source
    span: Span
    """The cursor (empty) or the selection."""
    project: Project
    stack: Stack | None = None
    orm: Orm | None = None
    orms: tuple[Orm, ...] = ()
    """Every mapper: the one that makes a table need not be the one that asks."""
    handler: Handler | None = None
    endpoint: Endpoint | None = None
    query: Query | None = None
    table: Table | None = None
    """The model or CREATE TABLE at the cursor."""
    comment: str = ""
    """The comment at the cursor, its markers stripped: a specification."""
    function: Function | None = None
    """The smallest function with a name around the cursor."""
    outgoing: Outgoing | None = None
    """The call of another service at the cursor, and the client that makes it."""
    client: Client | None = None
    opening: tuple[Stack, Opening] | None = None
    """Where connections are set up without a bound, at the cursor, and whose way to do it it is."""
    queries: tuple[Query, ...] = ()
    """Those of the handler at the cursor; of the function, if it is in none."""
    findings: tuple[Finding, ...] = ()
    """Those that touch the span."""
    nearby: tuple[Finding, ...] = ()
    """Those of the handler at the cursor; of the function, if it is in none."""
    reported: tuple[str, ...] = ()
    """What other tools report of the place, a line each."""
    ask: str = ""
    """What the user asked for in words, if anything."""

    def statement(self) -> str:
        """The SQL that the chain of a mapper at the cursor runs; empty where it is not certain."""
        runs = self.runs()
        return runs if isinstance(runs, str) else ""

    def runs(self) -> str | Refused:
        """The SQL that a chain runs, or why that is not certain; empty for what is no chain."""
        render = self.orm.render if self.orm is not None else None
        if self.query is None or self.query.kind == "sql" or render is None:
            return ""
        return render(self.source, self.query, self.project)

    def idiom(self, topic: str) -> tuple[str, ...]:
        """How the stack, the mapper and the client at hand do a thing, by its field of `Idioms`."""
        said = map(attrgetter(f"idioms.{topic}"), filter(None, (self.stack, self.orm, self.client)))
        return tuple(dict.fromkeys(filter(None, said)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Who does the work: one agent file, read and trimmed to what it may."""

    name: str
    description: str
    prompt: str
    tools: tuple[str, ...]
    model: str = "inherit"
    path: str = ""
    origin: Literal["bundled", "user", "workspace"] = "bundled"
    denied: tuple[str, ...] = ()
    """Tools that it must not have, also where others bring them along."""
    commands: bool = False
    """It may run commands, where the user turned that on."""
    effort: str = ""
    """How much the model is to think; empty for what the settings say."""


Wrong = Callable[[Project, Project], tuple[str, ...]]
"""Files before and after -> what is not right yet, in sentences; empty means done."""


Same = Callable[[Project, Project], tuple[Pair, ...]]
"""Files before and after -> the statements that must give the same rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What an action asks of the agent, in words."""

    goal: str
    rules: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    """Paths of files the agent will need, most important first."""
    wrong: Wrong = lambda _before, _after: ()
    same: Same = lambda _before, _after: ()
    walks: Callable[[Project, Project], tuple[Walked, ...]] = lambda _before, _after: ()
    """Statements by OFFSET and by the last key, of which all pages must hold what they held."""
    answers: bool = False
    """Words alone can be what was asked for: a run that changes nothing is no failure."""
    persona: Persona | None = None
    """Who does it; the backend developer if nobody else is named."""


@dataclass(frozen=True, slots=True)
class Way:
    """One of several instant changes, each of which is sound."""

    change: Change
    maybe: bool = False
    """It may cost more than it gains: it is shown only where somebody reckoned that it pays."""


@dataclass(frozen=True, slots=True)
class Advised:
    """A statement of which a planner says which index helps it most."""

    sql: str
    dialect: str
    written: Callable[[str], Change | Refused]
    """What writes an index down, given as the statement that makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An action as it is offered at one place. Making one costs no model call and no search."""

    title: str
    """With the evidence: "Add validation: `create_user` reads 4 unchecked fields"."""
    span: Span
    task: Task
    rewrite: Callable[[], Change | Refused | Writer] | None = None
    """The instant engine. The menu calls it, to show as instant only what will be done."""
    doubt: str = ""
    """Why `rewrite` refuses: it is not shown as instant."""
    ways: Callable[[], tuple[Way, ...]] = tuple
    """The same change and others in its place, of which the cheapest is taken."""
    advised: Advised | None = None
    """A planner is asked before `rewrite` is taken: another index may serve better, or none."""
    evident: bool = False
    """There is evidence right at the cursor (a finding, a specification comment): it is shown
    even when the client asks on every cursor motion."""
    said: bool = False
    """The place says by itself what is wanted: nothing needs to be asked first."""
    disabled: str = ""
    """Why it cannot be run, for clients that show disabled actions; others do not get it."""

    @property
    def instant(self) -> bool:
        """Whether it can be done at once."""
        return self.rewrite is not None and not self.doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One entry of the menu. Its docstring example is its documentation and its test."""

    id: str
    title: str
    offer: Callable[[Context], Offer | None]
    """`None` means: not here."""
    adds_endpoints: bool = False
    proves: bool = False
    """Its statements are tried on scratch databases, which whoever shows it can get ready."""
    asks: str = ""
    """The question put to the user when nothing was said and the place does not say it."""
    doc: str = field(default="", repr=False)
    group: str = "refactor.rewrite"
    """The LSP kind that its own is below."""

    @property
    def kind(self) -> str:
        """The LSP kind: `refactor.rewrite.backlight.addValidation`."""
        first, *rest = self.id.split("-")
        return f"{self.group}.backlight." + first + "".join(word.capitalize() for word in rest)
