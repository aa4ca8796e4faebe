"""Values that a query of Java binds, given in the way of what runs it."""

from backlight.analysis.facts import Query
from backlight.analysis.queries_java_run import Taking, number, taking, text
from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.queries_run import Run
from backlight.analysis.queries_style import Style, query_marks
from backlight.analysis.queries_words import Word, words
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Edit, Refused
from backlight.sql.marks import WHY, Marks


def style(source: Source, query: Query) -> Style | None:
    """How what runs a query marks its parameters."""
    way = taking(source, query)
    if isinstance(way, str):
        return None
    if way.way != "parameter":
        return "qmark"
    known = query_marks(query)
    if any(mark.startswith(":") for mark in known):
        return "named"
    if known:
        return "ordinal" if query.sql.count("?") == len(known) and _numbered(query.sql) else None
    return "named" if query.kind == "jpql" else "ordinal"


def refused(source: Source, query: Query, template: Template) -> str | None:
    """Why no value of a query can be bound."""
    way = taking(source, query)
    if isinstance(way, str):
        return way
    if template.style == "format":
        return "`String.format` writes all values at once; take them out by hand, or ask the agent."
    tokens = words(query.sql)
    for at, (hole, piece) in enumerate(zip(query.holes, template.holes, strict=True)):
        token = next((t for t in tokens if f"{{{at}}}" in t.text), None)
        bare = hole.kind == "value" and token is not None and token.kind != "text"
        if bare and not number(piece.node):
            return (
                f"`{hole.code}` stands for a value of a type that is not known here; give it the "
                "type of the column first (`Long.valueOf(…)`), or ask the agent."
            )
    return None


def bound(token: Word, piece: Piece, number_: int) -> str | None:
    """What is bound; text inside the same quotes is put around the value in the program."""
    code = text_of(piece.node) if piece.node is not None else ""
    if token.kind != "text":
        return code
    if token.text.startswith("$"):
        return None
    before, _, after = token.text[1:-1].partition(f"{{{number_}}}")
    if "{" in before or "{" in after or any(c in before + after for c in "'\\\"\n"):
        return None
    if not before and not after:
        return code if text(piece.node) else f"String.valueOf({code})"
    inner = code if piece.node is None or piece.node.type != "ternary_expression" else f"({code})"
    return " + ".join([f'"{before}"'] * bool(before) + [inner] + [f'"{after}"'] * bool(after))


def given(source: Source, query: Query, run: Run, style: Style, new: Marks) -> list[Edit] | Refused:
    """The edits by which the call is given its values."""
    way = taking(source, query)
    if isinstance(way, str):
        return Refused(way)
    if way.way == "after":
        return _after(run, way, new)
    if any(place < new.before for place in new.places) and style == "qmark":
        return Refused("The query has parameters behind the new ones; number them anew by hand.")
    if way.way == "parameter":
        keys = [f'"{name}"' for name in new.names] if style == "named" else _numbers(new)
        chain = "".join(f".setParameter({k}, {c})" for k, c in zip(keys, new.codes, strict=True))
        return [Edit(way.at, way.at, chain, WHY)]
    if new.before:
        return Refused("The query has parameters already; add the new one to them by hand.")
    if way.way == "client":
        return [Edit(way.at, way.at, "".join(f".param({code})" for code in new.codes), WHY)]
    eol = "\r\n" if "\r\n" in source.text.source else "\n"
    rows = (f"{way.name}.setObject({n}, {c});" for n, c in enumerate(new.codes, 1))
    return [Edit(way.at, way.at, "".join(f"{eol}{way.indent}{row}" for row in rows), WHY)]


def _after(run: Run, way: Taking, new: Marks) -> list[Edit] | Refused:
    """Values follow the statement (and its mapper), in the order of their placeholders."""
    now = [one.code for one in run.arguments[way.skip :]]
    if len(run.arguments) < way.skip or len(now) != new.before:
        return Refused(
            "The values of this call are not written one by one; add the new one by hand."
        )
    if any(code.startswith(("new Object[]", "Map.", "new Map")) for code in now):
        return Refused("The values are given in one array; add the new one to it by hand.")
    for count, (code, place) in enumerate(zip(new.codes, new.places, strict=True)):
        now.insert(place + count, code)
    start = run.arguments[way.skip].span.start if len(run.arguments) > way.skip else run.end
    separator = "" if len(run.arguments) > way.skip else ", "
    return [Edit(start, run.end, separator + ", ".join(now), WHY)]


def _numbers(new: Marks) -> list[str]:
    return [text.removeprefix("?") for text in new.texts]


def _numbered(sql: str) -> bool:
    tokens = words(sql)
    return all(
        at + 1 < len(tokens) and tokens[at + 1].kind == "number" and tokens[at + 1].start == one.end
        for at, one in enumerate(tokens)
        if one.text == "?"
    )
