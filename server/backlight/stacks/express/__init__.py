"""Express, in JavaScript and TypeScript."""

from itertools import pairwise
from typing import TYPE_CHECKING

from backlight.analysis.syntax import Source
from backlight.stacks.express.idioms import IDIOMS
from backlight.stacks.express.shown import shown
from backlight.stacks.later import later
from backlight.stacks.record import Stack

if TYPE_CHECKING:
    from backlight.analysis.javascript import Module

LONGEST = 4000
"""A line longer than this is made by a program, for browsers."""


def scan(source: Source) -> "Module | None":
    """What a file says, if it can say anything of routes: code that is imported, or that serves."""
    if (
        source.tree is None
        or shown(source.text.data)
        or (
            max(
                (b - a for a, b in pairwise((*source.text.starts, len(source.text.data)))),
                default=0,
            )
            > LONGEST
        )
    ):
        return None
    from backlight.analysis.javascript import module

    found = module(source)
    return found if found.exports or found.calls or found.stars else None


EXPRESS = Stack(
    name="express",
    languages=("javascript", "typescript", "tsx", "prisma"),
    needles=(b"express", b"outer", b".use(", b"req", b"exports", b"export "),
    sure=(b"'express", b'"express'),
    scan=scan,
    link=later("stacks.express.link:link"),
    handlers=later("stacks.express.handlers:handlers"),
    validate=later("stacks.express.validate:validate"),
    create_resource=later("stacks.express.resource:create_resource"),
    conventions=later("stacks.express.conventions:conventions"),
    idioms=IDIOMS,
    version=later("stacks.versioned:version"),
    pool=later("stacks.express.pool:pool"),
    restrain=later("stacks.express.limits:restrain"),
    keep=later("stacks.express.cached:keep"),
    limits_apart=True,
    ask_who=later("stacks.express.guarded:ask_who"),
    document=later("stacks.express.document:document"),
    refuse_missing=later("stacks.express.missing:refuse_missing"),
    write_tests=later("stacks.express.write_tests:write_tests"),
    page=later("stacks.express.pages:page"),
)
