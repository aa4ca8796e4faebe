"""What stands between a request and its handler, by the words that projects use for it.

>>> signs_in("get_current_user"), signs_in("get_db"), limited("@limiter.limit('5/minute')")
(True, False, True)
"""

import re
from functools import lru_cache

SIGNED = re.compile(
    r"current_?\w*(?:user|account|member|identity)|super_?user|(?:check|ensure|verify|require)_?(?:\w+_)?(?:account|admin|owner|member)\w*|log_?in_required|require_?(?:login|auth|user|role|admin|permission)"
    r"|(?:is|ensure|check|verify)_?(?:auth|token|login|logged|user|jwt)\w*|permission|authoriz"
    r"|authenticat|\bauth\w*|_auth\b|Auth\b|jwt|oauth|bearer|api_?key|passport|protect|guard|principal"
    r"|session_required|Security\(|UseGuards|PreAuthorize|Secured",
    re.IGNORECASE,
)
LIMITED = re.compile(
    r"rate[-_]?limit|httprate|LimitBy|brute|limit_?rate|limiter|throttl|slow_?down|too_?many|ratelimit|bucket4j|rack.?attack|token_?bucket|lock_?out|axes\b|failed_?attempts|@\w{0,40}limit(?:er)?\b",
    re.IGNORECASE,
)
OPEN = re.compile(
    r"log-?_?in|sign-?_?(?:in|up)|register|token|oauth|callback|health|status|ping|ready|live"
    r"|metrics|version|docs|openapi|webhook|public|static|favicon|robots|well-known|forgot|reset",
    re.IGNORECASE,
)
"""Paths that anyone may ask for, as a rule."""


ALL_ROUTES = re.compile(
    rb"dependencies\s*=\s*\[[^\]]{0,400}(?:auth|user|token|permission)|before_request|router\.use\([^)]{0,200}"
    rb"(?:auth|jwt|protect|login)|=\s*\w{0,40}(?:User|Admin|Auth|Private)\w{0,40}Router\(|permission_classes|UseGuards|before_action|PreAuthorize",
    re.IGNORECASE,
)
"""A file that asks for all of its routes at once."""
KNOWN = re.compile(rb"User|Admin|Auth|Private|Protected|Login|Secure|Permission")
"""What classes are named for that ask for all of their methods."""
WORDS = (
    *(b"dependencies", b"before_request", b"router.use", b"permission_classes"),
    *(b"UseGuards", b"before_action", b"PreAuthorize", b"Router("),
)
HEAD = 65_536
"""Bytes of a file that are looked at for what is said of all of its routes."""


@lru_cache(maxsize=2048)
def signs_in(code: str) -> bool:
    """Whether code (a guard's name, a decorator, a parameter) finds out who asks."""
    return SIGNED.search(code) is not None


def limited(code: str) -> bool:
    """Whether code limits how often a client may ask."""
    return LIMITED.search(code) is not None


def limits_class(data: bytes, name: str) -> bool:
    r"""Whether the class of a method says before its first method how often it may be asked.

    >>> code = b"class Login(View):\n    throttle_classes = [Slow]\n\n    def post(self): ..."
    >>> limits_class(code, "Login.post"), limits_class(code, "post")
    (True, False)
    """
    owner = name.rpartition(".")[0].rpartition(".")[2].encode()
    if not owner:
        return False
    head = re.search(rb"\bclass " + re.escape(owner) + rb"\b[\s\S]{0,2000}", data)
    said = re.split(rb"\n\s+(?:async )?def ", head[0]) if head is not None else []
    return len(said) > 1 and limited(said[0].decode("utf-8", "replace"))


def is_open(path: str) -> bool:
    """Whether a path is one of those that nobody signs in for."""
    return OPEN.search(path) is not None


def asks_for_all(data: bytes) -> bool:
    """Whether a file asks for all of its routes at once; most files say no such word."""
    head = data[:HEAD]
    return any(word in head for word in WORDS) and ALL_ROUTES.search(head) is not None


def inherits(data: bytes, name: str) -> bool:
    """Whether a method stands in a class whose bases ask, by their names."""
    owner = name.rpartition(".")[0].rpartition(".")[2].encode()
    if not owner:
        return False
    head = re.search(rb"\bclass " + re.escape(owner) + rb"\b([^:{\n]*)", data)
    return head is not None and KNOWN.search(head[1]) is not None
