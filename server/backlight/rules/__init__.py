"""One file per finding; each is a pure function of a file's facts."""

from collections.abc import Callable, Iterator

from backlight.analysis.facts import FileFacts, Finding
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Schema
from backlight.rules import (
    count_for_existence,
    hidden_index,
    interpolated_sql,
    n_plus_one,
    not_in_subquery,
    query_in_loop,
    unbounded_list,
    unvalidated_input,
)

Rule = Callable[[FileFacts, Source, Schema], Iterator[Finding]]

ALL: tuple[Rule, ...] = (
    interpolated_sql.find,
    unvalidated_input.find,
    n_plus_one.find,
    query_in_loop.find,
    not_in_subquery.find,
    count_for_existence.find,
    hidden_index.find,
    unbounded_list.find,
)
"""Every rule, the gravest first."""
