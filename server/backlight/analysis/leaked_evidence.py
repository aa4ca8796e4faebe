r"""Whether what a handler catches can tell of the server: what it tries asks something else.

What only reads what was sent, or a value that is there, fails with a word on what was sent.

>>> from backlight.analysis.leaked import told
>>> code = "try:\n    rows = int(request.args['rows'])\nexcept Exception as e:\n    return str(e)"
>>> [asks(code, at, end) for _, at, end in told(code)]
[False]
>>> code = code.replace("int(", "db.execute(")
>>> [asks(code, at, end) for _, at, end in told(code)]
[True]
"""

import re
from itertools import takewhile

from backlight.analysis.tried import tried_before

CALL = re.compile(r"(?<![\w.$])((?:[\w$]+(?:\(\))?\??\.)*)([\w$]+)\s{0,3}\(")
MADE = re.compile(r"(?:\bnew|\bthrow|\braise|\bdef|\bfunction|\bcatch|\bif|\bexcept)\s{1,3}$")
"""Before a name that is made or raised, and does nothing by itself."""
HARMLESS = re.compile(
    r"^(?:int|float|str|bool|len|dict|list|set|tuple|range|isinstance|getattr|hasattr|sorted|print|Number|String"
    r"|Boolean|parse\w*|if|for|while|switch|catch|return|and|or|not|in|await|jsonify|render\w*|redirect\w*"
    r"|JsonResponse|HttpResponse|Response|JSONResponse|UUID|Decimal|encodeURIComponent|decodeURIComponent|abort"
    r"|isNaN|is[A-Z_]\w*|validate\w*)$"
)
"""Functions that read or make a value, and answer."""
READS = re.compile(
    r"(?i)^(?:parse\w*|loads|strptime|fromisoformat|decode\w*|encode\w*|strip|trim|split|join|lower|upper|replace|format"
    r"|append|push|put|add|get|getlist|get_json|has|contains\w*|equals\w*|is\w*|to\w*|from\w*|of|ok|json|status|send|body"
    r"|render\w*|redirect\w*|debug|info|warn\w*|error|trace|log|keys|values|items|length|size|map|filter|some|every|includes|startsWith|endsWith|slice"
    r"|valueOf|asList|(?:get|set|remove)(?:Session|Attribute|Header|Parameter|Id)|badRequest|build|builder|now"
    r"|currentTimeMillis|b64decode|match\w*|test|search|validate\w*|uuid\w*|bind\w*|unmarshal|atoi)$"
)
"""Methods that do so."""
DOES = re.compile(
    r"(?i)\b(?:await\s(?!req(?:uest)?\.(?:json|form|body|text)\b)|SELECT\s|INSERT\s|UPDATE\s)"
    r"|\b(?:requests|axios|httpx|urllib|fetch|subprocess|execSync|spawn|shutil|fs|fsp|prisma|knex|mongo\w*|redis|s3|smtp\w*)\b\s*[.(]"
    r"|\b\w*(?:objects|db|repo(?:sitory)?|service|dao|mapper|client|manager|cursor|conn(?:ection)?|engine|pool|model)\b\s*[.(]"
    r"|\.(?:save!?|create!?|update!?|destroy!?|delete|commit|execute|query|findOne|findAll|find_by!?|where|aggregate|insert\w*|filter_by)\("
    r"|\w*session\.(?:query|execute|scalars?|add|commit|merge|flush|exec)\(|(?<![\w.])open\("
)
"""What asks a database, a service or the disk."""
DRIVER = re.compile(
    r"SQL|Database|Integrity|Operational|Programming|Persistence|DataAccess|PG::|psycopg"
)
"""What is caught is of a driver, by its name."""
BAD = re.compile(
    r"\b4(?:0[0-9]|1\d|22)\b|BAD_?REQUEST|badRequest|UNPROCESSABLE|NOT_?FOUND|CONFLICT",
    re.IGNORECASE,
)
GO_READS = re.compile(
    r"(?:\.(?:Should)?Bind\w*|\.\w+Parser|\.Decode|\.Unmarshal|\bParse\w*|\.Parse\w*|\.FormFile|\.Atoi|\.Validate\w*"
    r"|\.NewRequest\w*|\.MultipartForm|\.ReadForm|uuid\.New\w*)\("
)
"""What reads a request in Go, or makes one."""
CONNECTS = re.compile(r"(?i)(?:check|test|verify)_?connection\(")
"""Whoever sets a connection up is told what is wrong with it."""
REFUSED = re.compile(r"\.status\(\s*4\d\d\s*\)|status_code\s*=\s*404")
"""Services throw an `Error` with words for the client: they asked wrongly, or it is not there."""
OWN = re.compile(r"\s*except\s*\(?(?:\s*,?\s*(?:Value|Key|Lookup)Error)+\s*,?\s*\)?\s+as\b")
"""What Python raises on what was sent, and programs with words of their own."""
FAULT = re.compile(r"\b5\d\d\b|\bnext\(|(?i:internal_?server)")
MEANT = re.compile(
    r"BadRequest|Unprocessable|NotFound|Conflict|Forbidden|Unauthorized|StatusGone|\b4\d\d\b|\(\s*\w*(?i:status|code)\w*\(\w*[eE]rr\w*\)"
)
"""An answer of Go that says what was wrong with the request, or asks the error for its status."""
KIND = re.compile(
    r"\b(?:if|case)\b[^\n]*(?:\berrors\.(?:Is|As)\(|\bIs[A-Z]\w*\(\w*[eE]rr|==\s*(?:\w+\.)?Err[A-Z])[^\n]*[{:]\s*(?:return\s+)?[\w.]*$"
)
"""A condition on what an error is, right above an answer: what it says then, it means to say."""
NEAR = 600


