"""Migrations of Alembic, written as SQL: read from their text, and never run."""

from backlight.sql.alembic.operations import past, script

__all__ = ["past", "script"]
