"""Request schemas in Pydantic, for every Python framework that has none of its own."""
