"""What a step of a migration of Rails is sent to: the migration itself, or a model and its rows."""

from collections.abc import Container
from re import compile as regex

from backlight.sql.rails.reading import Step

CLASS = regex(r"^(?:::)?(?:[A-Z]\w*::)*([A-Z]\w*)")
BASES = frozenset({"ActiveRecord::Base", "ApplicationRecord"})


def speaks_itself(step: Step, models: frozenset[str]) -> bool:
    """Whether it is the migration, or the connection that it has, that is spoken to."""
    owner, _, connection = step.of.rpartition(".")
    shared = connection == "connection" and (owner in BASES or owner in models)
    return shared or step.of in {"", "self", "connection"}


def only_rows(step: Step, models: frozenset[str], speaks: Container[str]) -> bool:
    """Whether it is sent to a model that is known, and changes no table on the way."""
    hit = CLASS.match(step.of)
    known = hit is not None and hit[1] in models and "connection" not in step.of
    return known and not _changes(step, models, speaks)


def _changes(step: Step, models: frozenset[str], speaks: Container[str]) -> bool:
    return any(
        (one.name in speaks and speaks_itself(one, models))
        or "connection" in one.of
        or _changes(one, models, speaks)
        for one in step.block or ()
    )
