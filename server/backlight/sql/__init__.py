"""Queries as trees: parsing with placeholders kept, rewrites, checks against the schema."""
