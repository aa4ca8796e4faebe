"""Rewrites of statements: one file each, with the condition under which it is sound."""

from collections.abc import Callable, Iterator

from backlight.analysis.tables import Schema
from backlight.sql.improved import Held, Rewrite
from backlight.sql.rewrites import (
    arithmetic,
    cast_to_day,
    cast_to_text,
    coalesce,
    correlated_compare,
    correlated_list,
    count_for_existence,
    date_trunc,
    distinct_join,
    distinct_key,
    formatted_date,
    leading_wildcard,
    not_in,
    ordered_count,
    prefix,
    union_all,
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
    union_all.rewrite,
    ordered_count.rewrite,
    leading_wildcard.rewrite,
)
"""Every rewrite; where two want the same words, the first has them."""
