"""Python names that say of what type a value is."""

from backlight.analysis.facts import ValueType

CONVERTED: dict[str, ValueType] = {
    "int": "integer",
    "float": "number",
    "Decimal": "number",
    "decimal.Decimal": "number",
    "bool": "boolean",
    "datetime.fromisoformat": "datetime",
    "datetime.datetime.fromisoformat": "datetime",
    "date.fromisoformat": "date",
    "datetime.date.fromisoformat": "date",
    "parse_datetime": "datetime",
    "range": "integer",
    "escape": "string",
    "generate_password_hash": "string",
    "check_password_hash": "string",
}
"""Calls whose first argument has a type."""

TEXTUAL = frozenset(
    [
        "capitalize",
        "casefold",
        "encode",
        "endswith",
        "format",
        "isdigit",
        "isalnum",
        "isalpha",
        "join",
        "lower",
        "lstrip",
        "partition",
        "replace",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "title",
        "upper",
        "zfill",
    ]
)
"""Methods of strings."""

CLASSES: dict[str, ValueType] = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
}

LITERALS: dict[str, ValueType] = {
    "string": "string",
    "concatenated_string": "string",
    "integer": "integer",
    "float": "number",
    "true": "boolean",
    "false": "boolean",
    "list": "array",
    "dictionary": "object",
}
