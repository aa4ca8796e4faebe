"""What a routes file draws: every route with its full path, as `rails routes` would list them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from backlight.analysis.ruby import (
    Items,
    Join,
    Name,
    Other,
    Send,
    Text,
    Value,
    assigned,
    sends,
    words,
)
from backlight.stacks.rails.paths import joined
from backlight.stacks.rails.resources import METHODS, resources
from backlight.stacks.rails.scope import Level, Scope, ending, pairs, text
from backlight.stacks.rails.target import said, target_of, within

VERBS = {"get", "post", "put", "patch", "delete", "options", "head"}
LEVELS: dict[str, Level] = {"member": "member", "collection": "collection", "new": "new"}
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one path, and `controller#action`, or what else it leads to."""

    method: str
    path: str
    to: str
    line: int
    file: str


MOST_STEPS = 50_000


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a routes file needs of the other files."""

    file: str
    files: Mapping[str, tuple[Value, ...]]
    """Files that `draw` names."""
    api_only: bool
    mounts: dict[str, str]
    """Engines, with the paths that they are mounted at; filled as they are met."""
    steps: Iterator[int] = field(default_factory=lambda: iter(range(MOST_STEPS)))
    """What is left to be looked at: concerns that name each other twice double with every level."""


def drawn(values: tuple[Value, ...], scope: Scope, of: Drawing, deep: int = 0) -> Iterator[Route]:
    """The routes of statements; the lists that they name are known to loops."""
    for one in assigned(values):
        if isinstance(one.value, Items | Other):
            items = tuple(dict.fromkeys(_items((one.value,))))
            scope = replace(scope, lists={**scope.lists, one.name: Items(items)})
    for send in sends(values) if deep < DEEPEST else ():
        if next(of.steps, None) is None:
            return
        yield from _drawn(send, scope, of, deep + 1)


def _drawn(send: Send, scope: Scope, of: Drawing, deep: int) -> Iterator[Route]:
    name, block = send.name, send.block or ()
    if name in VERBS or name == "match":
        yield from _route(send, scope, of)
    elif name == "root":
        to = text(send.named.get("to")) or (text(send.given[0]) if send.given else "")
        yield Route("GET", scope.here() or "/", within(scope, to), send.line, of.file)
    elif name in {"resources", "resource"}:
        for made, inner in resources(send, scope, api_only=of.api_only):
            for method, path, to in made:
                yield Route(method, path, to, send.line, of.file)
            yield from _concerned(words(send.named.get("concerns")), inner, of, deep)
            yield from drawn(block, inner, of, deep)
    elif name == "concern" and send.given:
        scope.concerns[text(send.given[0])] = (block, send.params)
    elif name == "concerns":
        yield from _concerned(tuple(w for g in send.given for w in words(g)), scope, of, deep)
    elif block:
        yield from _block(send, scope, of, deep)
    else:
        yield from _elsewhere(send, scope, of, deep)


def _elsewhere(send: Send, scope: Scope, of: Drawing, deep: int) -> Iterator[Route]:
    """Routes of other files: those that are drawn here, and engines that are mounted."""
    if send.name == "mount":
        of.mounts.update(_mounted(send, scope))
    elif send.name == "draw" and send.given:
        path = f"config/routes/{text(send.given[0])}.rb"
        for found in (p for p in of.files if p.endswith(path)):
            yield from drawn(of.files[found], scope, replace(of, file=found), deep)


def _block(send: Send, scope: Scope, of: Drawing, deep: int) -> Iterator[Route]:
    """What is inside a block, and what that makes of the scope."""
    name, block = send.name, send.block
    if block is None:
        return
    if name == "namespace" and send.given:
        word = text(send.given[0])
        inner = scope.within(send.named, word, word)
        yield from drawn(block, replace(inner, controller=""), of, deep)
    elif name in {"scope", "with_options", "api_version"}:
        at = joined_all([said(g, scope) for g in send.given])
        at = at or dict(pairs(send.named.get("path"))).get("value", "")
        yield from drawn(block, scope.within(send.named, at), of, deep)
    elif name == "controller" and send.given:
        yield from drawn(block, replace(scope, controller=text(send.given[0])), of, deep)
    elif name in LEVELS:
        yield from drawn(block, replace(scope, level=LEVELS[name]), of, deep)
    elif name == "shallow":
        yield from drawn(block, replace(scope, shallow=True), of, deep)
    elif name in {"each", "each_pair", "each_with_index"} and (over := scope.list(send.of)):
        for item in over.items:
            pair = (send.params[0], text(item)) if send.params and text(item) else None
            bound = (*scope.bound, pair) if pair is not None else scope.bound
            yield from drawn(block, replace(scope, bound=bound), of, deep)
    elif name not in {"direct", "resolve", "concern"}:
        yield from drawn(block, scope, of, deep)


def _items(values: tuple[Value, ...]) -> Iterator[Value]:
    """The items of lists, of each branch of a condition."""
    for value in values:
        if isinstance(value, Items):
            yield from value.items
        elif isinstance(value, Other):
            yield from _items(value.inside)


def _concerned(names: tuple[str, ...], scope: Scope, of: Drawing, deep: int) -> Iterator[Route]:
    for name in names:
        yield from drawn(scope.concerns.get(name, ((), ()))[0], scope, of, deep)


def _route(send: Send, scope: Scope, of: Drawing) -> Iterator[Route]:
    """`get "a", to: "b#c"`, `get "a" => "b#c"`, `post :a, :b`, `match "a", via: […]`."""
    paths = [p for g in send.given for p in _paths(g, scope)]
    target = send.named.get("to")
    for key, value in send.named.pairs:
        if (isinstance(key, Text) and not key.symbol) or isinstance(key, Join):
            paths.append((said(key, scope), False))
            target = value
    on = text(send.named.get("on"))
    methods: tuple[str, ...] = (send.name.upper(),)
    if send.name == "match":
        methods = tuple(w.upper() for w in words(send.named.get("via"))) or scope.via or ("ANY",)
    for path, symbol in paths:
        to = target_of(target, path, send.named, scope, symbol=symbol)
        written = said(send.named.get("path"), scope) or path
        plain = symbol and send.named.get("path") is None and _canonical(path, scope, on)
        here = scope.here(on) if plain else joined(scope.here(on), written)
        here += ending(send.named)
        for method in methods:
            yield Route(method.replace("ALL", "ANY"), here, to, send.line, of.file)


def _canonical(path: str, scope: Scope, on: str) -> bool:
    """Whether a route of a resource is one of its own actions, which stand at its own path."""
    return path in METHODS and path != "edit" and (on or scope.level) in LEVELS


def _paths(given: Value, scope: Scope) -> list[tuple[str, bool]]:
    many = given.items if isinstance(given, Items) else (given,)
    return [
        (said(one, scope), isinstance(one, Text) and one.symbol)
        for one in many
        if isinstance(one, Text) or (isinstance(one, Join | Name) and said(one, scope))
    ]


def _mounted(send: Send, scope: Scope) -> Iterator[tuple[str, str]]:
    """Engines of a `mount`, with their paths."""
    for one in send.given:
        if isinstance(one, Name):
            yield one.name, joined(scope.here(), text(send.named.get("at")))
    for key, value in send.named.pairs:
        if isinstance(key, Name):
            yield key.name, joined(scope.here(), text(value))


def joined_all(parts: list[str]) -> str:
    """Several paths one after the other; nothing if there is none."""
    return joined(*parts) if any(parts) else ""
