"""What names stand for in code that makes routes: values of Python, or what is only written."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Call, Join, Literal, Many, Name, Unknown, Value
from backlight.stacks.django.scan import Fragment
from backlight.stacks.django.world import World

MOST = 20_000
"""Expressions that are read for one list of routes, and the longest value that is kept."""
FEW = 200
"""Values that one holds where it is written out, compared or made a text."""
DEEP = 12
"""How many functions call each other."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is not known but as it is written, and the file whose names it is written with."""

    value: Value
    file: str


@dataclass(frozen=True, slots=True)
class Route:
    """One `path(…)` that was made: what it leads to is written, or a list of more routes."""

    pattern: str
    regex: bool
    target: object
    file: str
    line: int


NOTHING = Said(Unknown(""), "")
"""What nothing is known of."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One piece of code while it is gone through."""

    world: World
    file: str
    line: int
    """The line that its first one is of the file."""
    names: dict[str, object] = field(default_factory=dict)
    depth: int = DEEP
    steps: Iterator[int] = field(default_factory=count)
    given: list[object] = field(default_factory=list)
    """What it may return: where a test is not known, it goes on behind the `return`."""

    @property
    def modules(self) -> Modules:
        """Names across the files."""
        return self.world.modules

    def fragment(self, file: str) -> Fragment | None:
        """What a file says."""
        return self.world.files.get(file)


def known(frame: Frame, said: Value | None, file: str, depth: int = DEEP) -> object:
    """A value of a file as Python has it, as far as it is written down."""
    match said:
        case Literal(value=value):
            return value
        case Many(items=items, keys=keys) if keys and len(keys) == len(items):
            pairs = [
                (known(frame, key, file, depth), known(frame, item, file, depth))
                for key, item in zip(keys, items, strict=True)
            ]
            return {key: item for key, item in pairs if isinstance(key, str | int)}
        case Many(items=items):
            return [known(frame, item, file, depth) for item in items]
        case Name(dotted=name) if depth:
            return looked_up(frame, name, file, depth - 1)
        case Join():
            text = frame.modules.text(file, "", said)
            return NOTHING if text is None else text
        case Call():
            return _filled(frame, said, file)
    return Said(said, file) if said is not None else NOTHING


def looked_up(frame: Frame, name: str, file: str, depth: int = DEEP) -> object:
    """What a name of a file stands for: a constant, a table that code fills, or itself."""
    tables, at = frame.world.tables, frame.modules.find(file, "", name)
    if at is not None and at in tables:
        return tables[at]
    found = frame.modules.value(file, "", name) if not _defined(frame, at) else None
    if found is None:
        return Said(Name(name), file)
    place, said = found
    if place not in tables and isinstance(said, Call | Many):
        empty = _table(frame, place, said)
        tables[place] = known(frame, said, place.path, depth) if empty is None else empty
    made = tables[place] if place in tables else known(frame, said, place.path, depth)
    return Said(Name(name), file) if isinstance(made, Said) and said == made.value else made


def _defined(frame: Frame, place: Place | None) -> bool:
    """Whether a name is one of a class or a function: it stands for itself."""
    here = frame.modules.by_path.get(place.path) if place is not None else None
    if here is None or place is None:
        return True
    return place.name in here.classes or place.name in here.functions


def _table(frame: Frame, place: Place, said: Value) -> dict[object, object] | None:
    """An empty table, where functions of its file write to keys of it."""
    if not isinstance(said, Many) or said.items:
        return None
    here = frame.world.files.get(place.path)
    codes = [one.code for one in here.makers.values()] if here is not None else []
    return {} if any(f"{place.name}[" in code for code in codes) else None


def _filled(frame: Frame, call: Call, file: str) -> object:
    """What `dict(…)`, `defaultdict(list)` or a class of the project that is a table makes."""
    last, given = call.name.rpartition(".")[2], call.args[0] if call.args else None
    if last == "defaultdict":
        return defaultdict(list if given in {Name("list"), Name("set")} else dict)
    place = frame.modules.find(file, "", call.name) if call.name else None
    for one in frame.modules.bases(place) if place is not None else ():
        here = frame.modules.by_path[one.path].classes.get(one.name)
        last = "dict" if here is not None and "dict" in here.bases else last
    if last in {"dict", "OrderedDict"} and (given is None or isinstance(given, Many)):
        return known(frame, given, file) if given is not None else {}
    return Said(call, file)


def truth(value: object) -> bool | None:
    """Whether a value counts as true, `None` if it is not known."""
    return None if isinstance(value, Said) else bool(value)


def summed(left: object, right: object) -> object:
    """Two texts or two lists put together."""
    if isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) < MOST else NOTHING
    if isinstance(left, list) and isinstance(right, list):
        return left + right if len(left) + len(right) < MOST else NOTHING
    return left if isinstance(left, list) else right if isinstance(right, list) else NOTHING


def fits(value: object, most: int) -> bool:
    """Whether a value holds few others, each counted as often as it stands there.

    A list that holds itself, or one list again and again, has no end of them.
    """
    rest = [value]
    for _ in range(most):
        if not rest:
            return True
        match rest.pop():
            case list() as some:
                rest += some[:most]
            case dict() as table:
                rest += list(table.values())[:most]
            case Route(target=target):
                rest.append(target)
    return not rest


def written(value: object, file: str) -> Value | None:
    """A value as a file could write it, `None` for what only another file can name."""
    if not fits(value, FEW):
        return None
    match value:
        case str() | int() | float() | None:
            return Literal(value)
        case list():
            items = [written(item, file) for item in value]
            return Many(tuple(item for item in items if item is not None))
        case dict():
            items = [written(item, file) or Unknown("") for item in value.values()]
            return Many(tuple(i for i in items if i), tuple(Literal(key) for key in value))
        case Said(value=said, file=home) if home == file:
            return said
    return None
