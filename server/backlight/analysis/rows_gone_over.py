"""Whether a loop goes over rows that were read: of those there may be many, of what else few.

What somebody sent, ticked or wrote into the code is a handful, and read in no time.

>>> rows_in("user in User.objects.all()", "python"), rows_in("key in keys", "python")
(True, False)
>>> rows_in("ids.stream().filter(this::wanted)", "java"), rows_in("orders.findAll()", "java")
(False, True)
"""

import re

from backlight.analysis.facts import Project, Query
from backlight.analysis.only_reads import DEFINED
from backlight.analysis.syntax import Source


def over_rows(source: Source, query: Query, project: Project) -> bool:
    """Whether what the loop of a query goes over is read from a database, where anybody sees."""
    loop = query.loop or query.span
    line, _ = source.text.line_at(loop.start)
    head = BODY.split(source.text.slice(line, query.span.start), maxsplit=1)[0]
    if rows_in(head, source.language) or _related(head, project):
        return True
    before = DEFINED.split(source.text.tail(line, FAR))[-1]
    over = {name for hit in OVER.finditer(head) for name in hit.groups() if name}
    return any(_read(re.escape(name), before, source.language, project) for name in over)


def rows_in(code: str, language: str) -> bool:
    """Whether code reads rows, as mappers and drivers name that."""
    return re.search(READS + OWN.get(language, ELSE), code, re.IGNORECASE) is not None


def _read(name: str, before: str, language: str, project: Project) -> bool:
    """Whether a name is given rows: by an assignment, or as where a driver of Go puts them."""
    if re.search(rf"\.(?:Find|Scan|Select)\([^\n;]*&{name}\b", before):
        return True
    given = re.findall(rf"(?<![\w.]){name}\b[^=\n]{{0,80}}:?=(?![=>])([^;]{{0,300}})", before)
    return any(rows_in(one, language) or _related(one.partition("\n")[0], project) for one in given)


def _related(code: str, project: Project) -> bool:
    """Whether code names a relation of some model to many: `order.items`."""
    many = {n for t in project.schema.tables for n in t.relations if n not in t.single}
    return any(word in many for word in re.findall(r"\.(\w+)", code))


BODY = re.compile(r"=>|\bdo\b|\{\s*\||\{[ \t]*\n|:[ \t]*\n")
OVER = re.compile(
    r"\b(?:in|of|range)\s+(?:enumerate\()?(@?\w+)|:\s*(\w+)\)|(@?\w+)\??&?\.(?:each|map|forEach|stream|filter|flat)"
    r"|(\w+)\.(?:length|size\(\))|\blen\((\w+)\)"
)
READS = (
    r"(?<!\w)(?:find_?all|find_?many|find_?by|find_each|get(?:Raw)?Many|fetch_?all|fetchrows|select_all"
    r"|where|pluck|scalars|execute|query|list)\w*\(|\.objects\b|\bcursor\b"
)
"""What reads rows in every language; then what only does in some, and is of any list in others."""
OWN = {
    "python": r"|\.(?:all|filter|filter_by|exclude|order_by)\(",
    "ruby": r"|\.(?:all|ordered|includes|joins|order|find_each|where)\b",
    "go": r"|\.(?:Find|Scan|Select|Where)\(",
}
ELSE = r"|\bawait\s+[\w.]+\.find\("
FAR = 3000
"""Characters before a loop in which what it goes over was read."""
