"""What the callers of a function hand over as a parameter of it."""

from collections.abc import Iterator

from backlight.analysis.python import Function, Module, Statement
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Join, Literal, Name, Value


class Callers:
    """The calls of a project's functions, by the last name of what they call."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._texts: dict[Place, str | None] = {}
        self._calls: dict[str, list[tuple[Module, Statement]]] = {}
        for module in modules.by_path.values():
            for one in module.statements:
                last = one.call.name.rpartition(".")[2]
                self._calls.setdefault(last, []).append((module, one))

    def handing(self, place: Place) -> Iterator[tuple[str, str, Value | None]]:
        """What each call gives for a parameter (`None` for nothing), and where it stands."""
        function, at = self._parameter(place)
        if function is None:
            return
        called = Place(place.path, function.name.removesuffix(".__init__"))
        kept = self._class(called)
        shift = 1 if kept is not None or called.name != function.name else 0
        for module, one in self._named(called):
            owner = one.call.name.rpartition(".")[0]
            if self._modules.find(module.path, one.scope, one.call.name) == called or (
                kept is not None and self._is(kept, self.class_of(module.path, one.scope, owner))
            ):
                said = one.call.argument(at - shift, function.parameters[at].name)
                yield module.path, one.scope, said or one.call.keyword("**")

    def class_of(self, path: str, scope: str, name: str) -> Place | None:
        """The class of the project that a name stands for an object of; `self` in its methods."""
        around = scope.rpartition(".")[0]
        if name == "self" and around in self._modules.by_path[path].classes:
            return Place(path, around)
        return self._modules.class_of(path, scope, Name(name))

    def settled(self, path: str, scope: str, said: Value | None) -> Value | None:
        """A string in which parameters are what every call hands over, or else their default."""
        if isinstance(said, Join):
            pieces = (self.settled(path, scope, part) or part for part in said.parts)
            return Join(tuple(pieces))
        place = self._modules.find(path, scope, said.dotted) if isinstance(said, Name) else None
        known = self._text(place) if place is not None else None
        return Literal(known) if known is not None else said

    def _text(self, place: Place) -> str | None:
        """The string that a parameter is in every call, if it is one and known."""
        if place not in self._texts:
            self._texts[place] = None  # A function that hands it on to itself ends here.
            self._texts[place] = self._same(place)
        return self._texts[place]

    def _same(self, place: Place) -> str | None:
        function, at = self._parameter(place)
        if function is None or self._assigned(place):
            return None
        default = self._modules.text(place.path, function.name, function.parameters[at].default)
        handed = {
            self._modules.text(path, scope, self.settled(path, scope, given))
            if given is not None
            else default
            for path, scope, given in self.handing(place)
        } or {None if self._may_be_called(place) else default}
        return handed.pop() if len(handed) == 1 else None

    def _named(self, called: Place) -> list[tuple[Module, Statement]]:
        return self._calls.get(called.name.rpartition(".")[2], [])

    def _class(self, function: Place) -> Place | None:
        """The class that a function is a method of."""
        around = function.name.rpartition(".")[0]
        known = around in self._modules.by_path[function.path].classes
        return Place(function.path, around) if known else None

    def _is(self, kind: Place, made: Place | None) -> bool:
        return made is not None and kind in self._modules.bases(made)

    def _may_be_called(self, place: Place) -> bool:
        """Whether what is called like a method may be the method, of an object that is not seen."""
        function = Place(place.path, place.name.rpartition(".")[0])
        return self._class(function) is not None and bool(self._named(function))

    def _assigned(self, place: Place) -> bool:
        """Whether a function gives a parameter another value."""
        return place.name in self._modules.by_path[place.path].values

    def _parameter(self, place: Place) -> tuple[Function | None, int]:
        """The function that a place is a parameter of, and which it is."""
        name, _, parameter = place.name.rpartition(".")
        function = self._modules.by_path[place.path].functions.get(name)
        names = [one.name for one in function.parameters] if function is not None else []
        return (function, names.index(parameter)) if parameter in names else (None, 0)