def asks(code: str, at: int, end: int) -> bool:
    """Whether what was tried before a catch asks something that has errors of its own."""
    if DRIVER.search(code[at:end].partition("\n")[0]):
        return True
    tried = tried_before(code, at)
    if tried is None:
        return _given_by_asking(code, at, end)
    said = _below(code, at, end)
    if OWN.match(code[code.rfind("\n", 0, at) + 1 : end]) and BAD.search(said):
        return False
    if CONNECTS.search(tried) or (REFUSED.search(said) and not FAULT.search(said)):
        return False
    if DOES.search(tried):
        return True
    return BAD.search(code[at:end]) is None and any(map(_opaque, CALL.finditer(tried)))


def _below(code: str, at: int, end: int) -> str:
    """What is done about what is caught: the lines below that stand deeper."""
    start = code.rfind("\n", 0, at) + 1
    first, *lines = code[start:end].split("\n")
    depth = len(first) - len(first.lstrip())
    deeper = takewhile(lambda one: not one.strip() or len(one) - len(one.lstrip()) > depth, lines)
    return "\n".join((first, *deeper))


def _opaque(call: re.Match[str]) -> bool:
    """Whether nobody can tell what a call does, so that it may ask a database."""
    if MADE.search(call.string, max(0, call.start() - 12), call.start()):
        return False
    return (READS if call[1] else HARMLESS).match(call[2]) is None


def _given_by_asking(code: str, at: int, end: int) -> bool:
    """Whether an error of Go was given by something that does more than read what was sent."""
    line = code.rfind("\n", 0, at) + 1
    if MEANT.search(code[line:end]) or KIND.search(code[max(0, at - NEAR) : at]):
        return False
    name = re.search(r"\b(\w*[eE]rr)\.Error\(\)", code[at:end])
    if name is None:
        return True
    given = re.compile(rf"(?<![\w.]){name[1]}\s*:?=(?!=)([^\n]*)")
    last = list(given.finditer(code, max(0, at - NEAR), at))[-1:]
    return any(GO_READS.search(one[1]) is None and "(" in one[1] for one in last)
