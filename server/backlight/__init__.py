"""Backlight: a senior backend developer behind the lightbulb of your editor."""

__version__ = "0.1.0"
