"""How a program reads the rows of a query: by the names of their columns, or not for sure."""

from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis import queries_around as around
from backlight.analysis import queries_calls as calls
from backlight.analysis.facts import Query
from backlight.analysis.queries_hosts import host_of
from backlight.analysis.syntax import Source, ancestors, node_at, span_of, text_of

KEYED = regex(
    rb"\bRealDictCursor\b|\bdict_row\b|\bdictionary\s*=\s*True|(?<!psycopg2\.extras\.)\bDictCursor\b"
)
"""Cursors whose rows are read by name alone, wherever they go."""
CURSORS = (b"DictCursor", b"dict_row", b"dictionary")
"""Of these words one stands in each of them."""
OBJECTS = regex(rb"rowMode|rowsAsArray|\.raw\(\s*\)|arrayMode|asArray")
"""What makes a driver of JavaScript answer with lists instead of objects."""
READ = regex(r"""^(?:\[\d+\])?\[\s*(["'])(\w+)\1\s*\]""")
ASKED = regex(r"^\s*(?::|\)|is\b|and\b|or\b|else\b|$)")
ASKS = regex(r"(?:\bif|\belif|\bnot|\band|\bor|\blen\()\s*$")
FETCHED = r"^\.(?:fetch\w*|mappings|all|first|one)\(|^\.close\(\)"


def names_read(source: Source, query: Query) -> frozenset[str] | None:
    """The columns that rows are read by; empty if rows go on by name as a whole; else `None`."""
    host = host_of(source.language)
    if host is None or query.call is None:
        return None
    if source.language != "python":
        return None if _lists(source.text.data) else frozenset()
    wanted = query.call
    call = next((n for n in ancestors(node_at(source, wanted)) if span_of(n) == wanted), None)
    if call is None:
        return None
    scope = span_of(around.scope_of(call, host))
    left, right = (scope.start, wanted.start), (wanted.end, scope.end)
    code = source.text.slice(*left) + "\0" + source.text.slice(*right)
    keyed = _keyed(source.text.data)
    found: set[str] = set()
    rows = _rows(call, code)
    for name in rows:
        for use in _uses(code, name, rows):
            if use:
                found.add(use)
            elif not keyed:
                return None
            else:
                return frozenset()
    if not rows:
        return frozenset() if keyed else None
    return frozenset(found) if found else None


@lru_cache(maxsize=8)
def _lists(data: bytes) -> bool:
    """Whether a driver of JavaScript may answer with lists in a file."""
    return OBJECTS.search(data) is not None


@lru_cache(maxsize=8)
def _keyed(data: bytes) -> bool:
    """Whether the cursors of a file answer with rows that are read by name."""
    if b"psycopg2" in data and b"RealDictCursor" not in data:
        return False
    return any(word in data for word in CURSORS) and KEYED.search(data) is not None


def _rows(call: Node, code: str) -> tuple[str, ...]:
    """The names that hold the rows of a call, or one of them."""
    top = call
    while (above := top.parent) is not None and above.type in THROUGH:
        top = above
    names: dict[str, None] = {}
    if above is None:
        return ()
    left = above.child_by_field_name("left")
    if above.type in {"assignment", "for_statement", "for_in_clause"} and left is not None:
        names |= {text_of(left): None} if left.type == "identifier" else {}
    elif above.type == "expression_statement" and top == call:
        cursor = regex(rf"(?<![\w.]){escape(calls.receiver(call))}\.(?:fetch|execute)")
        if len(cursor.findall(code)) > 1:
            return ()
        names |= _taken(code, rf"{escape(calls.receiver(call))}(?:\.fetch\w+\([^()]*\))?")
    todo = list(names)
    while todo:
        name = todo.pop()
        more = _taken(code, rf"{name}(?:\.(?:fetch\w+|mappings|all)\([^()]*\))*").keys() - names
        names |= dict.fromkeys(more)
        todo += more
    return tuple(names)


THROUGH = frozenset({"attribute", "call", "await", "parenthesized_expression"})


def _taken(code: str, origin: str) -> dict[str, None]:
    """Names that are given what a pattern stands for, or go over it."""
    given = regex(rf"(?m)^\s*(\w+)\s*=\s*(?:await\s+)?{origin}\s*$")
    gone = regex(rf"\bfor (\w+) in (?:await\s+)?{origin}(?![\w.(\[])")
    return dict.fromkeys([*given.findall(code), *gone.findall(code)])


def _uses(code: str, name: str, rows: tuple[str, ...]) -> Iterator[str]:
    """The column that each use of a name reads; empty for one that gives the row away."""
    fetched = regex(FETCHED)
    for use in regex(rf"(?<![\w.'\"]){name}(?![\w'\"])").finditer(code):
        before, after = code[: use.start()], code[use.end() :]
        line = before.rpartition("\n")[2]
        if hit := READ.match(after):
            if regex(r"^\s*(?:[-+*/|]?=)(?!=)").match(after[hit.end() :]):
                yield ""
            yield hit[2]
            continue
        bound = regex(r"^\s*=(?!=)").match(after) and not line.strip()
        gone = regex(r"\bfor\s+$").search(line) and after.startswith(" in ")
        over = (hit := regex(r"\bfor (\w+) in \s*$").search(line)) and hit[1] in rows
        asked = ASKS.search(line) and ASKED.match(after.partition("\n")[0])
        if not (bound or gone or over or asked or fetched.match(after)):
            yield ""
