"""Rewrites of statements: one file each, with the condition under which it is sound."""

from collections.abc import Callable, Iterator

from backlight.analysis.tables import Schema
from backlight.sql.improved import Held, Rewrite
from backlight.sql.rewrites import (
    aggregate_first,
    arithmetic,
    cast_to_day,
    cast_to_text,
    coalesce,
    correlated_compare,
    correlated_group,
    correlated_list,
    count_for_existence,
    date_trunc,
    distinct_join,
    distinct_key,
    formatted_date,
    implied_range,
    inlined_with,
    leading_wildcard,
    limit_first,
    not_in,
    number_as_type,
    one_pass,
    or_of_exists,
    or_of_tables,
    ordered_count,
    prefix,
    redundant_join,
    redundant_sort,
    union_all,
    window_for_self_join,
    year_of_column,
)
from backlight.sql.shape import Statement

Rule = Callable[[Statement, Schema], Iterator[Rewrite | Held]]

ALL: tuple[Rule, ...] = (
    count_for_existence.rewrite,
    not_in.rewrite,
    cast_to_day.rewrite,
    date_trunc.rewrite,
    year_of_column.rewrite,
    formatted_date.rewrite,
    cast_to_text.rewrite,
    arithmetic.rewrite,
    coalesce.rewrite,
    prefix.rewrite,
    distinct_join.rewrite,
    distinct_key.rewrite,
    correlated_list.rewrite,
    correlated_compare.rewrite,
    correlated_group.rewrite,
    union_all.rewrite,
    ordered_count.rewrite,
    number_as_type.rewrite,
    redundant_sort.rewrite,
    redundant_join.rewrite,
    aggregate_first.rewrite,
    limit_first.rewrite,
    or_of_tables.rewrite,
    or_of_exists.rewrite,
    one_pass.rewrite,
    inlined_with.rewrite,
    window_for_self_join.rewrite,
    implied_range.rewrite,
    leading_wildcard.rewrite,
)
"""Every rewrite; where two want the same words, the first has them."""
