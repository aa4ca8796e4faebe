"""The interceptor that keeps the answers of the methods beside one, as Nest's cache has it."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.cached import as_beside
from backlight.stacks.guarded import HEAD, MARK

WHY = "Its answers are kept as those of the methods beside it are."


def keep(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """`@UseInterceptors(CacheInterceptor)` and `@CacheTTL(…)`, as the other methods have them."""
    owner = handler.name.rpartition(".")[0]
    way = as_beside(
        source,
        handler,
        project,
        lambda other: _kept(source, other) if other.name.rpartition(".")[0] == owner else (),
    )
    if isinstance(way, Refused):
        return way
    if any(one.startswith("@CacheKey") for one in way):
        return Refused("The methods beside it name their keys: say which this one has.")
    at = handler.span.start
    pad = source.text.indent(at)
    return change((source.path, [Edit(at, at, "".join(f"{one}\n{pad}" for one in way), WHY)]))


def _kept(source: Source, handler: Handler) -> tuple[str, ...]:
    """What stands above a method and keeps its answers; nothing where that is a time alone."""
    head = HEAD.match(source.text.slice(handler.span.start, handler.span.end))
    marks = [hit[0] for hit in MARK.finditer(head[0])] if head is not None else []
    kept = [m for m in marks if m.startswith(("@CacheTTL", "@CacheKey")) or "CacheInter" in m]
    return tuple(kept) if any("CacheInter" in one for one in kept) else ()
