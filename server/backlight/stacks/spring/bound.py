r"""What an expression of a Spring configuration stands for: constants, settings, their defaults.

>>> matches("**.controller.app.**", "shop.controller.app.cart"), matches("a.b**", "a.bc.d")
(True, True)
>>> matches("**.controller.app.**", "shop.controller.admin"), matches("a.*", "a.b.c")
(False, False)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from re import compile as regex
from re import escape

from backlight.analysis.java_values import File, Name, Other, Text, Value
from backlight.analysis.java_world import Found, World
from backlight.stacks.spring.fragment import Property
from backlight.stacks.spring.settings import filled

NEW = regex(r'new\s+[\w.]+\s*\(\s*("[^"\n\\]*"(?:\s*,\s*"[^"\n\\]*")*)\s*\)')
STRING = regex(r'"([^"]*)"')
WORD = regex(r"[-_]")
STARS = regex(r"(\.\*\*\.|\*\*|\*)")
WILD = {".**.": r"\.(?:.*\.)?", "**": ".*", "*": r"[^.]*"}
MOST = 8
"""Stars of a pattern that are followed."""


@dataclass(frozen=True, slots=True)
class Place:
    """The configuration that an expression stands in, and the settings that are known there."""

    world: World
    file: File
    values: Mapping[str, str]


def said(place: Place, what: Value | Property) -> str:
    """The string that an expression is, empty where nothing tells."""
    if isinstance(what, Property):
        found = place.world.type(place.file, what.type)
        return _bound(place, found, what.names) if found is not None else ""
    if isinstance(what, Name):
        for field in (f for one in place.file.types for f in one.fields if f.name == what.name):
            for note in field.annotations:
                given = note.get("value")
                if note.name == "Value" and isinstance(given, Text):
                    return filled(given.value, dict(place.values))
    for one in place.file.types:
        texts = place.world.texts((place.file, one), what)
        if texts:
            return filled(texts[0], dict(place.values))
    return ""


def matches(pattern: str, package: str) -> bool:
    """Whether a package fits a pattern of Ant with dots between its parts."""
    if pattern.count("*") > MOST:
        return False
    parts = STARS.split(f".{pattern}.")
    rule = "".join(WILD.get(part) or escape(part) for part in parts)
    return regex(rule).fullmatch(f".{package}.") is not None


def _bound(place: Place, found: Found, names: tuple[str, ...]) -> str:
    """What a class of settings has for a property: of the settings, else what it begins with."""
    _, kind = found
    note = next((n for n in kind.annotations if n.name == "ConfigurationProperties"), None)
    given = note.get("prefix", "value") if note is not None else None
    before = given.value if isinstance(given, Text) else ""
    key = _plain(".".join((*filter(None, (before,)), *names)))
    for name, value in place.values.items():
        if note is not None and _plain(name) == key:
            return filled(value, dict(place.values))
    return _default(place, found, names)


def _default(place: Place, found: Found, names: tuple[str, ...]) -> str:
    """`String prefix = "/api"`, or `Api app = new Api("/api", …)` by what its fields are called."""
    file, kind = found
    field = next((one for one in kind.fields if one.name == names[0]), None)
    if field is None:
        return ""
    if len(names) == 1:
        texts = place.world.texts(found, field.value) if field.value is not None else None
        return (texts or [""])[0]
    inner = place.world.type(file, field.type)
    made = NEW.fullmatch(field.value.code) if isinstance(field.value, Other) else None
    if inner is None or len(names) > 2:
        return ""
    if made is None:
        return _default(place, inner, names[1:])
    order = [one.name for one in inner[1].components or inner[1].fields]
    given: dict[str, str] = dict(zip(order, STRING.findall(made[1]), strict=False))
    return given.get(names[1], "")


def _plain(key: str) -> str:
    """A key as settings are compared: `adminApi`, `admin-api` and `ADMIN_API` are one."""
    return WORD.sub("", key).lower()
