"""The part of "Pool connections" that is about the pool: how many connections, and for how long."""

from functools import partial

from backlight.action import Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Project
from backlight.analysis.opening import Opening


def unbounded(ctx: Context) -> Offer | None:
    """Offered where the connections of the process are set up, and nothing says how many."""
    if ctx.opening is None:
        return None
    stack, opening = ctx.opening
    bound = stack.bound
    return Offer(
        title=f"Pool connections: {opening.said}",
        span=opening.span,
        task=_task(ctx.source.path, opening, stack.idioms.pools),
        rewrite=partial(bound, ctx.source, opening, ctx.project) if bound is not None else None,
    )


def _task(path: str, opening: Opening, pools: str) -> Task:
    return Task(
        goal=f"Say of the connections that `{opening.called}` sets up in {path} how many there"
        f" may be, and for how long they are kept: {opening.said}.",
        rules=(
            pools,
            (
                "Processes times connections stays below what the database allows; say which"
                " figures you took, and why."
            ),
            "Nothing waits for a second connection while it holds one.",
            "Where the project keeps such figures in settings, they come from there.",
        ),
        related=(path,),
        wrong=partial(wrong, path=path, opening=opening),
    )


def wrong(before: Project, after: Project, *, path: str, opening: Opening) -> tuple[str, ...]:
    """What is not right yet: nothing is set up any more, or still without a bound."""
    source = after.read(path)
    if source is None or opening.called not in source.text.source:
        return (f"`{opening.called}` is gone from {path}; keep it, and bound it.",)
    texts = "\n".join(compared.changed(before, after).values())
    if not any(one in texts for one in opening.bounds):
        return (f"{path} still sets up connections without a bound.",)
    return ()
