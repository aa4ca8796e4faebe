"""What kind of value a column holds, by its type as DDL, a migration or a model writes it."""

from re import IGNORECASE
from re import compile as regex
from typing import Literal

Kind = Literal["date", "timestamp", "timestamptz", "integer", "number", "text", "other", ""]
KINDS: tuple[tuple[str, Kind], ...] = (
    (r"\[\]|array|json|interval|range|bytea|blob", "other"),
    (r"timestamptz|timestamp with time zone|datetimefield|timezone\s*=\s*true", "timestamptz"),
    (r"timestamp|datetime", "timestamp"),
    (r"\bdate(?:field)?\b|\bDate\b", "date"),
    (r"serial|\bu?(?:tiny|small|medium|big)?int(?:eger)?(?:field)?\d?\b|autofield", "integer"),
    (r"integer", "integer"),
    (r"numeric|decimal|float|double|real", "number"),
    (r"char|text|string|\bstr\b|emailfield|slugfield|urlfield", "text"),
)
_PATTERNS = tuple((regex(pattern, IGNORECASE), kind) for pattern, kind in KINDS)


def kind_of(type_: str) -> Kind:
    """The kind; empty if the type says nothing."""
    return next((kind for pattern, kind in _PATTERNS if pattern.search(type_)), "")
