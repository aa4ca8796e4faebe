"""Guards that a whole Nest application has, and the decorators that let a route out of them."""

from collections.abc import Iterable, Iterator
from re import compile as regex

from backlight.analysis.javascript_values import Call, Fields, Literal, Many, dotted
from backlight.stacks.nestjs.constants import option
from backlight.stacks.nestjs.fragment import Class

OPEN = regex(r"(?i)public|anon|skip_?auth|no_?auth|allow_?any|unauth|unprotected|without_?auth")
"""How the decorator is called that says: nobody needs to sign in here."""
COUNTS = regex(r"(?i)throttl|rate|limit")
"""Guards that ask nobody who they are."""


def provided(classes: Iterable[Class]) -> tuple[str, ...]:
    """Guards of modules, for every route: `{ provide: APP_GUARD, useClass: JwtAuthGuard }`."""
    return tuple(dict.fromkeys(name for one in classes for name in _provided(one)))


def used(call: Call) -> tuple[str, ...]:
    """Guards that an application is given: `app.useGlobalGuards(new JwtAuthGuard(reflector))`."""
    names = (dotted(arg.of if isinstance(arg, Call) else arg) for arg in call.args)
    return tuple(name for name in names if name)


def standing(guards: tuple[str, ...], decorators: Iterable[str]) -> tuple[str, ...]:
    """The guards before a route with these decorators; what lets it out takes their place."""
    free = next((name for name in decorators if OPEN.search(name)), "")
    asking = any(not COUNTS.search(name) for name in guards)
    if not free or not asking:
        return guards
    return (*(name for name in guards if COUNTS.search(name)), free)


def _provided(one: Class) -> Iterator[str]:
    for call in one.decorators:
        given = option(call, "providers")
        for item in given.items if isinstance(given, Many) else ():
            pairs = dict(item.pairs) if isinstance(item, Fields) else {}
            if dotted(pairs.get("provide", Literal(None))) == "APP_GUARD":
                name = dotted(pairs.get("useClass", pairs.get("useExisting", Literal(None))))
                if name:
                    yield name
