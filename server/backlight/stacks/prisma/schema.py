"""The models of a Prisma schema as tables."""

from collections.abc import Iterator
from re import DOTALL, MULTILINE, Match
from re import compile as regex

from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import Column, Table

MODEL = regex(r"^model\s+(\w+)\s*\{(.*?)^[ \t]*\}", MULTILINE | DOTALL)
"""A default may hold braces; the one that ends a model has a line of its own."""
ROW = regex(r"^[ \t]*(\w+)[ \t]+(\w+)(\[\])?(\?)?([^\n]*)$", MULTILINE)
MAP = regex(r'@@map\(\s*(?:name\s*:\s*)?"([^"]+)"')
COLUMN = regex(r'(?<!@)@map\(\s*(?:name\s*:\s*)?"([^"]+)"')
FIELDS = regex(r"fields\s*:\s*\[([^\]]*)\]")
REFERENCES = regex(r"references\s*:\s*\[([^\]]*)\]")
INDEX = regex(r"@@(?:index|unique|id)\(\s*(?:fields\s*:\s*)?\[([^\]]*)\]")


def tables(source: Source) -> tuple[Table, ...]:
    """The tables of a `schema.prisma`; a file of code has none."""
    if source.language != "prisma":
        return ()
    return tuple(_table(source, match) for match in MODEL.finditer(source.text.source))


def _table(source: Source, match: Match[str]) -> Table:
    name, body = match[1], match[2]
    models = {m[1] for m in MODEL.finditer(source.text.source)}
    rows = [row for row in ROW.finditer(body) if not row[1].startswith("@")]
    links = {row[1]: row[2] for row in rows if row[2] in models}
    mapped = MAP.search(body)
    start = len(source.text.source[: match.start()].encode())
    end = start + len(match[0].encode())
    return Table(
        name=mapped[1] if mapped else name,
        file=source.path,
        line=source.text.line_of(start) + 1,
        columns=tuple(_columns(body, models)),
        indexes=tuple(names_of(found[1]) for found in INDEX.finditer(body)),
        origin="model",
        model=name,
        relations=links,
        span=Span(start, end),
    )


def _columns(body: str, models: set[str]) -> Iterator[Column]:
    points: dict[str, str] = {}
    for row in ROW.finditer(body):
        own, other = FIELDS.search(row[5]), REFERENCES.search(row[5])
        if own and other:
            keys = zip(names_of(own[1]), names_of(other[1]), strict=False)
            points |= {here: f"{row[2]}.{there}" for here, there in keys}
    for row in ROW.finditer(body):
        name, kind, many, maybe, rest = row[1], row[2], row[3], row[4], row[5]
        if kind in models or name.startswith("//"):
            continue
        mapped = COLUMN.search(rest)
        yield Column(
            name=mapped[1] if mapped else name,
            type=kind + (many or ""),
            nullable=bool(maybe),
            primary_key=" @id" in f" {rest}",
            unique="@unique" in rest,
            references=points.get(name, ""),
            attribute=name if mapped else "",
            default="@default" in rest or "@updatedAt" in rest,
        )


def names_of(said: str) -> tuple[str, ...]:
    """The names of a list, without what is said of each."""
    return tuple(part.partition("(")[0].strip() for part in said.split(",") if part.strip())
