"""Queries as trees: parsing with placeholders kept, rewrites, checks against the schema."""

from backlight.sql.create_index import create_index
from backlight.sql.improve import improve, reports
from backlight.sql.improved import Mended, Rewritten
from backlight.sql.mend import evidence, mend, others
from backlight.sql.names import unknown
from backlight.sql.parameterise import parameterise
from backlight.sql.wanted import unindexed, wanted

__all__ = [
    "Mended",
    "Rewritten",
    "create_index",
    "evidence",
    "improve",
    "mend",
    "others",
    "parameterise",
    "reports",
    "unindexed",
    "unknown",
    "wanted",
]
