r"""What a handler does when something goes wrong: what it forgets, what it tells too much of.

>>> swallows("try {\n  save()\n} catch (e) {}")
True
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from backlight.analysis.facts import Handler, Query
from backlight.analysis.leaked import leaks
from backlight.analysis.optionals import looked, settled
from backlight.analysis.syntax import Source, Span, ancestors, field, node_at, text_of

ASSIGNED = re.compile(
    r"(?:\b(?:const|let|var|final|[A-Z]\w*)\s+)?(\w+)\s*(?::[^=\n]+)?:?=\s*(?:await\s+)?\(?\s*$"
)
HANDLES = re.compile(
    r"or_404|OrThrow|orElseThrow|\.(?:find_by|first|last|take)!|\bcount\b|\bsum\b|\bmax\b|\bmin\b|\bexists\b"
    r"|aggregate|get_or_create|update_or_create",
    re.IGNORECASE,
)
"""Ways to read a row that answer 404 themselves, and those that always answer with one."""
NEVER = re.compile(r"(?!)")
RAISES = {
    "django": re.compile(r"\.get\("),
    "sqlalchemy": re.compile(r"\.(?:one|scalar_one)\(\)$"),
}
"""By mapper: reads that raise what nobody answers when there is no row."""
CAUGHT = re.compile(r"DoesNotExist|NoResultFound|RecordNotFound|NotFoundError|rescue\b|\bcatch\b")
ANSWERED = re.compile(r"\b[45]\d\d\b|\berror|Error\b|\bfail")
"""How the answer reads that is given where a handler gets no further."""
OPENS = re.compile(r"^\s*(?:return|raise|throw|res)\b.*[({]\s*$")
"""An answer that goes on in the next lines."""
IGNORED = re.compile(r"\b(?:ignored?|expected|unused)\w*\s*\)")
"""A name that says that nothing is to be done."""
SWALLOWED = re.compile(
    r"except(?:\s*+|\s++\(?\s*+(?:Base)?Exception(?:\s*+\))?(?:\s++as\s++\w++)?\s*+):[ \t]*+\n"
    r"([ \t]*+)pass[ \t]*+(?:\n(?!\1\S)|$)"
    r"|catch\s*+(?:\((?:\s*+(?:final\s++)?(?:Exception|Throwable|RuntimeException)\s++)?\w++"
    r"(?::\s*+\w++)?\s*+\))?\s*+\{\s*+\}"
    r"|rescue(?:\s++(?:StandardError|Exception))?(?:\s*+=>\s*+\w++)?[ \t]*+\n\s*+"
    r"(?:nil[ \t]*+\n\s*+)?end\b"
)
"""Whatever happens is caught, and no comment says why; a certain exception may mean nothing."""

CLOSES = re.compile(
    r"(?:\btry:|\btry\s*\{|\bbegin)[ \t]*\n?[ \t]*[^\n]*"
    r"(?:\.(?:a?close|shutdown|disconnect|kill|terminate|rollback|dispose|quit|clean_?up)"
    r"|\bos\.(?:remove|unlink)|\.unlink(?:Sync)?|\brmtree|\bFile\.delete|\bFiles\.delete\w*)\([^\n]*\s*$"
)
"""All that is tried is to clear up: it may be gone already, and nothing comes of it."""

VALUED = re.compile(r"=\s*begin\b(?:(?!\bend\b).)*$", re.DOTALL)
"""Ruby: a name is given what a block comes to, and nothing if it fails."""
ALL = re.compile(r"except\s*(?::|[^:\n]*\b(?:Exception|BaseException|ObjectDoesNotExist)\b)")
"""A clause that catches the exception of a missing row beside others."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not handled, or handled wrongly."""

    kind: Literal["missing", "leaks", "swallows"]
    said: str
    name: str = ""
    query: Query | None = None


def failures(source: Source, handler: Handler, queries: tuple[Query, ...]) -> tuple[Failure, ...]:
    """Everything of the kind in one handler, in the order of its weight."""
    code = source.text.slice(handler.span.start, handler.span.end)
    found = list(_missing(source, handler, queries))
    if name := leaks(code):
        found.append(Failure("leaks", f"answers with the text of the exception `{name}`", name))
    if swallows(code):
        found.append(Failure("swallows", "catches an exception and says nothing"))
    return tuple(found)


def swallows(code: str) -> bool:
    """Whether an exception is caught and nothing is done about it."""
    return swallowed(code) is not None


