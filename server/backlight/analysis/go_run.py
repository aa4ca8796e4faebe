"""Follow a Go program as far as its routes go: values through calls, fields, packages, closures.

Nothing is executed: every branch is gone, every loop over a written list is gone once for each of
its items, and what is not known stays `None`. What frameworks are, `speak` says.
"""

from collections.abc import Callable

from backlight.analysis import go
from backlight.analysis.go import Call, File, Function, Literal
from backlight.analysis.go_members import attribute, of_package
from backlight.analysis.go_things import Func, Instance, Package, Scope, Thing, joined
from backlight.analysis.go_told import Told, differs
from backlight.analysis.go_world import World

DEEPEST = 24
MOST = 200_000
"""Steps after which a project is followed no further: nothing hangs."""
TIMES = 60
"""How often one function is followed: a constructor that everybody calls is known by then."""

Speak = Callable[[Thing, str, list[Thing], Call, "Run"], Thing]
"""What a framework makes of a call: of one of its packages, or of what it gave before."""


class Run:
    """One way through a program: what was called, how deep, and in which file."""

    def __init__(
        self, world: World, speak: Speak, made: Callable[[str, str, "Run"], Thing]
    ) -> None:
        self.world, self.speak, self.made = world, speak, made
        self.file = File("", "", {}, (), {}, (), {})
        self.seen: dict[Function | Literal, int] = {}
        self._left, self._open = MOST, list[int]()
        self.told: Told | None = None
        """The route that the function which is followed was told in words."""
        self.values: dict[tuple[str, str], Thing] = {}
        self.written: dict[tuple[str, str], Instance] = {}
        """The last struct of each type that was put together."""

    def call(self, func: Func, given: list[Thing]) -> Thing:
        """Follow a function; several results are a tuple."""
        code, again = func.code, id(func.code) in self._open
        times = self.seen.get(code, 0) if again or not differs(code, given) else 0
        if len(self._open) >= DEEPEST or times >= TIMES or self._left <= 0:
            return None
        self.seen[code] = times + 1
        scope = Scope(around=func.scope)
        before, self.file = self.file, func.file
        self._open.append(id(code))
        try:
            self._bind(scope, code, given)
            if isinstance(code, Function) and code.self:
                scope.names[code.self] = func.self or self._latest(func.file.folder, code.owner)
            answers: list[list[Thing]] = []
            self.steps(code.body, scope, answers)
            return self._results(code, answers)
        finally:
            self._open.pop()
            self.file = before

    def _latest(self, folder: str, kind: str) -> Instance:
        """The struct that a method is called on which nobody calls by name: `ServeHTTP`."""
        return self.written.get((folder, kind)) or Instance(folder, kind)

    def typed(self, kind: str, *, router: bool = False) -> Thing:
        """What is known of a value by its type alone, in the file that is followed."""
        package, _, name = kind.rpartition(".")
        if package:
            path = self.world.imported(self.file, package) or ""
            if router and (made := self.made(path, name, self)) is not None:
                return made
            folder = self.world.folder(path)
        else:
            folder = self.file.folder
        if folder is not None and self.world.fields(folder, name) is not None:
            return Instance(folder, name)
        return None

    def value(self, value: go.Value, scope: Scope) -> Thing:
        """What an expression stands for."""
        self._left -= 1
        if isinstance(value, go.Text):
            return value.value
        if isinstance(value, go.Name):
            return self._name(value.name, scope)
        if isinstance(value, go.Attr):
            return attribute(self, self.value(value.of, scope), value.name)
        if isinstance(value, go.Literal):
            return Func(value, self.file, scope=scope)
        if isinstance(value, go.Join):
            return joined([self.value(part, scope) for part in value.parts])
        if isinstance(value, go.Item):
            of = self.value(value.of, scope)
            return of if of is not None or not value.type else self.typed(value.type)
        if isinstance(value, go.Composite):
            return self._composite(value, scope)
        if isinstance(value, go.Call):
            from backlight.analysis.go_calls import called

            return called(self, value, scope)
        return None

    def _name(self, name: str, scope: Scope) -> Thing:
        where = scope.find(name)
        if where is not None:
            return where.names[name]
        path = self.world.imported(self.file, name)
        if path is not None:
            return Package(path, self.world.folder(path))
        return of_package(self, self.file.folder, name)

    def _composite(self, value: go.Composite, scope: Scope) -> Thing:
        if value.type.startswith("[]") or value.type == "map_type":
            return [self.value(v, scope) for _, v in value.fields]
        of = self.typed(value.type)
        if not isinstance(of, Instance):
            of = Instance("", value.type)
        declared = self.world.fields(of.folder, of.type)
        names = [n for n, _ in declared[1]] if declared is not None else []
        for at, (name, inner) in enumerate(value.fields):
            key = name or (names[at] if at < len(names) else "")
            thing = self.value(inner, scope)
            if key and thing is not None:
                of.fields[key] = thing
        self.written[of.folder, of.type] = of
        return of

    def _bind(self, scope: Scope, code: Function | Literal, given: list[Thing]) -> None:
        for at, (name, kind) in enumerate(code.params):
            if kind.startswith("[]") and at == len(code.params) - 1:
                rest = given[at:]
                lone = rest[0] if len(rest) == 1 and isinstance(rest[0], list) else rest
                scope.names[name] = lone
                continue
            thing = given[at] if at < len(given) else None
            scope.names[name] = self.typed(kind, router=True) if thing is None else thing

    def _results(self, code: Function | Literal, answers: list[list[Thing]]) -> Thing:
        kinds = code.results if isinstance(code, Function) else ()
        many = max([len(kinds), *(len(a) for a in answers)], default=0)
        found = [
            next((a[at] for a in answers if at < len(a) and a[at] is not None), None)
            for at in range(many)
        ]
        for at, kind in enumerate(kinds):
            if found[at] is None:
                found[at] = self.typed(kind)
        return found[0] if len(found) == 1 else tuple(found) if found else None

    def steps(self, steps: tuple[go.Step, ...], scope: Scope, answers: list[list[Thing]]) -> None:
        """What is done one after the other; what is answered is added to the answers."""
        for step in steps:
            if self._left <= 0:
                return
            if isinstance(step, go.Set):
                self._set(step, scope)
            elif isinstance(step, go.Do):
                self.value(step.call, scope)
            elif isinstance(step, go.Return):
                things = [self.value(v, scope) for v in step.values]
                flat = list(things[0]) if len(things) == 1 and type(things[0]) is tuple else things
                answers.append(flat)
            elif isinstance(step, go.Branch):
                from backlight.analysis.go_branches import branch

                branch(self, step, scope, answers)
            else:
                over = self.value(step.over, scope)
                for item in over if isinstance(over, list) else [None]:
                    scope.names[step.name] = item
                    self.steps(step.body, scope, answers)

    def _set(self, step: go.Set, scope: Scope) -> None:
        things = [self.value(v, scope) for v in step.values]
        if len(things) == 1 and type(things[0]) is tuple:
            things = list(things[0])
        for at, target in enumerate(step.targets):
            thing = things[at] if at < len(things) else None
            thing = self.typed(step.type) if thing is None and step.type else thing
            if isinstance(target, go.Attr):
                of = self.value(target.of, scope)
                if isinstance(of, Instance) and thing is not None:
                    of.fields[target.name] = thing
            elif isinstance(target, go.Name) and target.name != "_":
                where = scope if step.declares else scope.find(target.name)
                if where is None and self._global(step, target.name, thing):
                    continue
                where = where or scope
                if thing is not None or target.name not in where.names:
                    where.names[target.name] = thing

    def _global(self, step: go.Set, name: str, thing: Thing) -> bool:
        """Give a variable of the package its value; `False` if the name is none."""
        if step.declares or self.world.value(self.file.folder, name) is None:
            return False
        if thing is not None:
            self.values[self.file.folder, name] = thing
        return True
