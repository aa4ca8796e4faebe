"""What is at hand while routes are followed: all files, and where we are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Call, Join, Name, Value
from backlight.stacks.django.scan import Fragment

TRANSLATED = {"_", "gettext", "gettext_lazy", "ugettext_lazy", "pgettext_lazy"}
DEEP = 25
"""How many includes and wrappers are followed; one that includes itself ends here."""


@dataclass(frozen=True, slots=True)
class World:
    """All files, and what was found on the way."""

    files: Mapping[str, Fragment]
    modules: Modules
    registered: Mapping[Place, tuple[tuple[str, Call], ...]]
    """Router -> the calls that register at it, each with its file."""
    entered: set[str] = field(default_factory=set)
    """Files whose `urlpatterns` were included by another file."""
    visits: Iterator[int] = field(default_factory=count)
    """How many lists were gone through: files that include each other have no end of them."""
    tables: dict[Place, object] = field(default_factory=dict)
    """What code that makes routes keeps at the top of files: lists and tables that it fills."""


@dataclass(frozen=True, slots=True)
class At:
    """Where we are: the file being read, the path so far, and the prefix of views as strings."""

    file: str
    path: str = ""
    views: str = ""
    depth: int = DEEP


def text(world: World, at: At, said: Value | None) -> str:
    """The string a pattern is written as; what is only known at run time is left out."""
    match said:
        case Join(parts=pieces):
            return "".join(text(world, at, piece) for piece in pieces)
        case Name(dotted=name) if name in world.files[at.file].texts:
            given = world.files[at.file].texts[name]
            return world.modules.text(at.file, "", given) or ""
        case Call(name=name) if name.rpartition(".")[2] in TRANSLATED and said.args:
            return text(world, at, said.args[-1])
    return world.modules.text(at.file, "", said) or ""
