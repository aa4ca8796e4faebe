"""The decorator that keeps the answers of the handlers beside one.

It is Flask-Caching's, `cache_page` of Django, or that of fastapi-cache.
"""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Handler, Project
from backlight.analysis.python_tree import decorators_of
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.cached import as_beside

KEEPS = regex(
    r"^(?:\w*cache\w*\.cached|cache\(\s*(?:expire\s*=|\d)|cache_page|method_decorator\(\s*cache_page)\b"
)
FIXED = regex(r"key_prefix\s*=|make_cache_key|unless|response_filter")
QUERY = regex(r"request\.(?:args|values|GET)|\.query_params")
PARTS = regex(
    r"^\w+\s*:\s*(?:int|str|bool|float|UUID|date)(?:\s*\|\s*None)?(?:\s*=\s*(?:[^()]+|Query\(.*\)))?$"
)
"""A parameter of FastAPI that is a plain value of the request, and a part of the key."""
WHY = "Its answers are kept as those of the handlers beside it are."


def keep(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The decorator of the others, where a route or the framework's own leaves it to stand."""
    function = function_of(source, handler)
    if function is None or function.has_error:
        return Refused(f"`{handler.name}` is no function that is whole: finish it first.")
    way = as_beside(source, handler, project, lambda other: _kept(source, other))
    if isinstance(way, Refused):
        return way
    if (fixed := FIXED.search(way[0])) is not None:
        return Refused(f"`{way[0]}` says itself what its key is (`{fixed[0]}`): ask the agent.")
    marked = decorators_of(function)
    inner = ".cached" in way[0] or way[0].startswith("cache(")
    if way[0].startswith("cache(") and (part := _no_part(function)):
        return Refused(
            f"`{part}` would be a part of the key, which no two requests share: ask the agent."
        )
    said = _by_query(way[0], function) if ".cached" in way[0] else way[0]
    above = function.parent if marked and not inner else None
    at = above.start_byte if above is not None else function.start_byte
    pad = source.text.indent(at)
    return change((source.path, [Edit(at, at, f"@{said}\n{pad}", WHY)]))


def _kept(source: Source, handler: Handler) -> tuple[str, ...]:
    function = function_of(source, handler)
    found = map(text_of, decorators_of(function)) if function is not None else ()
    return tuple(one for one in found if KEEPS.match(one))[:1]


def _no_part(function: Node) -> str:
    """A parameter that is no plain value: a session, a request, whatever is depended on."""
    given = field(function, "parameters")
    parts = map(text_of, given.named_children if given is not None else ())
    return next((one for one in parts if PARTS.match(one) is None), "")


def _by_query(way: str, function: Node) -> str:
    """Flask-Caching keys by the path alone, unless it is told otherwise."""
    if "query_string" in way or QUERY.search(text_of(function)) is None:
        return way
    head = way[:-1] if way.endswith(")") else f"{way}("
    return f"{head}{'' if head.endswith('(') else ', '}query_string=True)"
