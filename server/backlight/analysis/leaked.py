r"""The text of an exception that a handler answers with: what it tells too much of.

>>> leaks("except Exception as e:\n    return {'error': str(e)}, 500")
'e'
>>> leaks("except OutOfStock as e:\n    return {'error': str(e)}, 409")
''
>>> leaks("except Exception as e:\n    raise HTTPException(500, str(e))")
'e'
>>> leaks("http.Error(w, err.Error(), http.StatusInternalServerError)")
'err'
>>> leaks("c.JSON(http.StatusBadRequest, gin.H{\"error\": err.Error()})")
''
"""

import re
from collections.abc import Iterator

EXCEPTION = re.compile(
    r"except\b(?P<python>[^:\n]{0,200}?)\bas\s{1,9}(?P<p>\w+)\s{0,9}:"
    r"|catch\s{0,9}\(\s{0,9}(?:final\s{1,9})?(?:(?P<java>[\w.|][\w.| ]{0,200})\s)?(?P<j>\w+)"
    r"(?:\s{0,9}:\s{0,9}\w+)?\s{0,9}\)"
    r"|rescue\b(?P<ruby>[^\n=]{0,200}?)=>\s{0,9}(?P<r>\w+)"
)
BROAD = re.compile(
    r"^$|(?<![\w.])(?:(?:Base|Runtime)?Exception|Throwable|StandardError|OSError|[ISO]{2}Exception)\b"
    r"|SQL|Database|Integrity|Operational|Programming|Persistence|DataAccess|ActiveRecord::StatementInvalid"
    r"|\bPG::|psycopg|RequestException|\b(?:Key|Attribute|Type|IO)Error\b"
)
"""Exceptions that tell of the server; one of the project's own says what the client is to know."""
GO = re.compile(
    r"(?:\bhttp\.Error|\bNewHTTPError|\bfmt\.Fprint\w*|\.(?:JSON|IndentedJSON|JSONPretty|XML|(?<!URL\.)(?<!zap\.)String"
    r"|SendString|AbortWithStatusJSON|Data))\((?!\))(?:[^;{}\n]|\{[^;]){0,200}?\b(\w*[eE]rr)\.Error\(\)[^\n]*"
)
"""An answer of Go with the text of an error."""
OURS = re.compile(
    r"BadRequest|Unprocessable|RequestedRange|TooLarge|Precondition|,\s*(?:status|code)\w*\)|\b4(?:00|1\d|22)\b|os\.Std|\blog\b"
)
"""What is wrong with the request is for the client to know; what goes to the log is not sent."""
QUIET = re.compile(
    r"\blog\w*\b|console\.|print\(|capture|sentry|report|raise\b|throw\b|next\(|\bextra\s*="
    r"|^\s*(?:\}\s*)?(?:else\s+)?(?:el)?if\b|\.(?:put|put_nowait|enqueue|publish)\("
    r"|^\s*(?:const|let)\s+\w+\s*=\s*(?:await\s+)?(?!(?:make|create|build|format|get|to|JSON|String)\w*[.(])\w+\("
    r"|^\s*(?!(?:res|resp|response|reply|ctx|c|this|self|helpers?|result|r)\.)\w+(?:\.\w+)?\.(?:error|warn(?:ing)?|info|debug|trace|fatal|verbose)\(",
    re.IGNORECASE,
)
"""Lines that tell the operator, not the client; that pass the exception on, or only look at it.

Whatever a project calls its log, it says how bad it is: `winston.error(…)`.
"""
LOGS = re.compile(
    r"\blog\w*\b[\w.]*\s*\(|console\.\w+\(|[cC]apture\w*\(|\bprint\w*\(|\b(?:bugsnag|honeybadger|rollbar|airbrake)\b"
    r"|\.(?:update(?:One|Many)?|save|insert\w*|create|set_?status|record\w*|track\w*|audit\w*)\(",
    re.IGNORECASE,
)
"""A line that tells the operator or a table, and may go on in the next ones."""
KEPT = re.compile(
    r"^\s*(?!(?i:res|resp|response|reply|result|ret|ctx|context|c|body|data|out|output|answer|payload|json|model|flash|session|msg|message)\b)"
    r"(?:[A-Za-z_]\w*\.)+(?!body\b|data\b)\w+\s*=(?!=)"
)
"""A field of something else than the answer is given the text: `job.error = str(e)`."""
ANSWERS = re.compile(
    r"\b(?:raise|throw\s{1,9}new|throw)\s{1,9}(?:\w+\.)?(?:HTTPException|HttpException|HttpError"
    r"|createError|APIException|InternalServerErrorException|ResponseStatusException)\("
)
"""What is raised as an answer: its text is the client's to read."""
SORTED = re.compile(
    r"\binstanceof\s+(?!(?:Error|Exception|Throwable)\b)|\bisinstance\((?!\w+,\s*Exception\))|\.is_a\?|errors\.(?:Is|As)\("
)
"""Where a handler asks of which class an exception is: what it says then, it means to say."""


