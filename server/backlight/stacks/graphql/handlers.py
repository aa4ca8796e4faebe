"""The operations of a GraphQL schema as handlers: what a cursor in one stands at."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import Handler, Input
from backlight.analysis.syntax import Source, Span
from backlight.stacks.graphql.schema import NAME, fields

ARGUMENT = regex(r"(\w+)\s*:\s*([\w\[\]!]+)((?:\s*=\s*[^,@)]+)?(?:\s*@\w+(?:\([^)]*\))?)*)")
ROOTS = ("Query", "Mutation", "Subscription")


def handlers(source: Source, within: Span | None = None) -> tuple[Handler, ...]:
    """Every operation of a file, or those that touch a span."""
    found = _handlers(source)
    return tuple(one for one in found if within is None or one.span.touches(within))


def _handlers(source: Source) -> Iterator[Handler]:
    said = fields(source)
    roots = said.roots or ROOTS if said is not None else ()
    for owner, name, line in said.fields if said is not None else ():
        if owner in roots:
            span = _span(source, line - 1)
            yield Handler(
                name=f"{owner}.{name}",
                stack=NAME,
                span=span,
                line=line,
                inputs=tuple(_inputs(source, span)),
            )


def _span(source: Source, line: int) -> Span:
    """A field, with arguments that stand on lines of their own."""
    text = source.text
    start, end = text.line(line)
    depth, last = 0, line
    while last < len(text.starts):
        row = text.slice(*text.line(last))
        depth += row.count("(") - row.count(")")
        end = text.line(last)[1]
        if depth <= 0:
            break
        last += 1
    said = text.slice(start, end)
    return Span(start + len(said) - len(said.lstrip()), end)


def _inputs(source: Source, span: Span) -> Iterator[Input]:
    """Arguments; the schema itself sees to it that each is of its kind."""
    code = source.text.slice(span.start, span.end)
    head, _, rest = code.partition("(")
    for one in ARGUMENT.finditer(rest.rpartition(")")[0]) if rest else ():
        at = span.start + len((head + "(" + rest[: one.start()]).encode())
        yield Input(
            name=one[1],
            place="body",
            type="string" if one[2].strip("[]!") == "String" else "any",
            required=one[2].endswith("!"),
            checked=True,
            span=Span(at, at + len(one[0].encode())),
        )
