"""What a rewrite of a query answers."""

from dataclasses import dataclass

from backlight.edits import Change, Edit


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A better way to say a part of a query; offsets are characters of its text."""

    edits: tuple[Edit, ...]
    evidence: str
    """What is wrong with it as it is, in a few words: "`created_at::date` hides the index"."""
    notes: tuple[str, ...] = ()
    whole: bool = False
    """It is right only if the text is all there is: nothing is added to it on some ways."""
    maybe: bool = False
    """It pays on some tables and costs on others: it is shown only where a planner says it pays."""


@dataclass(frozen=True, slots=True)
class Held:
    """Something that should be better, and why no rewrite of it can be proven right."""

    evidence: str
    reason: str
    wrong: bool = False
    """It does not do what is meant, by all that is known: that is reported, though not mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A query as it should be."""

    sql: str
    edits: tuple[Edit, ...]
    """Relative to the text of the query, in bytes."""
    evidence: str
    notes: tuple[str, ...] = ()
    whole: bool = False
    maybe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """The change that mends a query in its file."""

    change: Change
    evidence: str
    notes: tuple[str, ...] = ()
    maybe: bool = False
    """It is shown only where a planner says that it pays."""
