"""Migrations of Django, written as SQL: read from their text, and never run."""

from backlight.sql.django.script import is_migration, scripts

__all__ = ["is_migration", "scripts"]
