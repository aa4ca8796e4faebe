"""Migrations of Rails, written as SQL: read from their text, and never run."""

from backlight.sql.rails.script import is_migration, number, scripts, version_of

__all__ = ["is_migration", "number", "scripts", "version_of"]