def swallowed(code: str) -> int | None:
    """Where an exception is caught that nothing is done about."""
    hit = next((one for one in SWALLOWED.finditer(code) if not IGNORED.search(one[0])), None)
    if hit is None or code[: hit.start()].rpartition("\n")[2].lstrip().startswith(("*", "//", "#")):
        return None
    if hit[0].startswith("rescue") and VALUED.search(code[max(0, hit.start() - 200) : hit.start()]):
        return None
    if CLOSES.search(code[: hit.start()].rstrip().removesuffix("}")) or _reads(code, hit.start()):
        return None
    if _ends(code, hit.start()):
        return None
    after = [line for line in code[hit.end() :].split("\n") if line.strip()]
    said = "".join(after[: 4 if after and OPENS.search(after[0]) else 1])
    return hit.start() if ANSWERED.search(said) is None else None


def _ends(code: str, at: int) -> bool:
    """Whether what is tried stands in what handles an error, or in what is done at the end."""
    lines = code[:at].split("\n")
    tries = [n for n, line in enumerate(lines) if re.match(r"\s*(?:\}\s*)?try\b", line)]
    if not tries:
        return False
    depth = _depth(lines[tries[-1]])
    above = next(
        (one for one in reversed(lines[: tries[-1]]) if one.strip() and _depth(one) < depth), ""
    )
    return re.match(r"\s*\}?\s*(?:except|finally|catch|ensure|rescue)\b", above) is not None


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _reads(code: str, at: int) -> bool:
    """Whether all that is tried is to read a value: another is taken where it does not fit."""
    tried = re.split(r"(?m)^[ \t]*(?:try\b[^\n]*|begin\b)", code[:at])[-1]
    lines = [line for line in tried.split("\n") if line.strip(" \t{}")]
    return bool(lines) and all(map(PARSED.match, lines)) and bool(PARSES.search(tried))


PARSED = re.compile(
    r"[ \t]*if\b|[ \t]*(?:(?:const|let|var|final|[A-Z]\w*)\s+)?[\w.\[\]\"']+\s*:?=[^=]"
)
PARSES = re.compile(
    r"(?i)\b(?:strptime|fromisoformat|parse\w*|loads|int|float|decimal|uuid|decode\w*|to_i|valueof"
    r"|new\s+URL|l?stat(?:Sync)?|access(?:Sync)?|readFile(?:Sync)?|getenv|constantize)\("
)


def _missing(source: Source, handler: Handler, queries: tuple[Query, ...]) -> Iterator[Failure]:
    """Rows that may not be there, and are used as if they were."""
    code = source.text.slice(handler.span.start, handler.span.end)
    for query in queries:
        read = source.text.slice(query.span.start, query.span.end)
        if query.returns != "row" or HANDLES.search(read) or CAUGHT.search(code):
            continue
        name, before = assigned(source, query.span), source.text.before(query.span.start)
        after = source.text.slice(query.span.end, handler.span.end)
        if settled(before, after):
            continue
        if source.language == "java" and looked(before, name, after):
            continue
        if source.language == "python" and (_indexed(read, after) or _answered(source, query)):
            continue
        if RAISES.get(query.kind, NEVER).search(read):
            yield Failure("missing", "answers 500 when no row is found", name, query)
        elif name and used(name, after) and not tested(name, after):
            yield Failure("missing", f"goes on with `{name}` when no row is found", name, query)


def _indexed(read: str, after: str) -> bool:
    """`rows[0]` fails where there is none, and is never `None`."""
    return read.endswith("]") or after.startswith("[")


def _answered(source: Source, query: Query) -> bool:
    """Whether the query stands in a `try` that catches what a missing row raises."""
    place = node_at(source, query.span)
    return any(
        above.type == "try_statement"
        and field(above, "body") in (place, *ancestors(place))
        and any(ALL.match(text_of(n)) for n in above.named_children if n.type == "except_clause")
        for above in ancestors(place)
    )


def assigned(source: Source, span: Span) -> str:
    """The name that an expression is given, if it is given one."""
    hit = ASSIGNED.search(source.text.before(span.start))
    return hit[1] if hit else ""


def used(name: str, code: str) -> bool:
    """Whether something is read of a value, or the value is handed on."""
    return re.search(rf"(?<![\w.]){name}(?:\.\w|\[|\s*[,)}}]|\s*$)", code, re.MULTILINE) is not None


def tested(name: str, code: str) -> bool:
    """Whether code asks if a value is there."""
    nothing = "(?:None|null|nil|undefined)"
    ways = (
        rf"\bnot {name}\b|!\s*{name}\b|\bunless {name}\b|\bassert {name}\b",
        rf"\b{name} is (?:not )?None|\b{name}\s*[!=]==?\s*{nothing}|{nothing}\s*[!=]==?\s*{name}\b",
        rf"\bif {name}\b|\bif \(\s*{name}\s*[)&|]|\b{name}\s*(?:\?\?|\|\||&&|\?)|\b{name} or\b",
        rf"\b{name}\.(?:isEmpty|isPresent|nil\?|blank\?)",
    )
    return any(re.search(way, code) for way in ways)
