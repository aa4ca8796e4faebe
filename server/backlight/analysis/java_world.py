"""Names across the files of a Java project: which type a name means, and what a constant says."""

from collections.abc import Iterator, Mapping

from backlight.analysis.java_values import (
    File,
    Join,
    Many,
    Method,
    Name,
    Text,
    Type,
    Value,
    simple,
)

DEPTH = 10
Found = tuple[File, Type]
"""A type, and the file it stands in."""


class World:
    """The files of a project."""

    def __init__(self, files: Mapping[str, File]) -> None:
        self.files = files
        self._full: dict[str, Found] = {}
        self._at: dict[str, list[Found]] = {}
        self._simple: dict[str, list[Found]] = {}
        for file in files.values():
            for one in file.types:
                inner = f"{one.outer}.{one.name}" if one.outer else one.name
                whole = ".".join(filter(None, (file.package, inner)))
                self._full.setdefault(whole, (file, one))
                self._at.setdefault(whole, []).append((file, one))
                self._simple.setdefault(one.name, []).append((file, one))

    def type(self, file: File, kind: str) -> Found | None:
        """The type that a name means in a file, `None` for one of a library."""
        name = kind.partition("<")[0].rstrip("[] ")
        short, first = simple(kind), name.partition(".")[0]
        own = next((one for one in file.types if one.name == short), None)
        if own is not None and "." not in name:
            return file, own
        full = file.imported(first)
        if full:
            return self._full.get(full + name[len(first) :])
        near = [file.package, *file.stars]
        whole = (f"{place}.{name}" if place else name for place in near)
        found = next((self._full[one] for one in whole if one in self._full), None)
        return found or self._full.get(name)

    def supers(self, found: Found, depth: int = DEPTH) -> Iterator[Found]:
        """The types above a type that are in the project, nearest first, each once."""
        todo, seen = [found], {(found[0].path, found[1].span)}
        for _ in range(depth * 4):
            if not todo:
                return
            file, one = todo.pop(0)
            for name in one.supers:
                above = self.type(file, name)
                if above is not None and (above[0].path, above[1].span) not in seen:
                    seen.add((above[0].path, above[1].span))
                    todo.append(above)
                    yield above

    def overridden(self, found: Found, method: Method) -> Iterator[tuple[Found, Method]]:
        """The methods above that a method stands for."""
        for above in self.supers(found):
            for other in above[1].methods:
                if other.name == method.name and len(other.parameters) == len(method.parameters):
                    yield above, other

    def texts(self, at: Found, said: Value, depth: int = DEPTH) -> list[str] | None:
        """The strings that a value stands for in a type; `None`: not known."""
        if depth == 0:
            return None
        match said:
            case Text(value):
                return [value]
            case Many(items):
                some = [self.texts(at, item, depth - 1) for item in items]
                return None if None in some else [text for one in some for text in one or ()]
            case Join(parts):
                whole = ""
                for part in parts:
                    one = self.texts(at, part, depth - 1)
                    if one is None or len(one) != 1:
                        return None
                    whole += one[0]
                return [whole]
            case Name(name):
                return self._constant(at, name, depth)
            case _:
                return None

    def _constant(self, at: Found, name: str, depth: int) -> list[str] | None:
        owner, _, last = name.rpartition(".")
        if owner:
            of = self.type(at[0], owner)
            return self._field(of, last, depth) if of is not None else None
        found = self._field(at, last, depth)
        if found is not None:
            return found
        around = at[1].outer if depth else ""
        outer = next((one for one in at[0].types if around and one.name == around), None)
        if outer is not None:
            return self._constant((at[0], outer), name, depth - 1)
        full, _, called = at[0].imported(last).rpartition(".")
        for place in [full, at[0].package, *at[0].stars]:
            for one in self._at.get(place, ()):
                found = self._field(one, called or last, depth)
                if found is not None:
                    return found
        return None

    def _field(self, of: Found, name: str, depth: int) -> list[str] | None:
        for found in (of, *self.supers(of)):
            for field in found[1].fields:
                if field.name == name and field.value is not None:
                    return self.texts(found, field.value, depth - 1)
        return None
