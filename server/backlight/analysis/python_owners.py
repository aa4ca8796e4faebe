"""Which app, router or blueprint a name stands for, through imports, factories and parameters."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from backlight.analysis.python import Module, Statement, scope_of
from backlight.analysis.python_modules import HOPS, Modules, Place
from backlight.analysis.python_values import Call, Many, Name, Value

Kind = Callable[[str], str]
"""The dotted name of a class or function -> what it makes (`app`, `router`), empty if nothing."""


MOST = 20_000
"""Prefixes looked at below one app: routers put into each other twice double with every level."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One owner put under another at a prefix."""

    parent: Place
    child: Place
    prefix: str
    guards: tuple[str, ...] = ()
    """What stands before everything that is put there."""


class Owners:
    """The owners of routes in a project, found by name."""

    def __init__(self, modules: Modules, kind: Kind) -> None:
        self.modules = modules
        self.made: dict[Place, tuple[str, Call]] = {}
        """Every owner: what kind it is, and the call that makes it."""
        self._kind = kind
        self._calls: dict[str, list[tuple[Module, Statement]]] = {}
        for path, module in modules.by_path.items():
            for name, said in module.values.items():
                for call in _wrapped(said):
                    if known := self.kind(path, name, call):
                        self.made[Place(path, name)] = known, call
            for one in module.statements:
                last = one.call.name.rpartition(".")[2]
                self._calls.setdefault(last, []).append((module, one))

    def kind(self, path: str, name: str, call: Call) -> str:
        """What a call of a class makes; the name it is assigned to gives the scope."""
        last = call.name.rpartition(".")[2]
        if not last[:1].isupper() and last != "namespace":
            return ""
        return self._kind_of(path, name.rpartition(".")[0], call.name, HOPS)

    def of(self, path: str, scope: str, said: Value | None, hops: int = HOPS) -> tuple[Place, ...]:
        """The owners that a value stands for; several for the variable of a loop."""
        if said is None or hops == 0:
            return ()
        if isinstance(said, Many):
            return tuple(p for item in said.items for p in self.of(path, scope, item, hops - 1))
        if isinstance(said, Call):
            return self._given(path, scope, said.name, hops - 1)
        if not isinstance(said, Name):
            return ()
        place = self.modules.find(path, scope, said.dotted)
        if place is None:
            return ()
        if place in self.made:
            return (place,)
        there = self.modules.by_path[place.path]
        inner = there.values.get(place.name)
        if inner is not None:
            return self.of(place.path, scope_of(there, place.name), inner, hops - 1)
        return self._handed(place, hops - 1)

    def canonical(self, path: str, scope: str, name: str) -> str:
        """A dotted name as its import says it: `APIRouter` is `fastapi.APIRouter`."""
        head, _, rest = name.partition(".")
        module = self.modules.by_path[path]
        names = [*scope.split("."), ""] if scope else [""]
        for count in range(len(names) - 1, -1, -1):
            target = module.imports.get(".".join([*names[:count], head]))
            if target is not None:
                return f"{target}.{rest}".strip(".")
        return name

    def _kind_of(self, path: str, scope: str, name: str, hops: int) -> str:
        if not name or hops == 0:
            return ""
        known = self._kind(self.canonical(path, scope, name))
        if known:
            return known
        place = self.modules.find(path, scope, name)
        if place is None:
            return ""
        given = self.modules.by_path[place.path].classes.get(place.name)
        for base in given.bases if given is not None else ():
            known = self._kind_of(place.path, place.name.rpartition(".")[0], base, hops - 1)
            if known:
                return known
        return ""

    def _given(self, path: str, scope: str, name: str, hops: int) -> tuple[Place, ...]:
        """What a factory returns."""
        if hops <= 0:
            return ()
        place = self.modules.find(path, scope, name)
        made = self.modules.by_path[place.path].functions.get(place.name) if place else None
        if made is None:
            return self._each(path, scope, name, hops - 1)
        if place is None or not made.gives:
            return ()
        return self.of(place.path, made.name, Name(made.gives), hops) or self._given(
            place.path, made.name, made.gives, hops - 1
        )

    def _each(self, path: str, scope: str, name: str, hops: int) -> tuple[Place, ...]:
        """What a factory returns of each of the modules that a loop goes over."""
        head, _, rest = name.partition(".")
        at = self.modules.find(path, scope, head)
        over = self.modules.by_path[at.path].values.get(at.name) if at is not None else None
        if not rest or not isinstance(over, Many):
            return ()
        named = (item.dotted for item in over.items if isinstance(item, Name))
        return tuple(o for one in named for o in self._given(path, scope, f"{one}.{rest}", hops))

    def _handed(self, place: Place, hops: int) -> tuple[Place, ...]:
        """What the callers of a function hand over as a parameter of it."""
        name, _, parameter = place.name.rpartition(".")
        function = self.modules.by_path[place.path].functions.get(name)
        if function is None or hops <= 0:
            return ()
        names = [given.name for given in function.parameters]
        if parameter not in names:
            return ()
        found: dict[Place, None] = {}
        for module, one in self._calls.get(name.rpartition(".")[2], ()):
            if self.modules.find(module.path, one.scope, one.call.name) == Place(place.path, name):
                given = one.call.argument(names.index(parameter), parameter)
                found |= dict.fromkeys(self.of(module.path, one.scope, given, hops - 1))
        return tuple(found)


def _wrapped(said: Value) -> Iterator[Call]:
    """A call, and what a function is given that it may give back: `timed(Blueprint("v2"))`."""
    if isinstance(said, Call):
        yield said
        first = said.args[0] if said.args else None
        if isinstance(first, Call) and said.name.rpartition(".")[2][:1].islower():
            yield first


def prefixes(
    roots: Iterable[Place], mounts: Iterable[Mount], join: Callable[[str, str], str]
) -> dict[Place, tuple[str, ...]]:
    """Every prefix under which each owner is reached; an owner mounted twice has two."""
    below: dict[Place, list[Mount]] = {}
    for mount in mounts:
        below.setdefault(mount.parent, []).append(mount)
    found: dict[Place, dict[str, None]] = {}
    for root in roots:
        for place, prefix in islice(_down(root, "", below, join, frozenset()), MOST):
            found.setdefault(place, {})[prefix] = None
    return {place: tuple(some) for place, some in found.items()}


def _down(
    at: Place,
    prefix: str,
    below: dict[Place, list[Mount]],
    join: Callable[[str, str], str],
    above: frozenset[Place],
) -> Iterator[tuple[Place, str]]:
    yield at, prefix
    for mount in below.get(at, ()):
        if mount.child not in above and mount.child != at and len(above) < HOPS:
            longer = join(prefix, mount.prefix)
            yield from _down(mount.child, longer, below, join, above | {at})
