"""Go: net/http, gin, echo, chi, Fiber, gorilla/mux and others, which all mount each other."""

from functools import partial

from backlight.analysis.facts import Handler
from backlight.analysis.syntax import Source, Span
from backlight.stacks.comments import commented
from backlight.stacks.go.idioms import IDIOMS
from backlight.stacks.later import later
from backlight.stacks.record import Stack

NEEDLES = (
    *(b"http.", b"gin.", b"echo.", b"chi.", b"fiber.", b"mux."),
    *(b'"/', b"Handler", b"outer", b"const ("),
)
OPENS = later("stacks.go.pool:opens")


def _spoken(source: Source, within: Span | None, name: str) -> tuple[Handler, ...]:
    from backlight.stacks.go.handlers import handlers

    return tuple(one for one in handlers(source, within) if one.stack == name)


def _stack(name: str) -> Stack:
    return Stack(
        name=name,
        languages=("go",),
        needles=NEEDLES,
        scan=later("analysis.go_read:module"),
        link=partial(later("stacks.go.link:link"), name=name),
        handlers=partial(_spoken, name=name),
        validate=later("stacks.go.validate:validate"),
        checks_bodies=True,
        create_resource=later("stacks.go.resource:create_resource"),
        conventions=later("stacks.go.conventions:conventions"),
        idioms=IDIOMS,
        version=later("stacks.versioned:version"),
        ask_who=later("stacks.go.guarded:ask_who"),
        restrain=later("stacks.go.guarded:restrain"),
        page=later("stacks.go.pages:page"),
        opens=OPENS,
        bound=later("stacks.go.pool:bound"),
        write_tests=later("stacks.go.write_tests:write_tests"),
        limits_apart=True,
        document=commented("// ", named=True),
    )


GO: tuple[Stack, ...] = tuple(
    _stack(name) for name in ("gin", "echo", "chi", "Fiber", "gorilla/mux", "Macaron", "net/http")
)
"""Every framework of Go whose endpoints are known."""
