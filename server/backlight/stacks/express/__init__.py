"""Express, in JavaScript and TypeScript."""

from itertools import pairwise

from backlight.analysis.javascript import Module, module
from backlight.analysis.syntax import Source
from backlight.stacks.express.conventions import conventions
from backlight.stacks.express.document import document
from backlight.stacks.express.handlers import handlers
from backlight.stacks.express.idioms import IDIOMS
from backlight.stacks.express.limits import restrain
from backlight.stacks.express.link import link
from backlight.stacks.express.missing import refuse_missing
from backlight.stacks.express.resource import create_resource
from backlight.stacks.express.validate import validate
from backlight.stacks.record import Stack

LONGEST = 4000
"""A line longer than this is made by a program, for browsers."""


def scan(source: Source) -> Module | None:
    """What a file says, if it can say anything of routes: code that is imported, or that serves."""
    if source.tree is None or (
        max((b - a for a, b in pairwise((*source.text.starts, len(source.text.data)))), default=0)
        > LONGEST
    ):
        return None
    found = module(source)
    return found if found.exports or found.calls or found.stars else None


EXPRESS = Stack(
    name="express",
    languages=("javascript", "typescript", "tsx", "prisma"),
    needles=(b"express", b"outer", b".use(", b"req", b"exports", b"export "),
    scan=scan,
    link=link,
    handlers=handlers,
    validate=validate,
    create_resource=create_resource,
    conventions=conventions,
    idioms=IDIOMS,
    restrain=restrain,
    document=document,
    refuse_missing=refuse_missing,
)
