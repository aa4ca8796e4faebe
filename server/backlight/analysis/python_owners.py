"""Which app, router or blueprint a name stands for, through imports, factories and parameters."""

from collections.abc import Callable, Iterator

from backlight.analysis.python import scope_of
from backlight.analysis.python_callers import Callers
from backlight.analysis.python_modules import HOPS, Modules, Place
from backlight.analysis.python_routes import text
from backlight.analysis.python_values import Call, Many, Name, Value

Kind = Callable[[str], str]
"""The dotted name of a class or function -> what it makes (`app`, `router`), empty if nothing."""


class Owners:
    """The owners of routes in a project, found by name."""

    def __init__(self, modules: Modules, kind: Kind) -> None:
        self.modules = modules
        self.made: dict[Place, tuple[str, Call]] = {}
        """Every owner: what kind it is, and the call that makes it."""
        self.callers = Callers(modules)
        self._kind = kind
        self._kept: dict[tuple[str, str, str], str] = {}
        self._taken: dict[Place, tuple[Place, ...]] = {}
        for path, module in modules.by_path.items():
            for name, said in module.values.items():
                for call in _wrapped(said):
                    if known := self.kind(path, name, call):
                        self.made[Place(path, name)] = known, call
                method, kept, attribute = name.rpartition(".self.")
                if kept:
                    self._kept[path, method.rpartition(".")[0], attribute] = name

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
        return self._handed(place, hops - 1) or self._attribute(place, hops - 1)

    def text(self, path: str, scope: str, said: Value | None) -> str:
        """A route or prefix, with what a function is handed in it; `{name}` for what is unknown."""
        return text(self.modules, path, scope, self.callers.settled(path, scope, said))

    def knows(self, path: str, scope: str, said: Value | None) -> bool:
        """Whether every part of a route or prefix is known."""
        settled = self.callers.settled(path, scope, said)
        return said is None or self.modules.text(path, scope, settled) is not None

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
        called = self.canonical(path, scope, name)
        known = self._kind(called)
        if known:
            return known
        place = self.modules.find(path, scope, name)
        if place is None:
            package, _, last = called.rpartition(".")
            passing = self.modules.file(package, path) if package else None
            return self._kind_of(passing, "", last, hops - 1) if passing is not None else ""
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
        if hops <= 0:
            return ()
        if place not in self._taken:
            self._taken[place] = ()  # A function that hands it on to itself ends here.
            found: dict[Place, None] = {}
            for path, scope, given in self.callers.handing(place):
                found |= dict.fromkeys(self.of(path, scope, given, hops - 1))
            self._taken[place] = tuple(found)
        return self._taken[place]

    def _attribute(self, place: Place, hops: int) -> tuple[Place, ...]:
        """What an object of the project keeps: `self.router` in any method, `server.app`."""
        owner, _, attribute = place.name.rpartition(".")
        if not owner or hops <= 0:
            return ()
        scope = scope_of(self.modules.by_path[place.path], owner)
        made = self.callers.class_of(place.path, scope, owner.removeprefix(f"{scope}."))
        for base in self.modules.bases(made) if made is not None else ():
            name = self._kept.get((base.path, base.name, attribute))
            if name is not None:
                method = name.rpartition(".self.")[0]
                return self.of(base.path, method, Name(f"self.{attribute}"), hops)
        return ()


def _wrapped(said: Value) -> Iterator[Call]:
    """A call, and what a function is given that it may give back: `timed(Blueprint("v2"))`."""
    if isinstance(said, Call):
        yield said
        first = said.args[0] if said.args else None
        if isinstance(first, Call) and said.name.rpartition(".")[2][:1].islower():
            yield first
