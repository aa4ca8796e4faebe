"""What the names in many JavaScript files stand for: values followed through files and calls."""

from collections.abc import Mapping

from backlight.analysis import javascript_built as built
from backlight.analysis import javascript_members as members
from backlight.analysis.javascript_facts import Function, Module, above
from backlight.analysis.javascript_modules import Files
from backlight.analysis.javascript_things import (
    Closure,
    Environment,
    Given,
    Instance,
    Outside,
    Space,
    Thing,
)
from backlight.analysis.javascript_values import (
    Call,
    Lambda,
    Literal,
    Member,
    Name,
    Regex,
    Value,
)

DEPTH = 60
"""How far a value is followed; longer ways are loops."""

MOST_WAYS = 600_000
"""Values that one part of a linking looks at: it bounds the time that generated code can cost."""

MOST_OF_ONE = 5_000
"""Values that are looked at for one question; code that is worth more tells nothing of routes."""


class World:
    """The modules of a project, with answers kept for one linking; `ways` counts what was asked."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self.files = Files(modules)
        self.sites: dict[tuple[str, int], list[tuple[str, str, Call]]] = {}
        """A function -> the calls of it: file, scope, call."""
        self.ways = 0
        self._last, self._most = MOST_OF_ONE, MOST_WAYS
        self._kept: dict[tuple[str, str, int], Thing | None] = {}

    def part(self) -> None:
        """Begin another part of the linking: what the one before has used up is not its loss."""
        self._most = self.ways + MOST_WAYS

    def ask(self, most: int = MOST_OF_ONE) -> None:
        """Begin another question: one that never ends takes nothing from the others."""
        self._last = min(self.ways + most, self._most)

    @property
    def tired(self) -> bool:
        """Whether the present question has looked at as many values as it may."""
        return self.ways > self._last

    def thing(
        self, path: str, scope: str, said: Value, env: Environment, depth: int = DEPTH
    ) -> Thing | None:
        """What a value stands for at its place."""
        self.ways += 1
        if depth <= 0 or self.tired:
            return None
        if env:
            return self._thing(path, scope, said, env, depth)
        key = (path, scope, id(said))
        if key not in self._kept:
            found = self._thing(path, scope, said, env, depth)
            if found is None and (depth < DEPTH // 2 or self.tired):
                return None
            self._kept[key] = found
        return self._kept[key]

    def named(
        self, path: str, scope: str, name: str, env: Environment, depth: int = DEPTH
    ) -> Thing | None:
        """What a name stands for in a scope."""
        module = self.modules[path]
        if name == "this":
            return self._this(path, scope, env)
        for prefix in above(scope):
            at, here = f"{prefix}{name}", prefix.rstrip("/")
            if (path, at) in env:
                return env[path, at]
            if at in module.values:
                return self.thing(path, here, module.values[at], env, depth - 1)
            if at in module.imports:
                origin = module.imports[at]
                return self.imported(path, origin.module, origin.name, depth - 1)
            one = self.function(path, here)
            for parameter in one.parameters if one is not None else ():
                if one is not None and any(name == local for local, _ in parameter.names):
                    return Given(path, one.scope, name, parameter.type)
        return Given(path, "", name)

    def function(self, path: str, scope: str) -> Function | None:
        """The function or class whose inside a scope is."""
        module = self.modules[path]
        start = module.scopes.get(scope)
        return module.functions[start] if start is not None else None

    def imported(self, path: str, origin: str, name: str, depth: int = DEPTH) -> Thing | None:
        """What an import brings."""
        found = self.files.resolve(origin, path)
        if found is None:
            return Outside(origin, name if name != "=" else "default")
        return Space(found) if name == "*" else self.exported(found, name, depth - 1)

    def exported(self, path: str, name: str, depth: int = DEPTH) -> Thing | None:
        """What a file exports under a name; `=` and `default` are the whole of a CommonJS file."""
        module = self.modules[path]
        if depth <= 0:
            return None
        if name in module.exports:
            scope, said = module.exports[name]
            return self.thing(path, scope, said, {}, depth - 1)
        if "=" in module.exports:
            scope, said = module.exports["="]
            whole = self.thing(path, scope, said, {}, depth - 1)
            return whole if name in {"default", "="} else self.member(whole, name, depth - 1)
        for star in module.stars:
            found = self.imported(path, star, name, depth - 1)
            if found is not None and not isinstance(found, Outside):
                return found
        return Space(path) if name in {"=", "default"} and module.exports else None

    def member(self, of: Thing | None, name: str, depth: int = DEPTH) -> Thing | None:
        """What an attribute is."""
        return members.member(self, of, name, depth) if depth > 0 else None

    def _thing(
        self, path: str, scope: str, said: Value, env: Environment, depth: int
    ) -> Thing | None:
        match said:
            case Literal() | Regex():
                return said
            case Name(name):
                return self.named(path, scope, name, env, depth - 1)
            case Member(of, name):
                return self.member(self.thing(path, scope, of, env, depth - 1), name, depth - 1)
            case Lambda(start):
                return Closure(path, start, env)
            case Call():
                return members.called(self, path, scope, said, env, depth - 1)
            case _:
                return built.built(self, path, scope, said, env, depth - 1)

    def _this(self, path: str, scope: str, env: Environment) -> Thing | None:
        for prefix in above(scope):
            if (path, f"{prefix}this") in env:
                return env[path, f"{prefix}this"]
            one = self.function(path, prefix.rstrip("/"))
            if one is not None and one.owner and one.owner == one.scope:
                return Instance(path, one.owner, env)
        return None
