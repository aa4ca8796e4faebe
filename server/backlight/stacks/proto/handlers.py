"""The methods of services as handlers: what a cursor in a `.proto` file stands at."""

from collections.abc import Iterator
from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Handler, Input, ValueType
from backlight.analysis.syntax import Source, Span
from backlight.stacks.proto.services import COMMENT, NAME, SERVICE, blank

RPC = regex(r"\brpc\s+(\w+)\s*\(\s*(?:stream\s+)?([\w.]+)\s*\)[^;{]*(?:;|\{)")
FIELD = regex(
    r"^[ \t]*(?:optional\s+|repeated\s+)?([\w.]+)\s+(\w+)\s*=\s*\d+\s*(\[[^\]]*\])?\s*;", MULTILINE
)
RULES = regex(r"buf\.validate|validate\.rules|\(validate\)")
TYPES: dict[str, ValueType] = {"string": "string", "bool": "boolean", "double": "number"}
TYPES |= dict.fromkeys(("int32", "int64", "uint32", "uint64", "sint32", "sint64"), "integer")


def handlers(source: Source, within: Span | None = None) -> tuple[Handler, ...]:
    """Every method of a file's services, or those that touch a span."""
    found = _handlers(source)
    return tuple(one for one in found if within is None or one.span.touches(within))


def _handlers(source: Source) -> Iterator[Handler]:
    text = COMMENT.sub(blank, source.text.source)
    services = list(SERVICE.finditer(text))
    for rpc in RPC.finditer(text):
        owner = [one for one in services if one.end() <= rpc.start()]
        if owner:
            span = _span(source, rpc.start(), _closed(text, rpc.end()))
            inputs = tuple(_inputs(source, text, rpc[2]))
            ruled = RULES.search(text) is not None and all(one.checked for one in inputs)
            yield Handler(
                name=f"{owner[-1][1]}.{rpc[1]}",
                stack=NAME,
                span=span,
                line=source.text.line_of(span.start) + 1,
                inputs=inputs,
                validated=rpc[2] if ruled and inputs else "",
            )


def _inputs(source: Source, text: str, message: str) -> Iterator[Input]:
    """The fields of a request's message; unchecked are those without rules among such with some."""
    head = regex(rf"\bmessage\s+{message.rpartition('.')[2]}\s*\{{").search(text)
    if head is None:
        return
    end, ruled = _closed(text, head.end()), RULES.search(text) is not None
    for one in FIELD.finditer(text, head.end(), end):
        kind = TYPES.get(one[1], "object")
        yield Input(
            name=one[2],
            place="body",
            type=kind,
            checked=not ruled or kind != "string" or RULES.search(one[3] or "") is not None,
            span=_span(source, one.start(), one.end()),
        )


def _closed(text: str, start: int) -> int:
    """Where the block that begins before a place ends; the place itself if none does."""
    if text[start - 1] != "{":
        return start
    depth = 1
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at + 1
    return len(text)


def _span(source: Source, start: int, end: int) -> Span:
    text = source.text.source
    return Span(len(text[:start].encode()), len(text[:end].encode()))
