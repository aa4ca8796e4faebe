"""What is around a route: paths, modules and resources, as the blocks of a routes file nest."""

from dataclasses import dataclass, field, replace
from typing import Literal

from backlight.analysis.ruby import Items, Name, Pairs, Text, Value, words
from backlight.stacks.rails.paths import joined
from backlight.stacks.rails_words import underscore

Level = Literal["", "resources", "resource", "member", "collection", "new", "nested"]


@dataclass(frozen=True, slots=True)
class Scope:
    """One place in a routes file."""

    path: str = ""
    module: str = ""
    controller: str = ""
    level: Level = ""
    member: str = ""
    """In resources, what comes after their path for one of them: `:id`."""
    nested: str = ""
    """In resources, what comes after their path for what is nested: `:story_id`."""
    only: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    """What `new` and `edit` are called in paths."""
    shallow: bool = False
    flat: str = ""
    """Where the members of shallow resources begin."""
    via: tuple[str, ...] = ()
    to: str = ""
    """An action that `with_options` or `scope` gives."""
    bound: tuple[tuple[str, str], ...] = ()
    """Names of loops, with their values."""
    lists: dict[str, Items] = field(default_factory=dict)
    """Lists under the names that they are given."""
    concerns: dict[str, tuple[tuple[Value, ...], tuple[str, ...]]] = field(default_factory=dict)

    def here(self, on: str = "") -> str:
        """The path before a route that is written here."""
        level = on or self.level
        if level == "member":
            return joined(self._one(), self.member)
        if level == "new":
            return joined(self.path, dict(self.names).get("new", "new"))
        if level == "resources":
            return joined(self._one(), self.nested)
        return self.path

    def list(self, value: Value | None) -> Items | None:
        """A list that is written there, or stands under a name; `None` if it is not known."""
        if isinstance(value, Name):
            return self.lists.get(value.name)
        return value if isinstance(value, Items) else None

    def _one(self) -> str:
        return self.flat if self.shallow and self.flat else self.path

    def within(self, named: Pairs, path: str = "", module: str = "") -> "Scope":
        """What `scope` and `namespace` make of it."""
        path = _given(named.get("path"), path)
        module = underscore(_given(named.get("module"), module))
        only, without = named.get("only"), named.get("except")
        before = self.here()
        return replace(
            self,
            path=joined(before, path) if before or path else "",
            module=f"{self.module}/{module}".strip("/") if module else self.module,
            controller=text(named.get("controller")) or self.controller,
            level="" if self.level not in {"resources", "member", "collection"} else "nested",
            only=words(only) if only is not None else self.only,
            without=words(without) if without is not None else self.without,
            shallow=self.shallow or named.get("shallow") is not None,
            via=tuple(w.upper() for w in words(named.get("via"))) or self.via,
            names=self.names + pairs(named.get("path_names")),
        )


def _given(value: Value | None, otherwise: str) -> str:
    """An option that is given in place of what a name says; `nil` and `false` take that away."""
    if isinstance(value, Text) or value in (Name("nil"), Name("false")):
        return text(value)
    return otherwise


def ending(named: Pairs) -> str:
    """What a path ends with that is only served with a format: `format: true`."""
    return ".:format" if named.get("format") == Name("true") else ""


def text(value: Value | None) -> str:
    """A string or symbol; empty if it is none."""
    return value.value if isinstance(value, Text) else ""


def pairs(value: Value | None) -> tuple[tuple[str, str], ...]:
    """The strings of a hash."""
    if not isinstance(value, Pairs):
        return ()
    return tuple((text(k), text(v)) for k, v in value.pairs if text(k) and text(v))
