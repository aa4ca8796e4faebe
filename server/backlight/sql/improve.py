"""Everything that makes a statement better, each with the condition under which it is sound."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from backlight.analysis.facts import Query
from backlight.analysis.tables import Schema
from backlight.edits import Edit, OverlappingEdits, Refused, apply
from backlight.sql.improved import Held, Rewrite, Rewritten
from backlight.sql.open_ended import open_ended
from backlight.sql.parse import reads
from backlight.sql.shape import Statement
from backlight.text import Text

if TYPE_CHECKING:
    from backlight.sql.rewrites import Rule

LONGEST = 20_000
HIDING = (
    "cast_to_day date_trunc year_of_column formatted_date cast_to_text arithmetic coalesce prefix"
)
RULES = {
    **dict.fromkeys(HIDING.split(), "hidden-index"),
    "count_for_existence": "count-for-existence",
    "not_in": "not-in-subquery",
}
"""Which finding a rewrite mends; the others are offered, and reported by no rule."""


LOCAL = frozenset(HIDING.split()) | {"count_for_existence", "number_as_type", "leading_wildcard"}
"""Rewrites of one condition, or of what counts: right whatever else a statement gets in the end."""


def improve(query: Query, schema: Schema) -> Rewritten | Refused | None:
    """A better statement, the reason why none can be given, or `None` if it is good as it is."""
    if query.kind != "sql" or not query.sql:
        return None
    found = tried(query.sql, query.dialect, schema)
    rewrites = [one for one in found if isinstance(one, Rewrite) and not one.maybe]
    held = [one for one in found if isinstance(one, Held)]
    if not rewrites:
        return Refused(held[0].reason) if held else None
    if not reads(query.sql, query.dialect):
        return Refused("This statement cannot be read as a whole; correct its syntax first.")
    return put(query.sql, query.dialect, _compatible(query.sql, rewrites), held)


def maybe(query: Query, schema: Schema) -> Rewritten | None:
    """A statement that may be better: the first one, of which a planner must say that it pays."""
    found = tried(query.sql, query.dialect, schema)
    chosen = next((one for one in found if isinstance(one, Rewrite) and one.maybe), None)
    if chosen is None or not reads(query.sql, query.dialect):
        return None
    made = put(query.sql, query.dialect, [chosen])
    return made if isinstance(made, Rewritten) else None


def put(
    sql: str, dialect: str, chosen: Sequence[Rewrite], held: Sequence[Held] = ()
) -> Rewritten | Refused:
    """A statement with some rewrites in it, which must fit beside each other."""
    edits = tuple(edit for one in chosen for edit in one.edits)
    better = apply(Text(sql), in_bytes(sql, edits)).source
    if not reads(better, dialect):
        return Refused("The rewritten statement cannot be read; this one is left as it is.")
    notes = [note for one in chosen for note in one.notes] + [one.reason for one in held]
    return Rewritten(
        sql=better,
        edits=in_bytes(sql, edits),
        evidence=next((one.evidence for one in chosen if not one.maybe), ""),
        notes=tuple(dict.fromkeys(notes)),
        whole=any(one.whole for one in chosen),
        maybe=any(one.maybe for one in chosen),
    )


def evidence(query: Query, schema: Schema) -> str:
    """What is wrong with a statement, in a few words; empty if nothing is known to be."""
    if query.kind != "sql":
        return ""
    found = tried(query.sql, query.dialect, schema)
    sure = (one for one in found if isinstance(one, Held) or not one.maybe)
    return next((one.evidence for one in sure), "")


def reports(query: Query, schema: Schema) -> tuple[tuple[str, str, str], ...]:
    """Findings of a statement, each once: the rule, the evidence, and what is wrong if it stays."""
    if query.kind != "sql" or len(query.sql) > LONGEST:
        return ()
    statement = _statement(query.sql, query.dialect)
    found = (
        (rule, one.evidence, one.reason if isinstance(one, Held) else "")
        for rewrite in _rewrites()
        for one in rewrite(statement, schema)
        if (rule := RULES.get(_name(rewrite), "")) and (isinstance(one, Rewrite) or one.wrong)
    )
    return tuple(dict.fromkeys(found))


def tried(sql: str, dialect: str, schema: Schema) -> tuple[Rewrite | Held, ...]:
    """What every rewrite says of a statement."""
    if len(sql) > LONGEST:
        return ()
    statement = _statement(sql, dialect)
    return tuple(_each(statement, schema))


def _each(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    known = not open_ended(statement)
    for rewrite in _rewrites():
        if known or _name(rewrite) in LOCAL:
            yield from rewrite(statement, schema)


def _rewrites() -> "tuple[Rule, ...]":
    """Every rewrite; they are imported with the first statement that is tried."""
    from backlight.sql.rewrites import ALL

    return ALL


def _name(rewrite: "Rule") -> str:
    return rewrite.__module__.rpartition(".")[2]


@lru_cache(maxsize=128)
def _statement(sql: str, dialect: str) -> Statement:
    return Statement(sql, dialect)


def _compatible(sql: str, rewrites: list[Rewrite]) -> list[Rewrite]:
    """As many as fit beside each other, the first ones first."""
    chosen: list[Rewrite] = []
    for one in rewrites:
        edits = [edit for other in (*chosen, one) for edit in other.edits]
        try:
            apply(Text(sql), in_bytes(sql, tuple(edits)))
        except OverlappingEdits:
            continue
        if not any(one.whole or other.whole for other in chosen):
            chosen.append(one)
    return chosen


def in_bytes(sql: str, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Edits whose offsets are characters, with offsets in bytes."""
    if sql.isascii():
        return edits
    return tuple(
        Edit(
            len(sql[: edit.start].encode("utf-8", "surrogatepass")),
            len(sql[: edit.end].encode("utf-8", "surrogatepass")),
            edit.text,
            edit.why,
        )
        for edit in edits
    )
