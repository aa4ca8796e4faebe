"""Go: net/http, gin, echo, chi, Fiber and gorilla/mux, which all mount each other."""

from functools import partial

from backlight.analysis.facts import Handler
from backlight.analysis.go_read import module
from backlight.analysis.syntax import Source, Span
from backlight.stacks.comments import commented
from backlight.stacks.go import chi, echo, fiber, gin, gorilla, net_http
from backlight.stacks.go.handlers import handlers
from backlight.stacks.go.idioms import IDIOMS
from backlight.stacks.go.link import link
from backlight.stacks.go.validate import validate
from backlight.stacks.record import Stack

NEEDLES = (b"http.", b"gin.", b"echo.", b"chi.", b"fiber.", b"mux.", b'"/', b"Handler", b"outer")


def _spoken(source: Source, within: Span | None, name: str) -> tuple[Handler, ...]:
    return tuple(one for one in handlers(source, within) if one.stack == name)


def _stack(name: str) -> Stack:
    return Stack(
        name=name,
        languages=("go",),
        needles=NEEDLES,
        scan=module,
        link=partial(link, name=name),
        handlers=partial(_spoken, name=name),
        validate=validate if name == gin.NAME else None,
        idioms=IDIOMS,
        document=commented("// ", named=True),
    )


GO: tuple[Stack, ...] = tuple(
    _stack(one.NAME) for one in (gin, echo, chi, fiber, gorilla, net_http)
)
"""Every framework of Go whose endpoints are known."""
