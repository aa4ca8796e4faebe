"""The endpoints of functional routes: pieces of classes put together, below what nests them."""

from collections.abc import Iterator, Mapping

from backlight.analysis.facts import Endpoint
from backlight.analysis.java_values import Field, Name, Parameter, Type, Value, simple
from backlight.analysis.java_world import Found, World
from backlight.stacks.spring import prefixes
from backlight.stacks.spring.fragment import Code, Fragment, Nest, Part, Piece, Refer, Serve
from backlight.stacks.spring.paths import under, url
from backlight.stacks.spring.settings import filled

DEEPEST = 12
MOST = 2_000
"""How often the pieces of a class are gone through, a piece once for a path: nothing hangs."""
SERVES = "handle"
"""The method of a `HandlerFunction`."""


def endpoints(world: World, fragments: Mapping[str, Fragment]) -> Iterator[Endpoint]:
    """What the functional routes of all files serve, each where its class begins to build them."""
    for path, one in fragments.items():
        if not isinstance(one, Code) or not one.pieces:
            continue
        values = prefixes.known(fragments, path)
        before = prefixes.of_settings(values)
        for owner in dict.fromkeys(piece.owner for piece in one.pieces):
            at = next(((one.file, t) for t in one.file.types if t.name == owner), None)
            own = {piece.name: piece for piece in one.pieces if piece.owner == owner}
            if at is not None:
                yield from _Reading(world, at, own, values).whole(before)


class _Reading:
    """The routes of one class, as they are followed from where it begins to build them."""

    def __init__(
        self, world: World, at: Found, pieces: dict[str, Piece], values: dict[str, str]
    ) -> None:
        self._world, self._at, self._pieces, self._values = world, at, pieces, values
        self._gone: set[tuple[str, str]] = set()

    def whole(self, before: str) -> Iterator[Endpoint]:
        """All that the class serves below a path."""
        called = {n for piece in self._pieces.values() for n in _named(piece.parts, piece.name)}
        for name, piece in self._pieces.items():
            if name not in called:
                yield from self._below(piece.parts, before, DEEPEST)

    def _below(self, parts: tuple[Part, ...], before: str, deep: int) -> Iterator[Endpoint]:
        for part in parts if deep else ():
            match part:
                case Serve():
                    for path in self._paths(part.path):
                        for verb in part.verbs or ("ANY",):
                            yield self._endpoint(part, verb, url(under(before, path)) or "/")
                case Nest():
                    for path in self._paths(part.path):
                        yield from self._below(part.parts, under(before, path), deep - 1)
                case Refer(name) if name in self._pieces and self._new(name, before):
                    yield from self._below(self._pieces[name].parts, before, deep - 1)

    def _new(self, name: str, before: str) -> bool:
        """Whether a piece was not gone through below a path: it serves the same a second time."""
        if (name, before) in self._gone or len(self._gone) >= MOST:
            return False
        self._gone.add((name, before))
        return True

    def _paths(self, said: Value) -> list[str]:
        found = self._world.texts(self._at, said)
        shown = said.name.rpartition(".")[2] if isinstance(said, Name) else "path"
        return [filled(one, self._values) for one in found or [f"{{{shown}}}"]]

    def _endpoint(self, part: Serve, verb: str, path: str) -> Endpoint:
        file = self._at[0]
        found = self._handler(part.handler)
        name = f"{found[1].name}.{found[2]}" if found is not None else f"{verb} {path}"
        return Endpoint(
            method=verb,
            path=path,
            handler=name,
            stack="spring",
            file=found[0] if found is not None else file.path,
            line=found[3] if found is not None else part.line,
            route_file=file.path,
            route_line=part.line,
        )

    def _handler(self, said: str) -> tuple[str, Type, str, int] | None:
        """File, type, name and line of the method that serves: `this::list`, `users::list`."""
        of, _, name = said.rpartition("::")
        at = self._at if of in {"", "this", "super"} else self._held(of)
        if at is None or not said:
            return None
        for file, one in (at, *self._world.supers(at)):
            for method in one.methods:
                if method.name == (name if of else SERVES) and (of or at is not self._at):
                    return file.path, one, method.name, method.line
        return None

    def _held(self, name: str) -> Found | None:
        """The type of a field, or of a parameter that a method of the class is given."""
        file, one = self._at
        last = name.rpartition(".")[2]
        held: list[Field | Parameter] = [*one.fields, *one.components]
        held += [given for method in one.methods for given in method.parameters]
        kinds = [each.type for each in held if each.name == last]
        kind = next(iter(kinds), last)
        return self._world.type(file, simple(kind) if "." not in kind else kind)


def _named(parts: tuple[Part, ...], own: str) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Nest):
            yield from _named(part.parts, own)
        elif isinstance(part, Refer) and part.name != own:
            yield part.name
