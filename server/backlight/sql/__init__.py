"""Queries as trees: parsing with placeholders kept, rewrites, checks against the schema."""

from backlight.sql.improve import improve, reports
from backlight.sql.improved import Mended, Rewritten
from backlight.sql.mend import evidence, mend
from backlight.sql.names import unknown

__all__ = ["Mended", "Rewritten", "evidence", "improve", "mend", "reports", "unknown"]
