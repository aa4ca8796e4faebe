"""The applications of a project: their root module, global prefix, versioning and global pipes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from posixpath import commonpath
from re import compile as regex
from re import escape

from backlight.analysis.javascript_things import Array, Closure, Outside, Thing
from backlight.analysis.javascript_values import Call, Fields, Literal, Many, Member, Value, dotted
from backlight.analysis.javascript_world import World
from backlight.stacks.nestjs import everywhere
from backlight.stacks.nestjs.constants import At, configured, option, text, texts
from backlight.stacks.nestjs.decorators import checks
from backlight.stacks.nestjs.fragment import Fragment
from backlight.stacks.nestjs.graph import Key
from backlight.stacks.nestjs.paths import url

NEUTRAL = "VERSION_NEUTRAL"
MOST_STARS = 3
"""Wildcards of one path; what more there are is taken as it is written."""


@dataclass(frozen=True, slots=True)
class Application:
    """What `NestFactory.create` makes."""

    path: str
    root: Key | None = None
    prefix: str = ""
    excluded: tuple[str, ...] = ()
    version: str | None = None
    """What is written before the number of a version in a path; `None`: it is not in the path."""
    default: tuple[str, ...] = ()
    """The versions of what says none."""
    checked: bool = False
    """A pipe checks every body against its class."""
    guards: tuple[str, ...] = ()
    """What stands before every route."""
    listens: bool = False
    """It serves requests; scripts that fill a database create applications as well."""


def applications(world: World, fragments: Mapping[str, Fragment]) -> list[Application]:
    """Every application, by the file that creates it."""
    found: dict[str, Application] = {}
    rest: list[tuple[str, str, Call]] = []
    for path, fragment in fragments.items():
        for scope, call in fragment.module.calls:
            if dotted(call.of) in {"NestFactory.create", "NestFactory.createApplicationContext"}:
                if dotted(call.of).endswith("create"):
                    own = "v" if fragment.versioned else None
                    found[path] = Application(path, _root(world, path, scope, call), version=own)
            elif isinstance(call.of, Member) and call.of.name in _SETTERS:
                rest.append((path, scope, call))
    for path, scope, call in rest:
        for home in [path] if path in found else found if len(found) == 1 else ():
            name = call.of.name if isinstance(call.of, Member) else ""
            found[home] = _SETTERS[name](world, At(path, scope), call, found[home])
    checked = any(_global_pipe(fragment) for fragment in fragments.values())
    guards = everywhere.provided(c for fragment in fragments.values() for c in fragment.classes)
    serving = [one for one in found.values() if one.listens] or found.values()
    return [
        replace(one, checked=one.checked or checked, guards=(*one.guards, *guards))
        for one in serving
    ]


def nearest(apps: list[Application], path: str) -> Application:
    """The application that a file which none of them reaches is most likely a part of."""
    return max(
        apps, key=lambda a: len(commonpath((f"/{a.path}", f"/{path}"))), default=Application("")
    )


def is_excluded(app: Application, path: str) -> bool:
    """Whether a path stands outside of the global prefix."""
    return any(regex(pattern).fullmatch(path.strip("/")) for pattern in app.excluded)


def versions(world: World, at: At, said: Value) -> tuple[str, ...]:
    """The versions that a value names; the neutral one is the empty string."""
    items = said.items if isinstance(said, Many) else (said,)
    found: list[str] = []
    for item in items:
        thing = world.thing(at.path, at.scope, item, at.env)
        if _is(thing, NEUTRAL) or dotted(item).endswith(NEUTRAL):
            found.append("")
        elif isinstance(thing, Array):
            found += [str(one.value) for one in thing.items if isinstance(one, Literal)]
        else:
            found += texts(world, at, item) or []
    return tuple(found)


def _root(world: World, path: str, scope: str, call: Call) -> Key | None:
    given = world.thing(path, scope, call.args[0], {}) if call.args else None
    return (given.path, given.start) if isinstance(given, Closure) else None


def _prefixed(world: World, at: At, call: Call, app: Application) -> Application:
    given = configured(world, at, call.args[0]) if call.args else None
    if given is None:
        return app
    excluded = option(call, "exclude")
    return replace(app, prefix=given, excluded=tuple(_patterns(world, at, excluded)))


def _patterns(world: World, at: At, said: Value | None) -> Iterator[str]:
    for item in said.items if isinstance(said, Many) else ():
        own = dict(item.pairs).get("path") if isinstance(item, Fields) else item
        given = text(world, at, own) if own is not None else None
        if given is not None:
            yield pattern(given)


def pattern(path: str) -> str:
    """A path as Nest writes it, as a pattern of whole paths with `{name}` parameters."""
    rest = regex(r"\(\.\*\)|/?\{?/?\*\w*\}?$|\*\w*")
    cut = rest.split(path.strip("/"), MOST_STARS)
    return ".*".join(escape(url(piece).strip("/")) for piece in cut)


def _versioned(world: World, at: At, call: Call, app: Application) -> Application:
    kind = option(call, "type")
    if kind is not None and not dotted(kind).endswith("URI") and dotted(kind):
        return app
    given, default = option(call, "prefix"), option(call, "defaultVersion")
    own = "v"
    if given is not None:
        own = "" if given == Literal(value=False) else text(world, at, given) or "v"
    said = versions(world, at, default) if default is not None else ()
    return replace(app, version=own, default=said)


def _piped(_world: World, _at: At, call: Call, app: Application) -> Application:
    return replace(app, checked=app.checked or any(map(checks, call.args)))


def _guarded(_world: World, _at: At, call: Call, app: Application) -> Application:
    return replace(app, guards=(*app.guards, *everywhere.used(call)))


def _listening(_world: World, _at: At, _call: Call, app: Application) -> Application:
    return replace(app, listens=True)


def _global_pipe(fragment: Fragment) -> bool:
    """A pipe that is provided for the whole application: `{ provide: APP_PIPE, useClass: … }`."""
    for one in fragment.classes:
        for call in one.decorators:
            given = option(call, "providers")
            for item in given.items if isinstance(given, Many) else ():
                pairs = dict(item.pairs) if isinstance(item, Fields) else {}
                if dotted(pairs.get("provide", Literal(None))) == "APP_PIPE":
                    return True
    return False


def _is(thing: Thing | None, name: str) -> bool:
    return isinstance(thing, Outside) and thing.name.endswith(name)


_SETTERS = {
    "setGlobalPrefix": _prefixed,
    "enableVersioning": _versioned,
    "useGlobalGuards": _guarded,
    "useGlobalPipes": _piped,
    "listen": _listening,
}
