"""Two short examples of how this project does it: a neighbouring handler, and a test."""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import commonpath, dirname

from backlight.action import Context
from backlight.agent.desk import Desk, ToolFailure
from backlight.analysis.facts import Handler
from backlight.analysis.places import is_test, own_tests
from backlight.analysis.testing import tests

SHORTEST, LONGEST = 3, 45
"""Lines of an example."""
LOOKED_AT = 12
"""Test files that are opened in search of one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of a file that shows a way of the project."""

    path: str
    what: str
    code: str


def examples(ctx: Context, desk: Desk, shown: frozenset[str]) -> Iterator[Example]:
    """At most one of each; nothing from files that are shown whole already."""
    yield from _handler(ctx, desk, shown)
    yield from _test(ctx, desk, shown)


def _handler(ctx: Context, desk: Desk, shown: frozenset[str]) -> Iterator[Example]:
    """The handler nearest to the cursor that is checked and guarded, where there are such."""
    here = ctx.source.path
    stack = ctx.handler.stack if ctx.handler is not None else ctx.stack.name if ctx.stack else ""
    known = [
        (path, handler)
        for path, facts in ctx.project.files.items()
        if path not in shown and path != here and not is_test(path)
        for handler in facts.handlers
        if handler.stack == stack
    ]
    known.sort(key=lambda one: _distance(here, *one))
    for path, handler in known[:30]:
        code = _slice(desk, path, handler)
        if SHORTEST <= code.count("\n") + 1 <= LONGEST:
            yield Example(path, f"the handler `{handler.name}`", code)
            return


def _distance(here: str, path: str, handler: Handler) -> tuple[int, int, str, int]:
    """Near first; among those of one folder what is checked and guarded."""
    near = len(commonpath((f"/{dirname(here)}", f"/{dirname(path)}")))
    good = bool(handler.validated) + bool(handler.guards)
    return -near, -good, path, handler.line


def _slice(desk: Desk, path: str, handler: Handler) -> str:
    try:
        return desk.read(path).slice(handler.span.start, handler.span.end)
    except (ToolFailure, ValueError):
        return ""


def _test(ctx: Context, desk: Desk, shown: frozenset[str]) -> Iterator[Example]:
    """A test named after the file, else one of the same language."""
    here = ctx.source.path
    ends = here.rpartition(".")[2]
    some = [p for p in ctx.project.paths if is_test(p) and p.endswith(f".{ends}")]
    for path in [p for p in (*own_tests(here, ctx.project.paths), *some) if p not in shown][
        :LOOKED_AT
    ]:
        try:
            text = desk.read(path).source
        except ToolFailure:
            continue
        for test in tests(text):
            code = test.code.rstrip()
            if test.can_fail and SHORTEST <= code.count("\n") + 1 <= LONGEST:
                yield Example(path, f"the test `{test.name}`", code)
                return
