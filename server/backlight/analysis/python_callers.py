"""What the callers of a function hand over as a parameter of it."""

from collections.abc import Iterator

from backlight.analysis.python import Function, Module, Statement
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Join, Literal, Name, Value


class Callers:
    """The calls of a project's functions, by the last name of what they call."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
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
        called, given = Place(place.path, function.name), function.parameters[at].name
        if function.name.endswith(".__init__"):
            called, at = Place(place.path, function.name.removesuffix(".__init__")), at - 1
        for module, one in self._calls.get(called.name.rpartition(".")[2], ()):
            if self._modules.find(module.path, one.scope, one.call.name) == called:
                said = one.call.argument(at, given) or one.call.keyword("**")
                yield module.path, one.scope, said

    def settled(self, path: str, scope: str, said: Value | None) -> Value | None:
        """A string in which parameters are what every call hands over, or else their default."""
        if isinstance(said, Join):
            pieces = (self.settled(path, scope, part) or part for part in said.parts)
            return Join(tuple(pieces))
        place = self._modules.find(path, scope, said.dotted) if isinstance(said, Name) else None
        function, at = self._parameter(place) if place is not None else (None, 0)
        if place is None or function is None or self._assigned(place):
            return said
        default = self._modules.text(path, function.name, function.parameters[at].default)
        handed = {
            self._modules.text(near, inside, given) if given is not None else default
            for near, inside, given in self.handing(place)
        } or {default}
        known = handed.pop() if len(handed) == 1 else None
        return Literal(known) if known is not None else said

    def _assigned(self, place: Place) -> bool:
        """Whether a function gives a parameter another value."""
        return place.name in self._modules.by_path[place.path].values

    def _parameter(self, place: Place) -> tuple[Function | None, int]:
        """The function that a place is a parameter of, and which it is."""
        name, _, parameter = place.name.rpartition(".")
        function = self._modules.by_path[place.path].functions.get(name)
        names = [one.name for one in function.parameters] if function is not None else []
        return (function, names.index(parameter)) if parameter in names else (None, 0)
