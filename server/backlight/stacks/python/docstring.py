"""A docstring for a handler that has none."""

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Handler
from backlight.analysis.syntax import Source, field
from backlight.edits import Edit, Refused
from backlight.stacks.told import wrapped


def docstring_edit(
    source: Source, handler: Handler, lines: tuple[str, ...], why: str
) -> Edit | Refused:
    """The docstring as the first statement of the function, in its indentation."""
    function = function_of(source, handler)
    body = field(function, "body")
    if function is None or body is None or function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it, then document it.")
    indent = source.text.before(body.start_byte)
    if indent.strip():
        return Refused(f"`{handler.name}` is written on one line; give its body lines of its own.")
    first, *more = wrapped(lines[:1], len(indent) + 3)
    rest = [*more, *([""] if more and lines[1:] else []), *wrapped(lines[1:], len(indent))]
    gap = [] if more or not rest else [""]
    text = "\n".join((f'"""{first}', *gap, *rest, '"""')) if rest else f'"""{first}"""'
    written = "\n".join(
        indent + line if line and n else line for n, line in enumerate(text.split("\n"))
    )
    return Edit(body.start_byte, body.start_byte, f"{written}\n{indent}", why)
