"""One file per finding; each is a pure function of a file's facts."""

from collections.abc import Callable, Iterator

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.syntax import Source
from backlight.rules import (
    blocking_call,
    count_for_existence,
    hard_coded_secret,
    hidden_index,
    interpolated_sql,
    leading_wildcard,
    leaked_internals,
    missing_auth,
    missing_index,
    missing_rate_limit,
    missing_timeout,
    n_plus_one,
    not_in_subquery,
    offset_paging,
    query_in_loop,
    select_star,
    swallowed_exception,
    unbounded_list,
    unvalidated_input,
    write_without_transaction,
)

Rule = Callable[[FileFacts, Source, Project], Iterator[Finding]]

ALL: tuple[Rule, ...] = (
    interpolated_sql.find,
    missing_auth.find,
    hard_coded_secret.find,
    unvalidated_input.find,
    leaked_internals.find,
    write_without_transaction.find,
    missing_timeout.find,
    blocking_call.find,
    n_plus_one.find,
    query_in_loop.find,
    not_in_subquery.find,
    count_for_existence.find,
    hidden_index.find,
    missing_index.find,
    leading_wildcard.find,
    offset_paging.find,
    unbounded_list.find,
    select_star.find,
    swallowed_exception.find,
    missing_rate_limit.find,
)
"""Every rule, the gravest first."""
