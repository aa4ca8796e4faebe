"""How often a client may ask, in Express: a limiter of the file as the first middleware."""

from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, captures, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.express.guarded import restrain as beside

MADE = regex(
    r"^(?:export )?(?:const|let|var) (\w+)\s*=\s*(?:rateLimit|RateLimit|slowDown)\("
    r"|^import \{?\s*(\w*[lL]imiter)\b|^const \{?\s*(\w*[lL]imiter)\b[^=\n]*=\s*require",
    MULTILINE,
)


def restrain(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The limiter behind the path, where the route is registered; else that of routes beside it."""
    above = source.text.slice(0, handler.span.start)  # what stands below is not there yet
    hit = MADE.search(above)
    if hit is None:
        return beside(source, handler, project)
    name = hit[1] or hit[2] or hit[3]
    for call in captures(source, "(call_expression) @call", handler.span).get("call", []):
        arguments = field(call, "arguments")
        given = (
            [one for one in arguments.named_children if one.type != "comment"] if arguments else []
        )
        if call.start_byte != handler.span.start or len(given) < 2 or given[0].type != "string":
            continue
        if any(text_of(one) == name for one in given):
            break
        at = given[0].end_byte
        why = f"`{name}` counts who asks, before anything else is done"
        return change((source.path, [Edit(at, at, f", {name}", why)]))
    return Refused(f"The call that registers `{handler.name}` is not here; add `{name}` there.")
