"""Whether a file can hold SQL, by its bytes: most hold none, and are not looked through."""

from functools import cache
from re import compile as regex

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_sinks import sinks
from backlight.analysis.syntax import Source

LIKELY = regex(
    rb"(?i)\b(?:select\b[^;]{0,4000}?\bfrom|insert\s+(?:ignore\s+)?into|update\b[^;]{0,200}?\bset|delete\s+from|"
    rb"create\s+table|drop\s+table|replace\s+into|with\s+\w+\s+as)\b|\.execute\(|\.executeQuery\(|\.create(?:Native)?Query\(|\.sqlRestriction\(|Raw\(|RawSQL|find_by_sql|[\"'`]\s*select\s|\b[Ww]here\([\"'f]"
)
STARTS = regex(
    rb"(?i)^(?:[a-z]{0,2}[\"'`]+)?\s*(?:--[^\n]*\n\s*|\\n\s*)*\(?\s*(?:select|insert|update|delete|with|replace|merge|create"
    rb"|alter|drop|truncate|\{\s*(?:\?\s*=\s*)?call|from\s+(?:[\w.]+\.)?(?-i:[A-Z])\w*|(?-i:FROM)\s+\w+)\b"
)
"""How a literal begins that is SQL, or the HQL of Hibernate."""
QUOTED = regex(
    rb"(?i)[\"'`]\s*(?:--[^\n]*\n\s*|\\n\s*)*\(?\s*(?:select|insert|update|delete|with|replace|merge|create"
    rb"|alter|drop|truncate|\{\s*(?:\?\s*=\s*)?call|from\s+(?:[\w.]+\.)?(?-i:[A-Z])\w*|(?-i:FROM)\s+\w+)\b"
)
"""What a file holds that has a literal which `STARTS` finds; Ruby has literals without quotes."""


def likely(data: bytes) -> bool:
    """Whether a file may hold SQL."""
    return LIKELY.search(data) is not None


def may(source: Source, host: Host) -> bool:
    """Whether a file can hold SQL at all, by its bytes: most hold none."""
    data = source.text.data
    if source.language == "ruby" or (host.given is not None and host.given.needle.search(data)):
        return True
    if any(name in data for name in _names(host)) or QUOTED.search(data) is not None:
        return True
    return bool(sinks(source))


@cache
def _names(host: Host) -> tuple[bytes, ...]:
    return tuple(name.encode() for name in sure(host))


def sure(host: Host) -> frozenset[str]:
    """The names of all that is given nothing but SQL, or a piece of it."""
    return calls.CLAUSES | calls.SURE | host.clauses | host.optioned | host.sure
