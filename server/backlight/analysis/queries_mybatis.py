"""The marks of MyBatis in a text: what it binds, and what it puts into the statement as it is.

`#{name}` is bound by the driver and becomes `:name`; `${name}` is a hole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.hole import Hole
from backlight.analysis.queries_pieces import Template
from backlight.analysis.queries_words import stands_for
from backlight.analysis.syntax import Span

MARK = regex(r"(?P<how>[#$])\{\s*+(?P<name>[^{},]*)(?:,[^{}]*)?\}")
LONGEST = 50_000
"""Characters of a statement above which it is data."""
MOST_HOLES = 200
"""Holes of a statement that are looked at; it is read up to the one after them."""
OURS = ("ew", "ew.", "_parameter.ew.")
"""The wrapper of MyBatis-Plus: it writes names that the program gives it, and binds values."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A hole: what is put into it, and where that is written."""

    code: str
    span: Span


Piece = str | Filled


def marked(text: str, span: Span) -> Iterator[Piece]:
    """A text with its marks; one that is shorter than what is written has no places in it."""
    at, start = 0, span.start
    exact = len(text.encode("utf-8", "surrogatepass")) == span.end - start
    for hit in MARK.finditer(text):
        yield text[at : hit.start()]
        at = hit.end()
        if hit["how"] == "#":
            name = regex(r"\W+").sub("_", hit["name"]).strip("_") or "value"
            yield f":{name}" if not name[0].isdigit() else f":p{name}"
            continue
        first, last = (start + len(text[:n].encode("utf-8", "surrogatepass")) for n in hit.span())
        yield Filled(hit["name"].strip(), Span(first, last) if exact else span)
    yield text[at:]


def read(pieces: Iterable[Piece]) -> tuple[str, tuple[Hole, ...]]:
    """The statement, its holes written `{0}`, `{1}`, …, and the holes."""
    texts: list[str] = []
    found: list[Filled] = []
    size = 0
    for piece in pieces:
        if size >= LONGEST or (isinstance(piece, Filled) and len(found) == MOST_HOLES):
            break
        texts.append(piece if isinstance(piece, str) else f"{{{len(found)}}}")
        found += [piece] if isinstance(piece, Filled) else []
        size += len(texts[-1])
    sql = "".join(texts).strip()[:LONGEST]
    return sql, tuple(_hole(sql, number, one) for number, one in enumerate(found))


def annotated(query: Query, template: Template) -> Query:
    """A statement in an annotation, its marks told apart."""
    if template.holes:
        return query
    sql, holes = read(p for one in template.pieces for p in marked(one.text, one.span))
    return replace(query, sql=sql, holes=holes)


def _hole(sql: str, number: int, hole: Filled) -> Hole:
    """Only where a value belongs it is certain that it should be bound.

    The rest is a way to write names and conditions: where they come from is not told here.
    """
    kind = stands_for(sql, number)
    exposed = kind == "value" and not hole.code.startswith(OURS)
    return Hole(hole.span, hole.code, kind, exposed)
