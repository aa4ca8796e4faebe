"""Facts read from text alone: syntax, endpoints, queries, schema. Pure."""