NOTE = re.compile(r"(?m)^[ \t]*(?://|#|\*).*$")
"""A line that is a comment: what stands there does not run."""


def leaks(code: str) -> str:
    """The exception whose text goes to the client; empty if none does."""
    return next((name for name, _, _ in told(NOTE.sub("", code))), "")


def told(code: str) -> Iterator[tuple[str, int, int]]:
    """Each exception whose text goes to the client: its name, and what catches it or answers."""
    for hit in EXCEPTION.finditer(code):
        name = hit["p"] or hit["j"] or hit["r"]
        kind = (hit["python"] or hit["java"] or hit["ruby"] or "").strip()
        args = "" if kind == "KeyError" else "args|"  # It is the name of what was left out
        says = re.compile(
            rf"\bstr\({name}\)|\brepr\({name}\)|\{{{name}[!}}:]|\b{name}\.(?:{args}message|stack|"
            rf"getMessage|full_message|toString)\b(?!\s*[!=]==?)|(?:json|send|render)\(\s*{name}\s*\)"
            r"|traceback\.format_exc"
        )
        after = EXCEPTION.search(code, hit.end())
        end = after.start() if after is not None else len(code)
        broad = BROAD.search(kind) is not None and not _only_read(code, hit, end)
        lines = code[hit.end() : end].split("\n") if broad else []
        if any(says.search(line) for line in _to_clients(_unsorted(lines))):
            yield name, hit.start(), end
    for hit in GO.finditer(code):
        if not OURS.search(hit[0]) and not _bare(code, hit):
            yield hit[1], hit.start(), hit.end()


def _bare(code: str, hit: re.Match[str]) -> bool:
    """Whether an error of Go is one of the answer itself, or of what was sent: it tells nothing."""
    given = re.compile(rf"(?<![\w.]){hit[1]}\s*:?=(?!=)([^\n]*)")
    last = list(given.finditer(code, max(0, hit.start() - NEAR), hit.start()))[-1:]
    return any(BARE.search(one[1]) for one in last)


NEAR = 600
"""Characters before an answer in which its error was given."""
BARE = re.compile(
    r"\b(?:json|xml)\.Marshal\w*\(|(?<![\w.])(?:w|rw|writer|res(?:p|ponse)?)\.Write\(|\bfmt\.Fprint\w*\("
    r"|\bstrconv\.\w+\(|\.NewEncoder\((?:w|rw)\)"
)
"""What is written to whoever is not there any more, made into text, or read of what was sent."""


def _only_read(code: str, hit: re.Match[str], end: int) -> bool:
    """Whether an asynchronous handler of Python tried nothing but to read what was sent.

    It waits for whatever it asks a database or a service for, and says that the request is bad.
    """
    if hit["p"] is None or ASYNC.search(code) is None:
        return False
    start = code.rfind("\n", 0, hit.start()) + 1
    begins = code.rfind(f"\n{code[start : hit.start()]}try:", 0, hit.start())
    tried = code[begins : hit.start()]
    return begins >= 0 and "await " not in tried and BAD.search(code[hit.end() : end]) is not None


ASYNC = re.compile(r"(?m)^[ \t]*async def\b")
BAD = re.compile(r"\b4(?:00|22)\b|BAD_REQUEST|UNPROCESSABLE")


def _unsorted(lines: list[str]) -> list[str]:
    """The lines without those that are said of exceptions of one class alone, chosen by hand."""
    apart = {number for number, line in enumerate(lines) if SORTED.search(line)}
    apart |= {below for at in apart if at for below in _within(lines, at)}
    return ["" if number in apart else line for number, line in enumerate(lines)]


def _within(lines: list[str], at: int) -> Iterator[int]:
    """The lines of the block that a condition opens, which may go on in the lines below it."""
    ends = (n for n in range(at + 1, min(at + 6, len(lines))) if ENDS.match(lines[n]))
    start = at if OPENS.search(lines[at]) else next(ends, at)
    depth = len(lines[start]) - len(lines[start].lstrip())
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            return
        yield number


OPENS = re.compile(r"[{:]\s*$|^\s*(?:elsif|when)\b|^\s*if\b(?!\s*\($)")
ENDS = re.compile(r"\s*\)\s*[{:]\s*$")
"""The end of a condition that is written on several lines."""


def _to_clients(lines: list[str]) -> Iterator[str]:
    """The lines that do not tell the operator; what a call of the log is given is its own."""
    depth = 0
    for line in lines:
        opened = line.count("(") + line.count("{") - line.count(")") - line.count("}")
        if depth > 0:
            depth += opened
        elif LOGS.search(line):
            depth = opened
        elif ANSWERS.search(line) or not (QUIET.search(line) or KEPT.search(line)):
            yield line
