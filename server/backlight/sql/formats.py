"""Values that a string formats: what the format makes of a value is made before it is bound.

`'%05d' % number` writes a text of five digits: the text is what the column was compared with.
Without quotes a number was written: it is made of the value, or nothing is bound.
"""

from re import compile as regex

from backlight.analysis.queries_hosts import host_of
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Refused

PERCENT = regex(r"^%(?:\(\w+\))?([^a-zA-Z%]*)[hlL]?([a-zA-Z])$")
PLAIN = regex(r"^%[{<]\w+[}>]s?$")
"""How Ruby names a value in a format."""
BRACES = regex(r"^\{([^{}!:]*)(!\w)?(?::([^{}]*))?\}$")
MADE = {"!r": "repr", "!s": "str", "!a": "ascii"}
WHOLE = frozenset("diu")


def value(source: Source, template: Template, piece: Piece, *, quoted: bool) -> str | Refused:
    """The code of what is bound for a hole, its format in it."""
    code = text_of(piece.node) if piece.node is not None else ""
    if piece.literal < 0 or source.language not in {"python", "ruby"}:
        return code
    said = source.text.slice(piece.span.start, piece.span.end)
    if template.style == "%":
        made = _percent(source, piece, said, code, quoted=quoted)
    elif source.language == "python":
        made = _braces(source, piece, said, code, quoted=quoted, placed=template.style == "f")
    else:
        made = code
    if made is not None:
        return made
    return Refused(
        f"`{said[:40]}` formats its value, and a placeholder would lose the format; write the "
        "value as it is, or ask the agent."
    )


def _percent(source: Source, piece: Piece, said: str, code: str, *, quoted: bool) -> str | None:
    """`%s` is the value; any other verb is applied to it before it is bound."""
    hit = PERCENT.match(said)
    if hit is None:
        return code if PLAIN.match(said) or said.startswith("#{") else None
    how, verb = hit[1], hit[2]
    if not how and verb == "s":
        return code
    if "*" in how:
        return None
    if quoted:
        python = source.language == "python"
        return f'"%{how}{verb}" % ({code},)' if python else f"format('%{how}{verb}', {code})"
    if how or source.language != "python":
        return f"Integer({code})" if not how and verb in WHOLE else None
    if verb in WHOLE:
        return _whole(source, piece, code)
    return code if verb == "r" else None


def _braces(
    source: Source, piece: Piece, said: str, code: str, *, quoted: bool, placed: bool
) -> str | None:
    """`{x}` is the value; what follows `!` and `:` is applied to it before it is bound."""
    if placed:
        how = _in_place(piece)
    else:
        hit = BRACES.match(said)
        found = _reached(hit[1], code) if hit is not None else None
        how = (hit[2] or "", hit[3] or "") if hit is not None else None
        code = found or code
        how = how if found is not None else None
    if how is None:
        return None
    made, spec = how
    if quoted:
        inner = f"{MADE[made]}({code})" if made in {"!r", "!a"} or (made and spec) else code
        return f'format({inner}, "{spec}")' if spec and '"' not in spec else inner
    if spec == "d" and not made:
        return _whole(source, piece, code)
    return code if spec in {"", "s"} and made != "!a" and not (made and spec) else None


def _in_place(piece: Piece) -> tuple[str, str] | None:
    """The conversion and the format of a hole; `None` if a hole stands in it, or a `=`."""
    hole = piece.node.parent if piece.node is not None else None
    if hole is None or hole.type != "interpolation":
        return "", ""
    made, spec = field(hole, "type_conversion"), field(hole, "format_specifier")
    if any(child.type == "=" for child in hole.children) or (spec and spec.named_children):
        return None
    return text_of(made) if made else "", text_of(spec)[1:] if spec else ""


def _reached(name: str, code: str) -> str | None:
    """`{user.name}`, `{row[key]}`: what `format` reaches from the value it is given."""
    rest = regex(r"^\w*").sub("", name)
    if regex(r"^(?:\.\w+|\[\w+\])*$").match(rest) is None or code.startswith("**"):
        return None if rest else code
    return code + regex(r"\[([^\d\]]\w*)\]").sub(r'["\1"]', rest)


def _whole(source: Source, piece: Piece, code: str) -> str:
    """The whole number that `%d` writes of a value."""
    host = host_of(source.language)
    if host is not None and piece.node is not None and host.expr(piece.node).kind == "name":
        found = lookup(piece.node, code, host)
        if found and all(regex(r"^:?\s*int$").match(one.type) for one in found):
            return code
    return code if regex(r"^(?:int|len)\(|^\d+$").match(code) else f"int({code})"
