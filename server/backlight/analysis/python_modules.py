"""Names across the files of a Python project: which file a module is, where a name is defined."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backlight.analysis.python import Module, defines, scopes
from backlight.analysis.python_files import Files
from backlight.analysis.python_values import Call, Join, Literal, Name, Value

HOPS = 25
"""How many imports and assignments a name is followed through; cycles end here."""


Seen = set[tuple[str, str, str]]
"""What was asked already on the way to a name: files, scopes and names."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name is defined: the file, and the qualified name in it (empty for the file)."""

    path: str
    name: str = ""


class Modules:
    """The Python files of a project, by path and by dotted name."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.by_path = modules
        self._files = Files(modules)
        self._found: dict[tuple[str, str, str], Place | None] = {}
        self._bases: dict[Place, tuple[Place, ...]] = {}

    def file(self, module: str, near: str) -> str | None:
        """The file of a dotted module name; of several that may be meant, the nearest to a file."""
        return self._files.named(module, near) or self._files.inside(module, near)

    def find(self, path: str, scope: str, name: str) -> Place | None:
        """Where a dotted name used in a scope of a file is defined, imports followed."""
        key = (path, scope, name)
        if key not in self._found:
            self._found[key] = self._find(path, scope, name, HOPS, set())
        return self._found[key]

    def target(self, dotted: str, near: str) -> Place | None:
        """Where a dotted name seen from the root (`app.api.users.router`) is defined."""
        return self._target(dotted, near, HOPS, set())

    def _find(self, path: str, scope: str, name: str, hops: int, seen: Seen) -> Place | None:
        here, key = self.by_path.get(path), (path, scope, name)
        if here is None or hops == 0 or not name or key in seen:
            return None
        seen.add(key)  # Packages import all of each other in circles: each name is asked once.
        head, _, rest = name.partition(".")
        for prefix in scopes(scope):
            local = prefix + head
            if local in here.imports:
                target = f"{here.imports[local]}.{rest}".strip(".")
                return self._target(target, path, hops - 1, seen)
            if defines(here, prefix, head) or prefix + name in here.values:
                return Place(path, f"{local}.{rest}".strip("."))
        files = [self.file(star, path) for star in here.stars]
        ways = (self._find(file, "", name, hops - 1, seen) for file in files if file)
        return next((found for found in ways if found is not None), None)

    def _target(self, dotted: str, near: str, hops: int, seen: Seen) -> Place | None:
        """A name in a file that is called so; only then one in a file that may be meant."""
        names = dotted.split(".")
        looks = (self._files.named, self._files.inside)
        for look, count in ((look, n) for look in looks for n in range(len(names), 0, -1)):
            path = look(".".join(names[:count]), near)
            if path is None or (path == near and count < len(names) and hops == 0):
                continue
            if count == len(names):
                return Place(path)
            found = self._find(path, "", ".".join(names[count:]), hops, seen)
            if found is not None:
                return found
        return None

    def value(self, path: str, scope: str, name: str) -> tuple[Place, Value] | None:
        """The value of a name: an attribute of an instance is looked up in its class."""
        place = self.find(path, scope, name)
        if place is None:
            return None
        for at in self._candidates(place, HOPS):
            said = self.by_path[at.path].values.get(at.name)
            if said is not None:
                return at, said
        return None

    def text(self, path: str, scope: str, said: Value | None, hops: int = HOPS) -> str | None:
        """The string a value comes to, constants and settings with a literal default followed."""
        if said is None or hops == 0:
            return None
        if isinstance(said, Literal):
            return "" if said.value is None else str(said.value)
        if isinstance(said, Join):
            pieces = [self.text(path, scope, part, hops - 1) for part in said.parts]
            return None if None in pieces else "".join(piece or "" for piece in pieces)
        if isinstance(said, Name):
            found = self.value(path, scope, said.dotted)
            if found is None:
                return None
            return self.text(found[0].path, _scope(found[0].name), found[1], hops - 1)
        if isinstance(said, Call):
            return self._default(path, scope, said, hops - 1)
        return None

    def class_of(self, path: str, scope: str, said: Value | None, hops: int = HOPS) -> Place | None:
        """The class a value is an instance of, if the project defines it."""
        if hops == 0:
            return None
        if isinstance(said, Name):
            found = self.value(path, scope, said.dotted)
            return (
                self.class_of(found[0].path, _scope(found[0].name), found[1], hops - 1)
                if found
                else None
            )
        if not isinstance(said, Call) or not said.name:
            return None
        place = self.find(path, scope, said.name)
        if place is None:
            return None
        here = self.by_path[place.path]
        if place.name in here.classes:
            return place
        made = here.functions.get(place.name)
        if made is None:
            return None
        if not made.returns:
            said = Call(Name(made.gives)) if made.gives else None
            return self.class_of(place.path, made.name, said, hops - 1)
        given = self.find(place.path, made.name, made.returns.strip("\"'"))
        if given is not None and given.name in self.by_path[given.path].classes:
            return given
        return None

    def bases(self, place: Place) -> tuple[Place, ...]:
        """The class and the classes of the project it inherits from, nearest first."""
        if place not in self._bases:
            self._bases[place] = tuple(self._above(place))
        return self._bases[place]

    def _above(self, place: Place) -> Iterator[Place]:
        todo, seen = [place], {place}
        while todo:
            at = todo.pop(0)
            yield at
            known = self.by_path[at.path].classes.get(at.name)
            for base in known.bases if known is not None else ():
                found = self.find(at.path, _scope(at.name), base)
                if found is not None and found not in seen:
                    seen.add(found)
                    todo.append(found)

    def _candidates(self, place: Place, hops: int) -> Iterator[Place]:
        """The places where an attribute may be assigned: itself, its class, the bases of it."""
        yield place
        owner, _, attribute = place.name.rpartition(".")
        if not owner or hops == 0:
            return
        made: Place | None = Place(place.path, owner)
        here = self.by_path[place.path]
        if owner not in here.classes:
            made = self.class_of(place.path, _scope(owner), here.values.get(owner), hops - 1)
        for base in self.bases(made) if made is not None else ():
            yield Place(base.path, f"{base.name}.{attribute}")

    def _default(self, path: str, scope: str, call: Call, hops: int) -> str | None:
        """What a setting falls back to: `Field("/api")`, `os.getenv("PREFIX", "/api")`."""
        last = call.name.rpartition(".")[2]
        if last == "Field":
            return self.text(path, scope, call.argument(0, "default"), hops)
        if last in {"getenv", "get", "config", "env", "str"}:
            return self.text(path, scope, call.argument(1, "default"), hops)
        return None


def _scope(name: str) -> str:
    return name.rpartition(".")[0]
