r"""Where code reads what a client sends, by the words of frameworks: a file is looked through once.

>>> asks_between(b"rows(req.query.name)", 0, 20), asks_between(b"rows(xreq.query.name)", 0, 21)
(True, False)
>>> asks_between(b"a = req.query.name; run(a)", 20, 26)
False
"""

from bisect import bisect_left
from functools import lru_cache
from re import compile as regex

OWNERS = ["req", "request", "ctx", "context", "event", "input", "flask\\.request", "c"]
PARTS = (
    "query|params?|body|args|arguments|form|GET|POST|data|values|json|URL|Form|FormValue|PostForm"
    "|Param|Query|QueryParam|DefaultQuery|getParameter|getHeader|headers|cookies|get_json"
    "|path_params|query_params|queryStringParameters"
)
READS = (
    *(rf"{one}\.(?:{PARTS})\b" for one in OWNERS),
    r"params\[|event\[|r\.(?:URL|Form|FormValue|PostForm|PathValue)\b",
    r"sys\.argv|process\.argv|os\.Args|input\(",
    r"get(?:Parameter(?:Values|Map)?|QueryString|Cookies|Headers?|Reader)\(",
    r"env\w{0,40}\.getArgument(?:OrDefault)?\(",
    r"@(?:RequestParam|PathVariable|RequestBody|Query|Param|Body)\b",
    r"@(?:Argument|InputArgument|GraphQLArgument|Args?)\b",
)
"""Each begins with a letter that is written out: where none stands, nothing is tried."""
ASKS = regex("|".join(READS).encode())
WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def asks(code: str) -> bool:
    """Whether a piece of code reads a request."""
    return bool(_places(code.encode("utf-8", "surrogatepass")))


def asks_between(data: bytes, start: int, end: int) -> bool:
    """Whether a stretch of a file does, in bytes."""
    found = _places(data)
    at = bisect_left(found, (start, 0))
    return at < len(found) and found[at][1] <= end


@lru_cache(maxsize=64)
def _places(data: bytes) -> tuple[tuple[int, int], ...]:
    return tuple(
        hit.span()
        for hit in ASKS.finditer(data)
        if data[hit.start() : hit.start() + 1] == b"@" or not _inside(data, hit.start())
    )


def _inside(data: bytes, at: int) -> bool:
    """Whether a letter stands before a place: it is in a longer word."""
    return at > 0 and data[at - 1] in WORD
